//! Compares an answer with what is expected of it.

use std::borrow::Cow;

use super::answer::Answer;
use super::model::Check;
use crate::webex::MASK;

/// Something that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch<'t> {
    pub check: &'t Check,
    /// What is there instead; `None` if nothing is.
    pub found: Option<String>,
}

/// Everything about an answer that is not as expected.
pub fn judge<'t>(checks: &'t [Check], answer: &Answer) -> Vec<Mismatch<'t>> {
    let mismatches = checks.iter().filter_map(|check| {
        let found = answer.text(&check.subject);
        let is_met = found.as_deref() == check.expected.as_deref();
        (!is_met).then(|| Mismatch {
            check,
            found: found.map(Cow::into_owned),
        })
    });
    mismatches.collect()
}

/// Most bytes of a value in a message.
const MAX_SHOWN: usize = 600;

impl Mismatch<'_> {
    /// What is so, and what was to be so.
    pub fn in_words(&self) -> String {
        self.told(self.check.expected.as_deref())
    }

    /// The same where the file may have a secret in what it expects.
    pub fn without_expected(&self) -> String {
        self.told(self.check.expected.as_deref().map(|_| MASK))
    }

    fn told(&self, expected: Option<&str>) -> String {
        let key = self.check.subject.in_words();
        let found = self.found.as_deref().map(short);
        match (found, expected.map(short)) {
            (Some(found), Some(expected)) => {
                format!("`{key}` is {found}, expected {expected}")
            }
            (Some(found), None) => format!("`{key}` is {found}, expected none"),
            (None, Some(expected)) => format!("there is no `{key}`, expected {expected}"),
            (None, None) => format!("there is no `{key}`"),
        }
    }
}

fn short(text: &str) -> Cow<'_, str> {
    match text.len() > MAX_SHOWN {
        true => format!("{}…", &text[..text.floor_char_boundary(MAX_SHOWN)]).into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expectations::model::Subject;
    use crate::expectations::{Fact, NamedValue};
    use crate::policy::Place;

    fn check(subject: Subject, expected: Option<&str>) -> Check {
        Check {
            subject,
            expected: expected.map(Into::into),
            place: Place::start(0),
        }
    }

    #[test]
    fn a_part_of_an_answer_is_compared() {
        let answer = Answer {
            status: 302,
            outcome: "redirected",
            route: Some("join".to_owned()),
            parameters: vec![NamedValue {
                name: "meeting_key".to_owned(),
                value: "123456789".to_owned(),
            }],
            ..Answer::default()
        };
        let key = || Subject::Parameter("meeting_key".into());
        for (subject, expected, is_met) in [
            (Subject::Fact(Fact::Status), Some("302"), true),
            (Subject::Fact(Fact::Status), Some("403"), false),
            (Subject::Fact(Fact::Outcome), Some("redirected"), true),
            (Subject::Fact(Fact::Route), Some("Join"), false),
            (Subject::Fact(Fact::Link), None, true),
            (Subject::Fact(Fact::Route), None, false),
            (Subject::Fact(Fact::Target), Some(""), false),
            (key(), Some("123456789"), true),
            (key(), Some("123 456 789"), false),
            (Subject::Parameter("password".into()), None, true),
        ] {
            let checks = [check(subject, expected)];
            assert_eq!(judge(&checks, &answer).is_empty(), is_met, "{checks:?}");
        }
        assert_eq!(judge(&[], &answer), []);
    }
}
