//! From the address that a link leads to, to a route of the policy with its values, or to the reason
//! why there is none.

use jiff::Timestamp;

use super::entry::Wanted;
use super::reason::Reason;
use crate::decision::{LinkRequest, Trace, find};
use crate::directory::{Fitting, Names, Resolution, contradiction, fittings, resolve};
use crate::policy::{Policy, Route, ValueSource};
use crate::webex::{CallForm, CommandName, OwnPath, Parameter, Pasted, Site, meeting_number};

/// Turns addresses into what the policy could make of them.
pub struct Converter<'p> {
    policy: &'p Policy,
    now: Timestamp,
    commands: Vec<KnownCommand<'p>>,
}

/// A command of a site, to say which one an address is.
struct KnownCommand<'p> {
    site: &'p Site,
    name: &'p CommandName,
    form: CallForm,
}

/// A route with the values that a link of it needs.
#[derive(Clone, Debug)]
pub struct Destination<'p> {
    pub route: &'p Route,
    pub values: Vec<Given<'p>>,
}

/// A value for a parameter of a route, as a person would write it.
#[derive(Clone, Debug)]
pub struct Given<'p> {
    pub parameter: &'p Parameter,
    pub words: String,
}

/// Hosts of Webex that have no meetings.
const SERVICES: [&str; 12] = [
    "admin",
    "apphub",
    "binaries",
    "blog",
    "community",
    "developer",
    "help",
    "idbroker",
    "settings",
    "status",
    "user",
    "www",
];

const DOMAINS: [&str; 2] = ["webex.com", "webex.com.cn"];

impl<'p> Converter<'p> {
    pub fn new(policy: &'p Policy, now: Timestamp) -> Self {
        let commands = policy.sites().iter().flat_map(|known| {
            let commands = known.commands.iter();
            commands.filter_map(|command| {
                Some(KnownCommand {
                    site: &known.site,
                    name: command.name(),
                    form: CallForm::new(&known.site, command)?,
                })
            })
        });
        Self {
            policy,
            now,
            commands: commands.collect(),
        }
    }

    pub fn policy(&self) -> &'p Policy {
        self.policy
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Where a link leads by its route.
    pub fn destination(&self, wanted: &Wanted) -> Result<Destination<'p>, Reason> {
        match wanted {
            Wanted::Address(address) => Destination::of(&self.fitting(address)?),
            Wanted::Text(text) => self.of_text(text.trim()),
        }
    }

    fn of_text(&self, text: &str) -> Result<Destination<'p>, Reason> {
        if text.contains("{{") {
            return Err(Reason::Template);
        }
        if meeting_number(text).is_some() {
            return self.of_number(text);
        }
        match Pasted::all(text).first() {
            Some(address) => Destination::of(&self.fitting(address)?),
            None => Err(unread(text)),
        }
    }

    /// A meeting number alone is read as in the box of the directory.
    fn of_number(&self, text: &str) -> Result<Destination<'p>, Reason> {
        let resolved = resolve(self.policy, text, Names::Opened, self.now, |_| true);
        let path = match resolved {
            Resolution::Path(path) => Some(path),
            Resolution::Choice(mut choice) => (!choice.is_empty()).then(|| choice.swap_remove(0).1),
            Resolution::Nothing | Resolution::Foreign => None,
        };
        let destination = path.and_then(|path| Destination::at(self.policy, &path));
        destination.ok_or_else(|| Reason::NoRoute {
            command: "meeting.join".to_owned(),
        })
    }

    /// The route that makes the call of an address, the most likely of several.
    pub fn fitting(&self, address: &Pasted) -> Result<Fitting<'p>, Reason> {
        let host = || address.host().to_owned();
        if self.policy.endpoint().answers_for(address.host()) {
            return Err(Reason::Own);
        }
        if !self.is_webex(address) {
            return Err(Reason::NotWebex { host: host() });
        }
        if !self.is_raw(address) {
            return Err(Reason::NoMeeting { host: host() });
        }
        if address.has_secret() {
            return Err(Reason::Password);
        }
        let mut fittings = fittings(self.policy, address, self.now);
        let complete = fittings.iter().position(|f| f.missing().is_none());
        match complete {
            Some(at) => Ok(fittings.swap_remove(at)),
            None => Err(self.without_route(address, fittings.first())),
        }
    }

    fn without_route(&self, address: &Pasted, incomplete: Option<&Fitting<'p>>) -> Reason {
        let missing = incomplete.and_then(|fitting| Some((fitting.route(), fitting.missing()?)));
        if let Some((route, binding)) = missing {
            return Reason::Missing {
                route: route.name().to_owned(),
                parameter: binding.parameter().name().to_owned(),
            };
        }
        if let Some(other) = contradiction(self.policy, address, self.now) {
            return Reason::OtherValue {
                route: other.route.name().to_owned(),
                parameter: other.binding.parameter().name().to_owned(),
            };
        }
        if self.sites_of(address).next().is_none() {
            return Reason::OtherSite {
                host: address.host().to_owned(),
            };
        }
        match self.command(address) {
            Some(name) => Reason::NoRoute {
                command: name.to_string(),
            },
            None => Reason::UnknownCommand,
        }
    }

    fn command(&self, address: &Pasted) -> Option<&'p CommandName> {
        let commands = self.commands.iter();
        let mut of_site = commands.filter(|known| known.site.has_host(address.host(), self.now));
        let is_read = |known: &&KnownCommand<'_>| known.form.read(address, self.now).is_some();
        of_site.find(is_read).map(|known| known.name)
    }

    fn sites_of(&self, address: &Pasted) -> impl Iterator<Item = &'p Site> {
        let sites = self.policy.sites().iter().map(|known| &*known.site);
        sites.filter(move |site| site.has_host(address.host(), self.now))
    }

    /// Whether it is at a host of Webex, or of the policy's sites.
    pub fn is_webex(&self, address: &Pasted) -> bool {
        let host = address.host();
        let is_below = |domain: &str| {
            let name = host.strip_suffix(domain);
            name.is_some_and(|name| name.is_empty() || name.ends_with('.'))
        };
        DOMAINS.iter().any(|domain| is_below(domain)) || self.sites_of(address).next().is_some()
    }

    /// Whether it leads into something at Webex, and not to a page about Webex or to the entrance of
    /// a site.
    pub fn is_raw(&self, address: &Pasted) -> bool {
        let path = address.path_and_query();
        let is_entrance = matches!(path, "/" | "") || self.is_base(address);
        let name = address.host().split('.').next().unwrap_or_default();
        let is_service = SERVICES.contains(&name) || DOMAINS.contains(&address.host());
        let is_known = self.sites_of(address).next().is_some();
        self.is_webex(address) && !is_entrance && (is_known || !is_service)
    }

    fn is_base(&self, address: &Pasted) -> bool {
        self.sites_of(address).any(|site| {
            let rest = site.base().strip_prefix(site.origin());
            let path = address.path_and_query();
            rest.is_some_and(|base| base.trim_end_matches('/') == path.trim_end_matches('/'))
        })
    }
}

