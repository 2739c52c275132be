//! The names that an expectation can be about: a misspelt one would fail for a reason that is hard to
//! see.

use std::collections::BTreeSet;

use crate::compile::Text;
use crate::policy::{Link, Policy, Route};

/// The words of answers, whatever the policy.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub outcomes: BTreeSet<&'static str>,
    /// What an answer would be if no rule were report-only.
    pub would: BTreeSet<&'static str>,
    pub reasons: BTreeSet<&'static str>,
}

/// All that expectations of one policy can name.
#[derive(Debug)]
pub struct Names<'p> {
    pub policy: &'p Policy,
    words: Words,
    routes: BTreeSet<&'p str>,
    links: BTreeSet<&'p str>,
    backs: BTreeSet<&'p str>,
    parameters: BTreeSet<&'p str>,
    sources: BTreeSet<&'p str>,
}

/// One kind of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    Outcome,
    Would,
    Reason,
    Route,
    Link,
    Back,
    Parameter,
    IdentitySource,
}

impl<'p> Names<'p> {
    pub fn of(policy: &'p Policy, words: Words) -> Self {
        let routes = policy.routes();
        let backs = routes.iter().flat_map(Route::backs);
        let bindings = routes.iter().flat_map(Route::bindings);
        Self {
            policy,
            words,
            routes: routes.iter().map(Route::name).collect(),
            links: policy.links().iter().map(Link::name).collect(),
            backs: backs.map(|back| back.name()).collect(),
            parameters: bindings.map(|binding| binding.parameter().name()).collect(),
            sources: policy.trust().sources().collect(),
        }
    }

    pub fn know(&self, kind: NameKind, name: &str) -> bool {
        self.of_kind(kind).contains(name)
    }

    /// Reports a name that is not known, and returns whether it is.
    pub fn check(&self, kind: NameKind, name: Text<'_>) -> bool {
        let is_known = self.know(kind, &name);
        if !is_known {
            let finding = name.error(format!("{} `{name}`", kind.unknown()));
            match self.of_alias(kind, &name) {
                Some(link) => finding.help(format!("`{name}` is an alias: write `{link}`")),
                None => finding.help_one_of(&name, self.of_kind(kind).iter().copied()),
            }
        }
        is_known
    }

    fn of_alias(&self, kind: NameKind, name: &str) -> Option<&'p str> {
        let mut links = self
            .policy
            .links()
            .iter()
            .filter(|_| kind == NameKind::Link);
        let link = links.find(|link| link.aliases().any(|alias| alias == name))?;
        Some(link.name())
    }

    fn of_kind(&self, kind: NameKind) -> &BTreeSet<&'p str> {
        match kind {
            NameKind::Outcome => &self.words.outcomes,
            NameKind::Would => &self.words.would,
            NameKind::Reason => &self.words.reasons,
            NameKind::Route => &self.routes,
            NameKind::Link => &self.links,
            NameKind::Back => &self.backs,
            NameKind::Parameter => &self.parameters,
            NameKind::IdentitySource => &self.sources,
        }
    }
}

impl NameKind {
    fn unknown(self) -> &'static str {
        match self {
            Self::Outcome => "no answer has the outcome",
            Self::Would => "no answer would have the outcome",
            Self::Reason => "no answer has the reason",
            Self::Route => "the policy has no route",
            Self::Link => "the policy has no link",
            Self::Back => "no route has the back URL",
            Self::Parameter => "no route has the parameter",
            Self::IdentitySource => "the policy has no identity source",
        }
    }
}
