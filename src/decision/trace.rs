//! How a decision was reached.

use smallvec::SmallVec;

use crate::policy::{Link, NamedBack, Route, Step, Verdict};
use crate::webex::{BackAddress, Parameter, Value};
use crate::word_list::words;

/// How a decision was reached: every step that was taken, none that was not.
#[derive(Debug, Default)]
pub struct Trace<'a> {
    /// The link that was asked for, if it was one.
    pub link: Option<&'a Link>,
    /// The route that answers.
    pub route: Option<&'a Route>,
    /// What its access rules say about the caller.
    pub verdict: Option<Verdict<'a>>,
    /// The parameters that have a value, in the order in which they are sent.
    pub filled: SmallVec<[Filled<'a>; 4]>,
    /// How many query fields mean nothing to the route and were ignored.
    pub ignored: u32,
    /// The back URL that was chosen.
    pub back: Option<&'a NamedBack>,
    /// The page that the person came from, where the back URL lets it count.
    pub page: Option<BackAddress>,
}

impl<'a> Trace<'a> {
    /// The text of a parameter that has a value.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let mut filled = self.filled.iter();
        filled.find(|f| f.parameter.name() == name)?.value.as_text()
    }

    /// The arguments of one step: its own parameters and those of the route.
    pub(super) fn arguments<'s>(
        &'s self,
        step: &Step,
    ) -> impl Iterator<Item = (&'s Parameter, &'s Value<'s>)> + Clone + use<'s, 'a> {
        let (slots, route) = (step.slots(), self.route);
        let filled = self.filled.iter().filter(move |filled| {
            let is_own = |route: &Route| route.is_own_slot(filled.slot);
            slots.contains(&filled.slot) || route.is_some_and(is_own)
        });
        filled.map(|filled| -> (&'s Parameter, &'s Value<'s>) { (filled.parameter, &filled.value) })
    }

    /// Where the person goes in the end.
    pub fn home(&self) -> Option<BackAddress> {
        self.page.clone().or_else(|| {
            let back = self.back?;
            Some(back.url().address(|name| self.text(name)))
        })
    }
}

/// A parameter with its value and where that came from.
#[derive(Debug)]
pub struct Filled<'a> {
    /// The number of its slot in the route.
    pub slot: usize,
    /// The parameter.
    pub parameter: &'a Parameter,
    /// Its value.
    pub value: Value<'a>,
    /// Where the value came from.
    pub origin: Origin,
}

words! {
    /// Where a value came from.
    pub enum Origin {
        /// The path of the request.
        Path = "path",
        /// The query of the request.
        Query = "query",
        /// A constant of the route.
        Constant = "constant",
        /// The named link.
        Link = "link",
        /// A secret of the policy.
        Secret = "secret",
        /// What is known of the caller.
        Caller = "caller",
    }
}