/// Why a text has no address.
fn unread(text: &str) -> Reason {
    let scheme = text.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &&str| {
        let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
        begins
            && scheme.len() <= 16
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'-')
    };
    match scheme.filter(is_scheme) {
        Some(web) if web.eq_ignore_ascii_case("http") || web.eq_ignore_ascii_case("https") => {
            Reason::Ambiguous
        }
        Some(scheme) => Reason::Scheme(scheme.to_ascii_lowercase()),
        None => Reason::NoAddress,
    }
}

impl<'p> Destination<'p> {
    fn of(fitting: &Fitting<'p>) -> Result<Self, Reason> {
        let route = fitting.route();
        let values = fitting.needed().map(|needed| {
            let parameter = needed.binding.parameter();
            Given::read(parameter, needed.words).ok_or_else(|| Reason::Missing {
                route: route.name().to_owned(),
                parameter: parameter.name().to_owned(),
            })
        });
        let values = values.collect::<Result<_, _>>()?;
        Ok(Self { route, values })
    }

    /// Where a path of a route leads.
    fn at(policy: &'p Policy, path: &OwnPath) -> Option<Self> {
        let request = LinkRequest::parse(path.as_str()).ok()?;
        let mut trace = Trace::default();
        let route = find(policy, &request, &mut trace).ok()?;
        if trace.link.is_some() {
            return None;
        }
        let mut values = Vec::new();
        for binding in route.bindings() {
            let words = match binding.source() {
                ValueSource::Path(at) => request.segments().get(*at).map(|words| &**words),
                ValueSource::Query => request.field(binding.parameter().name()),
                _ => None,
            };
            if let Some(words) = words {
                values.push(Given::read(binding.parameter(), words)?);
            }
        }
        Some(Self { route, values })
    }
}

impl<'p> Given<'p> {
    fn read(parameter: &'p Parameter, words: &str) -> Option<Self> {
        let is_value = parameter.parse(words).is_ok();
        is_value.then(|| Self {
            parameter,
            words: words.to_owned(),
        })
    }

    /// The same for every way to write the value.
    pub fn canonical(&self) -> String {
        let value = self.parameter.parse(&self.words);
        value.map_or_else(|_| self.words.clone(), |value| value.shown().into_owned())
    }
}
