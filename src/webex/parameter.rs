//! Parameters of commands: a plain name, Webex's codes, and a kind of value.

use super::code::Code;
use super::parameter_type::ParameterType;
use super::secret::Secret;
use super::template::is_parameter_name;
use super::value::{Value, ValueError};

/// Codes whose values are secret whatever a policy says (webex.md 5). Webex takes passwords and
/// partner ids by POST only; a ticket or a CSRF token would let its holder act as the user.
const SECRETS: [&str; 5] = ["PW", "JPW", "PID", TICKET, "CSRF"];

/// Codes whose values are addresses whatever a policy says (webex.md 4). A visitor who chose one
/// could send others to a page of their own. `BU` is not among them: no parameter can have it.
const ADDRESSES: [&str; 2] = ["MU", "WL"];

/// The code of the page that opens after a login (webex.md 5).
pub const LANDING: &str = "MU";

/// The code of a one-time login ticket (webex.md 9).
pub const TICKET: &str = "TK";

/// One parameter of a command, or of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    name: Box<str>,
    codes: Box<[Code]>,
    kind: ParameterType,
    required: bool,
    secret: bool,
    note: Option<Box<str>>,
}

impl Parameter {
    /// A parameter with this plain name; `None` unless the name is up to 64 lower-case letters,
    /// digits and underscores and begins with a letter.
    ///
    /// A parameter without codes is never sent as a field: it fills a place in a path or in a back
    /// URL.
    pub fn new(name: &str, codes: Vec<Code>, kind: ParameterType) -> Option<Self> {
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

    /// The same parameter, required or not.
    #[must_use]
    pub fn required(self, required: bool) -> Self {
        Self { required, ..self }
    }

    /// The same parameter, secret or not. `false` has no effect where a code is always secret.
    #[must_use]
    pub fn secret(self, secret: bool) -> Self {
        let secret = secret || self.secret;
        Self { secret, ..self }
    }

    /// The same parameter with a note for readers of the catalogue.
    #[must_use]
    pub fn noted(self, note: Option<&str>) -> Self {
        Self {
            note: note.map(Into::into),
            ..self
        }
    }

    /// The plain name, which policies and queries use.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Webex's codes for it. Dates and lists of people have several, others one or none.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    pub fn kind(&self) -> &ParameterType {
        &self.kind
    }

    /// Whether a call must not be made without it.
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// Whether its values are secret: passwords, partner ids, tickets.
    pub fn is_secret(&self) -> bool {
        self.secret
    }

    /// Whether its code stands for an address, so that its kind must be [`ParameterType::Url`].
    pub(crate) fn is_address(&self) -> bool {
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

    /// A note for readers of the catalogue.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Reads a value that a visitor, a link or the policy gives.
    ///
    /// # Errors
    ///
    /// [`ValueError`] when it is none of the parameter's kind.
    pub fn parse<'t>(&self, text: &'t str) -> Result<Value<'t>, ValueError> {
        self.kind.parse(text)
    }

    /// Reads a secret value.
    ///
    /// # Errors
    ///
    /// [`ValueError`] when it is none of the parameter's kind, or when the kind is a list.
    pub fn parse_secret(&self, secret: &Secret) -> Result<Value<'static>, ValueError> {
        // The checked text is kept, not the given one: reading trims what stands around it.
        let value = self.kind.parse(secret.expose())?;
        let text = value.as_text().ok_or(ValueError::List)?;
        Ok(Value::secret(Secret::new(text.to_owned())))
    }

    /// Whether it is the user id of the site (`WID`), which Webex's reply to a login repeats
    /// (webex.md 3.1).
    pub fn is_user(&self) -> bool {
        self.has_code_of(&["WID"])
    }

    /// Whether it is the page of the Webex site that opens when the login has succeeded (`MU`,
    /// webex.md 5). Webex accepts only pages of the site itself.
    pub fn is_landing(&self) -> bool {
        self.has_code_of(&[LANDING])
    }

    /// Whether it is a one-time login ticket (`TK`).
    pub fn is_ticket(&self) -> bool {
        self.has_code_of(&[TICKET])
    }
}
