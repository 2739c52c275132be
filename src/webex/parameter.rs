//! One field of a command: its plain name, Webex's codes, and its kind.

use super::code::Code;
use super::kind::Kind;
use super::secret::Secret;
use super::template::is_parameter_name;
use super::value::{Value, ValueError};

/// Codes whose values are secrets, whatever a policy says of them
/// (WEBEX.md 5).
const SECRETS: [&str; 5] = ["PW", "JPW", "PID", "TK", "CSRF"];

/// Codes whose values are addresses, whatever a policy says of them
/// (WEBEX.md 4): a visitor must not choose one.
const ADDRESSES: [&str; 2] = ["MU", "WL"];

/// The code of the page to which a login leads (WEBEX.md 5).
pub(super) const LANDING: &str = "MU";

/// One parameter of a command, or of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    name: Box<str>,
    codes: Box<[Code]>,
    kind: Kind,
    required: bool,
    secret: bool,
    note: Option<Box<str>>,
}

impl Parameter {
    /// A parameter with the plain name `name`; `None` when that is no
    /// parameter name (lower-case letters, digits and underscores).
    ///
    /// Without codes it is never sent as a field: it fills a place in a path
    /// or in a back URL.
    pub fn new(name: &str, codes: Vec<Code>, kind: Kind) -> Option<Self> {
        is_parameter_name(name)
            .then(|| Self {
                name: name.into(),
                codes: codes.into(),
                kind,
                required: false,
                secret: false,
                note: None,
            })
            .map(|parameter| Self {
                secret: parameter.has_code_of(&SECRETS),
                ..parameter
            })
    }

    /// The same, but Webex insists on it.
    #[must_use]
    pub fn required(self, required: bool) -> Self {
        Self { required, ..self }
    }

    /// The same, but its values are secrets. Some codes always are.
    #[must_use]
    pub fn secret(self, secret: bool) -> Self {
        let secret = secret || self.secret;
        Self { secret, ..self }
    }

    /// The same, with a remark for the reader of the catalogue.
    #[must_use]
    pub fn noted(self, note: Option<&str>) -> Self {
        Self {
            note: note.map(Into::into),
            ..self
        }
    }

    /// Its plain name, which policies and queries use.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Webex's codes for it: most have one, dates and numbered lists several.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// What its values must look like.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// Whether Webex insists on it.
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// Whether its values are secrets (passwords, partner ids, tickets).
    pub fn is_secret(&self) -> bool {
        self.secret
    }

    /// Whether its code stands for an address, and so needs [`Kind::Url`].
    pub(super) fn is_address(&self) -> bool {
        self.has_code_of(&ADDRESSES)
    }

    fn has_code_of(&self, known: &[&str]) -> bool {
        let mut codes = self.codes.iter();
        codes.any(|code| {
            known
                .iter()
                .any(|known| code.as_str().eq_ignore_ascii_case(known))
        })
    }

    /// A remark for the reader of the catalogue.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Reads a value for this parameter.
    ///
    /// # Errors
    ///
    /// [`ValueError`], in words for a visitor.
    pub fn parse<'t>(&self, text: &'t str) -> Result<Value<'t>, ValueError> {
        self.kind.parse(text)
    }

    /// Reads a secret value for this parameter.
    ///
    /// # Errors
    ///
    /// [`ValueError`], which never repeats the value.
    pub fn parse_secret(&self, secret: &Secret) -> Result<Value<'static>, ValueError> {
        let value = self.kind.parse(secret.expose())?;
        let text = value.as_text().ok_or(ValueError::List)?;
        Ok(Value::secret(Secret::new(text.to_owned())))
    }

    /// Whether it names the user of the site (`WID`, WEBEX.md 3.1), which
    /// Webex's answer to a login repeats.
    pub fn is_user(&self) -> bool {
        self.has_code_of(&["WID"])
    }

    /// Whether it says which page of the Webex site opens when the command
    /// has succeeded (`MU`, WEBEX.md 5). It may point only into the site.
    pub fn is_landing(&self) -> bool {
        self.has_code_of(&[LANDING])
    }
}
