//! One answer on a back URL, and its fields (webex.md 3.1).

use crate::webex::Reason;

/// An answer on a back URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Success,
    Failure(Reason),
    /// A failure with a reason that no list has.
    OtherReason,
    NoReason,
    /// No field at all.
    Silence,
}

/// A field of an answer.
pub type AnswerField = (&'static str, String);

/// What the words of answers outside every list are.
const OTHER_REASON: &str = "SandboxReason";

impl Answer {
    /// The word for it in `sandbox=`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Success => "SUCCESS",
            Self::Failure(reason) => reason.code().unwrap_or("FAIL"),
            Self::OtherReason => OTHER_REASON,
            Self::NoReason => "FAIL",
            Self::Silence => "NOTHING",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim_ascii();
        let plain = [
            Self::Success,
            Self::OtherReason,
            Self::NoReason,
            Self::Silence,
        ];
        let mut plain = plain.into_iter();
        let plain = plain.find(|answer| answer.word().eq_ignore_ascii_case(word));
        let failure = || Some(Reason::parse(word)).filter(|reason| reason.code().is_some());
        plain.or_else(|| failure().map(Self::Failure))
    }

    /// Its fields, of which `more` come with a success. Each command is repeated by its action.
    pub fn fields(self, action: Option<&str>, more: &[AnswerField]) -> Vec<AnswerField> {
        let mut fields: Vec<AnswerField> = Vec::new();
        if self == Self::Silence {
            return fields;
        }
        fields.extend(action.map(|action| ("AT", action.to_owned())));
        let (status, reason) = match self {
            Self::Success => ("SUCCESS", None),
            Self::Failure(_) | Self::OtherReason => ("FAIL", Some(self.word())),
            Self::NoReason | Self::Silence => ("FAIL", None),
        };
        if self == Self::Success {
            fields.extend_from_slice(more);
        }
        fields.push(("ST", status.to_owned()));
        fields.extend(reason.map(|reason| ("RS", reason.to_owned())));
        fields
    }
}
