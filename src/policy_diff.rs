//! Which requests two policies answer differently, and whether that lets more of them pass.
//!
//! Nothing is sampled. A decision depends on the path, on the caller as rules see them, on the time, and
//! on what the route sends. So the differences are found from the policies alone:
//!
//! - **Paths.** Both trees of paths are walked together (`visit_paths_of_both`), so that each path belongs
//!   to one pair of answers: a route, a link or nothing, in the old policy and in the new one.
//! - **Classes.** For each such pair, the conditions of the rules of both cut all callers and times into
//!   cells that neither can tell apart (`space.rs`). `Access::judge`, the evaluator of requests,
//!   judges one caller of each cell by both policies. Rules that make too many cells are reported as
//!   changed, never left out.
//! - **Content.** What a route does with a request that it lets pass is compared key by key
//!   (`content.rs`), whatever the request has in it.
//! - **Settings.** What counts for every request is compared key by key (`settings.rs`).
//!
//! A rule that is report-only decides nothing; that it is there is compared like content. A rule that is
//! enforced from a date on cuts time into eras, which are cells of their own.

mod access;
mod addresses;
mod compare;
mod content;
mod cover;
mod example;
mod factor;
mod facts;
mod group;
mod groups;
mod hours;
mod list_change;
mod names;
mod people;
mod person;
mod rules;
mod sample;
mod settings;
mod side;
mod space;
mod standing;

use jiff::Timestamp;

pub use access::{AccessChange, AccessDiff, Class};
pub use example::Example;
pub use facts::KeyChange;
pub use group::{ChangedPath, Covered, Group};
pub use groups::HeldGroups;
pub use person::MadePerson;
pub use space::MadeCaller;
pub use standing::Standing;

use crate::decision::{Caller, LinkRequest};
use crate::policy::Policy;
use compare::Comparison;
use factor::Asked;
use side::{Answer, Sides};
use standing::Ruling;

/// All that two policies answer differently from a moment on.
#[derive(Clone, Debug)]
pub struct PolicyDiff<'p> {
    policies: [&'p Policy; 2],
    now: Timestamp,
    /// What counts for every request.
    pub settings: Vec<KeyChange>,
    pub groups: Vec<Group<'p>>,
}

/// Compares two policies.
pub fn compare<'p>(old: &'p Policy, new: &'p Policy, now: Timestamp) -> PolicyDiff<'p> {
    let policies = [old, new];
    PolicyDiff {
        policies,
        now,
        settings: settings::setting_changes(old, new),
        groups: Comparison::new(policies, now).groups(),
    }
}

impl<'p> PolicyDiff<'p> {
    pub fn is_empty(&self) -> bool {
        self.settings.is_empty() && self.groups.is_empty()
    }

    /// Whether more requests pass, or lead elsewhere, or more is believed.
    pub fn widens(&self) -> bool {
        self.settings.iter().any(|change| change.widens) || self.groups.iter().any(Group::widens)
    }

    /// The part of the comparison that a request belongs to, if it is about it. Both callers are the same
    /// one, as each policy sees it.
    pub fn covering<'d>(
        &'d self,
        request: &LinkRequest<'_>,
        callers: [&Caller<'_>; 2],
        now: Timestamp,
    ) -> Option<(&'d Group<'p>, Covered<'d>)> {
        let [old, new] = self.policies;
        let answer = |policy: &'p Policy| {
            let target = policy.find(request.segments())?;
            Some(Answer::of(policy, target))
        };
        let sides = Sides {
            old: answer(old),
            new: answer(new),
        };
        let all = self
            .groups
            .iter()
            .flat_map(|group| group.matches(request, sides));
        let Match { group, path, .. } = all.max_by_key(|found| found.words)?;
        let (sides, [caller, _]) = (path.sides, callers);
        let dates = sides.dates(now);
        let standings = [
            Ruling::of(sides.old, callers[0], now, dates.old).standing,
            Ruling::of(sides.new, callers[1], now, dates.new).standing,
        ];
        let asked = Asked { caller, now, dates };
        if let Some(change) = group.access.covering(asked, standings) {
            return Some((group, Covered::Access(change)));
        }
        let is_sent = standings == [Standing::Admitted; 2];
        (is_sent && group.changes_what_is_sent()).then_some((group, Covered::Content))
    }

    /// One request for each part of a group.
    pub fn examples(&self, group: &Group<'p>) -> Vec<Example> {
        example::examples(group, self.now)
    }
}

/// A path of a group that a request asks for.
struct Match<'d, 'p> {
    group: &'d Group<'p>,
    path: &'d ChangedPath<'p>,
    /// How many of its segments are words: the more there are, the closer it is.
    words: usize,
}

impl<'p> Group<'p> {
    fn matches<'d>(
        &'d self,
        request: &LinkRequest<'_>,
        sides: Sides<'_>,
    ) -> impl Iterator<Item = Match<'d, 'p>> {
        let paths = self
            .paths
            .iter()
            .filter(move |path| path.sides.is_same(&sides));
        let paths = paths.filter_map(|path| Some((path, path.words_of(request)?)));
        let found = paths.map(|(path, words)| Match {
            group: self,
            path,
            words,
        });
        found.collect::<Vec<_>>().into_iter()
    }
}
