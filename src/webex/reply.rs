//! Webex's reply: the fields that it appends to the back URL (webex.md 3.1).
//!
//! They come through the browser of the person, who can change them. They decide what this person
//! is told and prove nothing.

mod reason;

pub use reason::Reason;

/// Longest user id that is read, in bytes. Webex's own limit is not published, but on many sites
/// the id is the mail address (webex.md 4, `WID`), which has at most 254.
const WEB_ID_BYTES: usize = 254;

/// What Webex says when it sends a person back.
///
/// A field that comes twice with different values counts as absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply<'q> {
    /// The action that it is the reply to (`AT`): up to 32 letters and digits.
    pub action: Option<&'q str>,
    /// The result (`ST`, `RS`).
    pub ending: Ending,
    /// The user id (`WID`), which comes with logins. It is for comparisons and never shown.
    pub web_id: Option<&'q str>,
}

/// How a call ended, as far as Webex says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It succeeded. For commands that join or start a meeting this comes when the person leaves
    /// the meeting (webex.md 3.1).
    Success,
    /// The browser was logged in before the login: a success, unless as another user.
    AlreadyLoggedIn,
    Failure(Reason),
    /// Neither status nor reason came.
    Silent,
    /// The fields contradict each other or cannot be read.
    Unclear,
}

impl Ending {
    /// The word for it in logs and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::AlreadyLoggedIn => "already_logged_in",
            Self::Failure(_) => "failure",
            Self::Silent => "no_result",
            Self::Unclear => "unclear",
        }
    }

    pub const fn is_success(self) -> bool {
        matches!(self, Self::Success | Self::AlreadyLoggedIn)
    }

    pub const fn reason(self) -> Option<Reason> {
        match self {
            Self::Failure(reason) => Some(reason),
            Self::Success | Self::AlreadyLoggedIn | Self::Silent | Self::Unclear => None,
        }
    }

    fn read(action: Option<&str>, status: FieldValue<'_>, reason: FieldValue<'_>) -> Self {
        let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
        match (status, reason) {
            // `RS` comes on failure only (webex.md 3.1), so that it cannot spoil a success.
            (FieldValue::Once(status), _) if is(status, "SUCCESS") => Self::Success,
            (FieldValue::Once(status), reason) if is(status, "FAIL") => match reason.reason() {
                // Of a login it means that nothing is left to do (webex.md 3.5). It is published for
                // no other command.
                Reason::AlreadyLogon if action.is_some_and(|action| is(action, "LI")) => {
                    Self::AlreadyLoggedIn
                }
                reason => Self::Failure(reason),
            },
            (FieldValue::Nothing, FieldValue::Nothing) => Self::Silent,
            (FieldValue::Nothing | FieldValue::Once(_) | FieldValue::Contradictory, _) => {
                Self::Unclear
            }
        }
    }
}

impl<'q> Reply<'q> {
    /// Reads the decoded fields of a query. Names and codes are compared without case; other
    /// fields, which a back URL may bring along, are skipped.
    pub fn read(fields: impl Iterator<Item = (&'q str, &'q str)>) -> Self {
        let [mut action, mut status, mut reason, mut web_id] = [FieldValue::Nothing; 4];
        for (name, value) in fields {
            let said = match () {
                () if name.eq_ignore_ascii_case("AT") => &mut action,
                () if name.eq_ignore_ascii_case("ST") => &mut status,
                () if name.eq_ignore_ascii_case("RS") => &mut reason,
                () if name.eq_ignore_ascii_case("WID") => &mut web_id,
                () => continue,
            };
            said.merge(value.trim_ascii());
        }
        // Both are compared with what was asked. What no genuine reply contains counts as absent.
        let action = action.once().filter(|action| is_action(action));
        Self {
            action,
            ending: Ending::read(action, status, reason),
            web_id: web_id.once().filter(|id| is_web_id(id)),
        }
    }
}

fn is_action(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_web_id(text: &str) -> bool {
    (1..=WEB_ID_BYTES).contains(&text.len()) && !text.contains(char::is_control)
}

/// What is known of a field while the query is read.
#[derive(Clone, Copy, Debug)]
enum FieldValue<'q> {
    Nothing,
    Once(&'q str),
    Contradictory,
}

impl<'q> FieldValue<'q> {
    fn merge(&mut self, value: &'q str) {
        *self = match *self {
            Self::Nothing => Self::Once(value),
            Self::Once(first) if first.eq_ignore_ascii_case(value) => Self::Once(first),
            Self::Once(_) | Self::Contradictory => Self::Contradictory,
        };
    }

    fn once(self) -> Option<&'q str> {
        match self {
            Self::Once(value) => Some(value),
            Self::Nothing | Self::Contradictory => None,
        }
    }

    fn reason(self) -> Reason {
        self.once().map_or(Reason::Unnamed, Reason::parse)
    }
}

#[cfg(test)]
mod tests;
