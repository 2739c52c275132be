//! The steps of a decision, for `explain`, logs and pages.

use smallvec::SmallVec;

use crate::policy::{Link, NamedBack, Route, Step, Verdict};
use crate::webex::{BackAddress, Parameter, Value};
use crate::word_list::words;

/// What a decision found on its way. Later fields are empty when an earlier step stopped it.
#[derive(Debug, Default)]
pub struct Trace<'a> {
    /// The link, if the path was that of a link.
    pub link: Option<&'a Link>,
    pub route: Option<&'a Route>,
    /// What the access rules of the route say about the caller.
    pub verdict: Option<Verdict<'a>>,
    /// The parameters that have a value, in the order in which they are sent.
    // Most calls have up to four, for which no memory is allocated.
    pub filled: SmallVec<[Filled<'a>; 4]>,
    /// The number of query fields that mean nothing to the route.
    pub ignored: u32,
    /// The chosen back URL.
    pub back: Option<&'a NamedBack>,
    /// The page from which the person came, if the back URL admits it. It is used instead.
    pub page: Option<BackAddress>,
}

impl<'a> Trace<'a> {
    /// The text of the parameter with this name, if it has a value.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let mut filled = self.filled.iter();
        filled.find(|f| f.parameter.name() == name)?.value.as_text()
    }

    /// The arguments of one step: its own parameters and those of the route.
    pub(crate) fn arguments<'s>(
        &'s self,
        step: &Step,
    ) -> impl Iterator<Item = (&'s Parameter, &'s Value<'s>)> + Clone + use<'s, 'a> {
        let (bindings, route) = (step.bindings(), self.route);
        let filled = self.filled.iter().filter(move |filled| {
            let is_own = |route: &Route| route.is_own_binding(filled.binding);
            bindings.contains(&filled.binding) || route.is_some_and(is_own)
        });
        filled.map(|filled| -> (&'s Parameter, &'s Value<'s>) { (filled.parameter, &filled.value) })
    }

    /// Where the person goes when everything is done.
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
    /// The number of its binding in the route.
    pub binding: usize,
    pub parameter: &'a Parameter,
    pub value: Value<'a>,
    pub origin: Origin,
}

words! {
    /// Where a value came from.
    pub enum Origin {
        Path = "path",
        Query = "query",
        /// A constant of the route.
        Constant = "constant",
        /// The named link.
        Link = "link",
        /// A secret of the policy.
        Secret = "secret",
        /// The identity of the caller.
        Caller = "caller",
    }
}
