//! What everybody gets from a policy at any time, found out by asking the evaluator for each path.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::left_out::{LeftOut, Reason};
use super::pattern::{PathForm, Pattern, PatternPath};
use super::plain::{is_plain_address, is_plain_path};
use super::sample::Round;
use crate::decision::{Caller, Delivery, LinkRequest, Outcome, decide};
use crate::net::ClientAddress;
use crate::policy::{Alternative, Condition, Link, Policy, ReturnMode, Route, Rule, Verdict};
use crate::text::fold;
use crate::webex::OwnPath;

/// In place of an address, for a path that leads nowhere. Caddy has a meaning for a dash.
pub const SHUT: &str = "none";

/// The redirects of a policy that do not depend on who asks, and when.
#[derive(Debug, Default)]
pub struct Fallback<'p> {
    /// The links, in the order of the policy.
    pub shortcuts: Vec<Shortcut<'p>>,
    /// Where a path leads, by its folded form. `None` for one that leads nowhere although a pattern
    /// matches it.
    pub exact: BTreeMap<String, Option<String>>,
    pub patterns: Vec<Pattern>,
    pub left_out: Vec<LeftOut>,
    /// Paths that lead nowhere, whatever patterns match them.
    shut: Vec<String>,
}

/// A link that everybody may use.
#[derive(Clone, Debug)]
pub struct Shortcut<'p> {
    pub link: &'p Link,
    /// Its path, as people read it.
    pub path: String,
    pub location: String,
}

impl Shortcut<'_> {
    /// What people read: the title of the link, else its name.
    pub fn title(&self) -> &str {
        self.link.title().unwrap_or_else(|| self.link.name())
    }
}

/// Asks the evaluator on behalf of nobody, from nowhere.
#[derive(Clone, Copy)]
pub struct Asker<'p> {
    pub policy: &'p Policy,
    pub now: Timestamp,
}

impl<'p> Fallback<'p> {
    /// The redirects that are right at this moment, and at any other one within the dates of links.
    pub fn of(policy: &'p Policy, now: Timestamp) -> Self {
        let asker = Asker { policy, now };
        let mut fallback = Self::default();
        let mut left_out = Vec::new();
        for route in policy
            .routes()
            .iter()
            .filter(|route| route.path().is_some())
        {
            let path = PatternPath::of(route);
            if !fallback.add_route(asker, route, &path) {
                left_out.push(path);
            }
        }
        fallback.drop_overlapping(&left_out);
        for link in policy.links() {
            fallback.add_link(asker, link);
        }
        fallback.shut_matched();
        fallback
    }

    /// The patterns for one form of paths, in the order in which the gateway prefers them.
    pub fn patterns_of(&self, form: PathForm) -> impl Iterator<Item = &Pattern> {
        let patterns = self.patterns.iter();
        patterns.filter(move |pattern| pattern.form() == form)
    }

    /// Adds a route, or says why not.
    fn add_route(&mut self, asker: Asker<'p>, route: &Route, path: &PatternPath) -> bool {
        let shown = route.path().unwrap_or_default();
        let found = match path.unchecked() {
            Some(name) => Err(Reason::UncheckedValue(name.to_owned())),
            None => asker.location(&path.sample(Round::Longest)),
        };
        match found {
            Err(reason) => self.leave_out(shown.to_owned(), reason),
            Ok(location) if !path.has_values() => {
                return self.add_exact(shown.to_owned(), location);
            }
            Ok(_) => match path.pattern(shown, |path| asker.location(path).ok()) {
                Some(pattern) => {
                    self.patterns.push(pattern);
                    return true;
                }
                None => self.leave_out(shown.to_owned(), Reason::NotPlain),
            },
        }
        false
    }

    /// Puts patterns into the order in which the gateway prefers them, and leaves out those of which a path
    /// may be another route's that is not among them, or is matched in another form.
    fn drop_overlapping(&mut self, left_out: &[PatternPath]) {
        self.patterns.sort_by_key(Pattern::precedence);
        let patterns = std::mem::take(&mut self.patterns);
        for pattern in &patterns {
            let in_another_form =
                |other: &Pattern| other.form() != pattern.form() && pattern.overlaps(&other.path());
            // A path without values that is left out is shut by itself.
            let mut left_out = left_out.iter().filter(|path| !path.is_literal());
            if left_out.any(|path| pattern.overlaps(path)) || patterns.iter().any(in_another_form) {
                self.leave_out(pattern.shown().to_owned(), Reason::Overlaps);
            } else {
                self.patterns.push(pattern.clone());
            }
        }
    }

