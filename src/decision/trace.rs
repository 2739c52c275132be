//! The steps of a decision, for `explain`, logs and pages.

use smallvec::SmallVec;

use crate::policy::{
    AliasNumber, Link, NamedBack, ParameterView, Route, Step, ValueOrigin, Verdict,
};
use crate::webex::{BackAddress, Parameter, Value};

/// What a decision found on its way. Later fields are empty when an earlier step stopped it.
///
/// `'p` is the policy, `'r` the request: what is only the policy's outlives the request.
#[derive(Debug, Default)]
pub struct Trace<'p, 'r> {
    /// The link, if the path was that of a link.
    pub link: Option<&'p Link>,
    /// The alias by which the path asks for it, if it does.
    pub alias: Option<AliasNumber>,
    pub route: Option<&'p Route>,
    /// What the access rules of the route say about the caller.
    pub verdict: Option<Verdict<'p>>,
    /// What they would say if none of them were report-only, where that ends otherwise. It is about access
    /// alone: nothing after it is worked out.
    pub would: Option<Verdict<'p>>,
    /// The parameters that have a value, in the order in which they are sent.
    // Most calls have up to four, for which no memory is allocated.
    pub filled: SmallVec<[Filled<'p, 'r>; 4]>,
    /// The number of query fields that mean nothing to the route.
    pub ignored: u32,
    /// The chosen back URL.
    pub back: Option<&'p NamedBack>,
    /// The page from which the person came, if the back URL admits it. It is used instead.
    pub page: Option<BackAddress>,
}

impl<'p, 'r> Trace<'p, 'r> {
    /// The text of the parameter with this name, if it has a value.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let mut filled = self.filled.iter();
        filled.find(|f| f.parameter.name() == name)?.value.as_text()
    }

    /// Whether the parameter with this name has a value.
    pub fn has_value(&self, name: &str) -> bool {
        self.filled.iter().any(|f| f.parameter.name() == name)
    }

    /// The arguments of one step: its own parameters and those of the route.
    pub(crate) fn arguments<'s>(
        &'s self,
        step: &Step,
    ) -> impl Iterator<Item = (&'s Parameter, &'s Value<'s>)> + Clone + use<'s, 'p, 'r> {
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
pub struct Filled<'p, 'r> {
    /// The number of its binding in the route.
    pub binding: usize,
    pub parameter: &'p Parameter,
    pub value: Value<'r>,
    pub origin: ValueOrigin,
}

impl Filled<'_, '_> {
    pub fn view(&self) -> ParameterView {
        ParameterView::new(self.parameter, self.origin, Some(self.value.shown()))
    }
}
