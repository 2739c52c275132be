//! What a request came to, as far as something can be expected of it.

use std::borrow::Cow;

use super::model::{Fact, Subject};

/// What a request came to. Nothing in it is secret: it is what `explain` shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub outcome: &'static str,
    pub reason: Option<&'static str>,
    pub route: Option<String>,
    pub link: Option<String>,
    pub back: Option<String>,
    pub target: Option<String>,
    pub location: Option<String>,
    pub would: Option<&'static str>,
    pub parameters: Vec<NamedValue>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedValue {
    pub name: String,
    pub value: String,
}

impl Answer {
    /// What the answer has to say about it; `None` if nothing.
    pub fn text(&self, subject: &Subject) -> Option<Cow<'_, str>> {
        match subject {
            Subject::Fact(fact) => self.fact(*fact),
            Subject::Parameter(name) => {
                let mut parameters = self.parameters.iter();
                let found = parameters.find(|parameter| *parameter.name == **name)?;
                Some(Cow::Borrowed(&found.value))
            }
        }
    }

    /// The same about a fact.
    pub fn fact(&self, fact: Fact) -> Option<Cow<'_, str>> {
        let text = match fact {
            Fact::Status => return Some(Cow::Owned(self.status.to_string())),
            Fact::Outcome => Some(self.outcome),
            Fact::Reason => self.reason,
            Fact::Route => self.route.as_deref(),
            Fact::Link => self.link.as_deref(),
            Fact::Back => self.back.as_deref(),
            Fact::Target => self.target.as_deref(),
            Fact::Location => self.location.as_deref(),
            Fact::Would => self.would,
        };
        text.map(Cow::Borrowed)
    }
}
