//! The account with which Linkgate asks the XML service.

use crate::webex::secret::Secret;

/// The account of a site that asks for tickets. Its texts can be written in XML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlCredentials(CredentialParts);

/// What names an account to the XML service (`securityContext`, webex.md 9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialParts {
    /// `webExID`
    pub web_id: Secret,
    pub password: Secret,
    /// `partnerID`
    pub partner_id: Option<Secret>,
    /// `siteName`
    pub site_name: Box<str>,
    pub email: Option<Box<str>>,
}

/// Why a text is not sent to the XML service. The message follows what the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum XmlTextError {
    /// An empty id could be taken for none, and so for the account that asks.
    #[error("must not be empty")]
    Empty,
    /// XML has no control characters, and readers change line breaks (XML 1.0, 2.2 and 2.11).
    #[error("must not contain control characters")]
    Character,
}

impl XmlCredentials {
    /// Checks that every text can be sent as it is.
    ///
    /// # Errors
    ///
    /// The first [`XmlTextError`].
    pub fn new(parts: CredentialParts) -> Result<Self, XmlTextError> {
        let credentials = Self(parts);
        for field in credentials.fields() {
            check_text(field.text)?;
        }
        Ok(credentials)
    }

    /// The fields of the `securityContext`, in the order of webex.md 9.
    pub(super) fn fields(&self) -> impl Iterator<Item = CredentialField<'_>> {
        let parts = &self.0;
        let partner_id = parts.partner_id.as_ref().map(Secret::expose);
        [
            ("webExID", Some(parts.web_id.expose())),
            ("password", Some(parts.password.expose())),
            ("siteName", Some(&*parts.site_name)),
            ("partnerID", partner_id),
            ("email", parts.email.as_deref()),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some(CredentialField { name, text: text? }))
    }
}

/// One element of the `securityContext`.
pub(super) struct CredentialField<'a> {
    pub name: &'static str,
    pub text: &'a str,
}

pub(super) fn check_text(text: &str) -> Result<(), XmlTextError> {
    if text.is_empty() {
        return Err(XmlTextError::Empty);
    }
    let is_lost = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    match text.contains(is_lost) {
        true => Err(XmlTextError::Character),
        false => Ok(()),
    }
}
