//! What Webex says when it sends a person back: the fields that it appends to
//! the back URL.
//!
//! They come through the person's browser, so anybody can write them: they say
//! what to tell this person, and prove nothing.

mod reason;

pub use reason::Reason;

/// Bytes of the longest user id that is taken in. Webex's own limit is not
/// published; this is as long as a mail address can be.
const WEB_ID_BYTES: usize = 254;

/// What Webex says when it sends a person back.
///
/// A field that comes twice with different values counts as not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply<'q> {
    /// The action that it answers (`AT`): up to 32 letters and digits.
    pub action: Option<&'q str>,
    /// How it ended (`ST`, `RS`).
    pub ending: Ending,
    /// The user id (`WID`), which comes with logins: to be compared, not shown.
    pub web_id: Option<&'q str>,
}

/// How a call ended, as far as Webex says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It succeeded. For joining, starting and instant meetings this comes when
    /// the person leaves the meeting.
    Success,
    /// A login that found the person logged in: a success, unless it is somebody
    /// else who is.
    AlreadyLoggedIn,
    /// It failed.
    Failure(Reason),
    /// Webex says nothing.
    Silent,
    /// What Webex says is contradictory or cannot be read.
    Unclear,
}

impl Ending {
    /// The word for it in logs and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::AlreadyLoggedIn => "already_logged_in",
            Self::Failure(_) => "failure",
            Self::Silent => "silent",
            Self::Unclear => "unclear",
        }
    }

    /// Whether the person has got what they wanted.
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Success | Self::AlreadyLoggedIn)
    }

    /// Why it failed.
    pub const fn reason(self) -> Option<Reason> {
        match self {
            Self::Failure(reason) => Some(reason),
            Self::Success | Self::AlreadyLoggedIn | Self::Silent | Self::Unclear => None,
        }
    }

    fn read(action: Option<&str>, status: Said<'_>, reason: Said<'_>) -> Self {
        let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
        match (status, reason) {
            // A status alone decides: a reason means something on failure only.
            (Said::Once(status), _) if is(status, "SUCCESS") => Self::Success,
            (Said::Once(status), reason) if is(status, "FAIL") => match reason.reason() {
                Reason::AlreadyLogon if action.is_some_and(|action| is(action, "LI")) => {
                    Self::AlreadyLoggedIn
                }
                reason => Self::Failure(reason),
            },
            (Said::Nothing, Said::Nothing) => Self::Silent,
            (Said::Nothing | Said::Once(_) | Said::Contradictory, _) => Self::Unclear,
        }
    }
}

impl<'q> Reply<'q> {
    /// Reads the decoded fields of a query. Names and codes are compared
    /// without case; fields that are none of Webex's are passed over.
    pub fn read(fields: impl Iterator<Item = (&'q str, &'q str)>) -> Self {
        let [mut action, mut status, mut reason, mut web_id] = [Said::Nothing; 4];
        for (name, value) in fields {
            let said = match () {
                () if name.eq_ignore_ascii_case("AT") => &mut action,
                () if name.eq_ignore_ascii_case("ST") => &mut status,
                () if name.eq_ignore_ascii_case("RS") => &mut reason,
                () if name.eq_ignore_ascii_case("WID") => &mut web_id,
                () => continue,
            };
            said.hear(value.trim_ascii());
        }
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

/// What a field says.
#[derive(Clone, Copy, Debug)]
enum Said<'q> {
    Nothing,
    Once(&'q str),
    Contradictory,
}

impl<'q> Said<'q> {
    fn hear(&mut self, value: &'q str) {
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