    fn add_link(&mut self, asker: Asker<'p>, link: &'p Link) {
        let endpoint = asker.policy.endpoint();
        let path = endpoint.link_path(link.name());
        match asker.location_of(link) {
            Ok(location) => {
                self.shortcuts.push(Shortcut {
                    link,
                    path: path.clone(),
                    location: location.clone(),
                });
                for alias in link.aliases() {
                    self.add_exact(endpoint.link_path(alias), location.clone());
                }
                self.add_exact(path, location);
            }
            Err(reason) => {
                for alias in link.aliases() {
                    self.shut(&endpoint.link_path(alias));
                }
                self.leave_out(path, reason);
            }
        }
    }

    /// Whether other servers can have the path.
    fn add_exact(&mut self, path: String, location: String) -> bool {
        let is_plain = is_plain_path(&path);
        match is_plain {
            true => {
                self.exact.insert(folded(&path), Some(location));
            }
            false => self.leave_out(path, Reason::NotPlain),
        }
        is_plain
    }

    fn leave_out(&mut self, path: String, reason: Reason) {
        self.shut(&path);
        self.left_out.push(LeftOut { path, reason });
    }

    fn shut(&mut self, path: &str) {
        if is_plain_path(path) {
            self.shut.push(folded(path));
        }
    }

    /// A name can look like a value. What the gateway would refuse by its name must not pass as the value.
    fn shut_matched(&mut self) {
        for path in std::mem::take(&mut self.shut) {
            let literal = PatternPath::literal(&path);
            if self
                .patterns
                .iter()
                .any(|pattern| pattern.overlaps(&literal))
            {
                self.exact.insert(path, None);
            }
        }
    }
}

impl Asker<'_> {
    pub fn location_of(self, link: &Link) -> Result<String, Reason> {
        let segments = self.policy.endpoint().link_segments(link.name());
        self.location(&OwnPath::new(segments).to_string())
    }

    /// Where everybody is sent who opens a path.
    fn location(self, path: &str) -> Result<String, Reason> {
        let caller = Caller::unknown(ClientAddress::UNKNOWN);
        let request = LinkRequest::parse(path).map_err(|_| Reason::NotPlain)?;
        let decision = decide(self.policy, &request, &caller, self.now);
        let delivery = match &decision.outcome {
            Outcome::Send(delivery) => delivery,
            Outcome::Confirm(..) => return Err(Reason::NeedsConfirmation),
            Outcome::Stop(stop) => return Err(Reason::of_stop(stop)),
        };
        let Delivery::Redirect(call) = delivery else {
            return Err(match delivery {
                Delivery::Form(_) => Reason::CarriesSecret,
                _ => Reason::AsksWebex,
            });
        };
        let trace = &decision.trace;
        let route = trace.route.ok_or(Reason::NotForEverybody)?;
        if route.return_mode() == ReturnMode::Gateway {
            // The address has a ticket of this moment in it.
            return Err(Reason::ReturnsThroughGateway);
        }
        match trace.verdict {
            Some(Verdict::Allowed(rule)) if is_timeless(rule) => {}
            _ => return Err(Reason::DependsOnTime),
        }
        let mut denied = route.access().deny().iter();
        if !denied.all(|rule| is_timeless(&rule.alternative) && !self.is_yet_to_come(rule)) {
            return Err(Reason::DependsOnTime);
        }
        let location = call.as_str();
        match is_plain_address(location) {
            true => Ok(location.to_owned()),
            false => Err(Reason::NotPlain),
        }
    }

    /// Whether a rule that decides nothing today will do so by itself.
    fn is_yet_to_come(self, rule: &Rule) -> bool {
        rule.enforcement
            .start()
            .is_some_and(|start| start > self.now)
    }
}

fn is_timeless(rule: &Alternative) -> bool {
    !rule.conditions().iter().any(Condition::is_about_hours)
}

/// The form in which paths are compared: without case, dashes and underscores.
pub fn folded(path: &str) -> String {
    let segments = path.split('/');
    let segments = segments.map(|segment| String::from_utf8_lossy(&fold(segment)).into_owned());
    segments.collect::<Vec<_>>().join("/")
}
