//! Fields of answers that people may see.

use crate::webex::code::Code;

/// What the names of secret fields end with, in lower case: `hostKey`, `hostPin`, `accessCode`,
/// `phoneAndVideoSystemPassword`.
const SECRET: [&str; 7] = [
    "password",
    "passcode",
    "pin",
    "key",
    "accesscode",
    "token",
    "secret",
];

/// A field of an answer that people may see: none with a secret (webex.md 8.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownField(Code);

impl ShownField {
    /// `None` for a name that says that the field is secret.
    pub fn new(code: Code) -> Option<Self> {
        let name = code.as_str().to_ascii_lowercase();
        let is_secret = SECRET.iter().any(|end| name.ends_with(end));
        (!is_secret).then_some(Self(code))
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_fields_of_webex_are_not_shown() {
        let shown = |name| ShownField::new(Code::parse(name).expect("a code")).is_some();
        for name in [
            "password",
            "hostKey",
            "hostPin",
            "audioPin",
            "accessCode",
            "phoneAndVideoSystemPassword",
            "panelistPassword",
            "integrationJoinToken",
        ] {
            assert!(!shown(name), "{name}");
        }
        for name in [
            "title",
            "webLink",
            "meetingNumber",
            "hostDisplayName",
            "type",
        ] {
            assert!(shown(name), "{name}");
        }
    }
}
