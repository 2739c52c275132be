//! The contact for help: a mail address, or a page.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::webex::{AddressError, HttpsUrl, ParameterType};

/// Most characters of a contact: it stands at the foot of every page.
const MAX_CHARS: usize = 200;

/// Whom people ask when they cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    href: Box<str>,
    text: Box<str>,
}

/// Why a text is no [`Contact`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    #[error("`{0}` is neither an e-mail address nor an https address")]
    Neither(Box<str>),
    #[error("the contact has more than {MAX_CHARS} characters")]
    TooLong,
    #[error("the address of a contact must not have a #fragment")]
    Fragment,
    #[error(transparent)]
    Address(AddressError),
}

impl From<AddressError> for ContactError {
    fn from(error: AddressError) -> Self {
        match error {
            AddressError::Fragment => Self::Fragment,
            error => Self::Address(error),
        }
    }
}

/// What has to be encoded in a `mailto:` address, where `?` begins header fields (RFC 6068).
const MAIL: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'@')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'+');

impl Contact {
    pub fn parse(text: &str) -> Result<Self, ContactError> {
        if text.chars().count() > MAX_CHARS {
            return Err(ContactError::TooLong);
        }
        if text.contains("://") {
            return Ok(Self::page(&text.parse::<HttpsUrl>()?));
        }
        let mail = ParameterType::Email.parse(text).ok();
        let mail = mail.as_ref().and_then(|mail| mail.as_text());
        mail.map(Self::mail)
            .ok_or_else(|| ContactError::Neither(text.into()))
    }

    fn page(url: &HttpsUrl) -> Self {
        let href = url.as_str();
        // All pages are https, so people need not read it.
        let text = href.strip_prefix("https://").unwrap_or(href);
        let text = text.strip_suffix('/').unwrap_or(text);
        Self {
            href: href.into(),
            text: text.into(),
        }
    }

    fn mail(mail: &str) -> Self {
        Self {
            href: format!("mailto:{}", utf8_percent_encode(mail, MAIL)).into(),
            text: mail.into(),
        }
    }

    /// Where a link to it leads: `mailto:helpdesk@acme.example`, or an https address.
    pub fn href(&self) -> &str {
        &self.href
    }

    /// The text of that link: the mail address, or the address of the page without `https://`.
    pub fn text(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_a_mail_address_or_a_page() {
        for (text, href, shown) in [
            (
                "helpdesk@acme.example",
                "mailto:helpdesk@acme.example",
                "helpdesk@acme.example",
            ),
            (
                "mailto:help+go@acme.example",
                "mailto:help+go@acme.example",
                "help+go@acme.example",
            ),
            (
                "a?bcc=b&c%20@acme.example",
                "mailto:a%3Fbcc%3Db%26c%2520@acme.example",
                "a?bcc=b&c%20@acme.example",
            ),
            (
                "https://help.acme.example/",
                "https://help.acme.example/",
                "help.acme.example",
            ),
            (
                "https://acme.example:8443/help?from=go",
                "https://acme.example:8443/help?from=go",
                "acme.example:8443/help?from=go",
            ),
        ] {
            let contact = Contact::parse(text).expect(text);
            assert_eq!((contact.href(), contact.text()), (href, shown));
        }
    }

    #[test]
    fn whatever_else_could_be_opened_is_refused() {
        for text in [
            "",
            "helpdesk",
            "tel:+49891234567",
            "javascript:alert(1)//@acme.example",
            "javascript://acme.example/%0aalert(1)",
            "data:text/html,x@acme.example",
            "http://help.acme.example/",
            "https:help.acme.example",
            "//help.acme.example/",
            "https://ann@help.acme.example/",
            "https://help.acme.example/#top",
            "Helpdesk <helpdesk@acme.example>",
            "a@acme.example,b@acme.example",
            "a@acme.example?bcc=b@acme.example",
        ] {
            assert!(Contact::parse(text).is_err(), "{text}");
        }
    }
}
