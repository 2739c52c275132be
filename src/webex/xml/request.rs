//! Writing the request for a ticket.

use std::fmt;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};
use secrecy::zeroize::Zeroizing;

use super::SERVICE;
use super::credentials::{XmlCredentials, XmlTextError, check_text};
use crate::webex::secret::MASK;

const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Whose ticket is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TicketFor<'a> {
    /// The account of the credentials (`GetLoginTicket`).
    Account,
    /// The user with this `webExID` (`GetloginurlUser`).
    User(&'a str),
}

// The id of a user is often an e-mail address.
impl fmt::Debug for TicketFor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account => f.write_str("Account"),
            Self::User(_) => write!(f, "User({MASK})"),
        }
    }
}

/// The body of a request to the XML service. It has a password in it, and is wiped from memory when
/// it is dropped.
pub struct XmlBody(Zeroizing<Vec<u8>>);

impl XmlBody {
    pub const CONTENT_TYPE: &str = "text/xml";
}

impl AsRef<[u8]> for XmlBody {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for XmlBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "XmlBody({MASK})")
    }
}

/// The request for a ticket.
///
/// # Errors
///
/// [`XmlTextError`] when the id of the user cannot be sent as it is: no other one is asked for in its
/// place.
pub fn ticket_request(
    credentials: &XmlCredentials,
    whose: TicketFor<'_>,
) -> Result<XmlBody, XmlTextError> {
    if let TicketFor::User(id) = whose {
        check_text(id)?;
    }
    // A vector that grows leaves a copy of what it held behind.
    let mut body = Zeroizing::new(Vec::with_capacity(size(credentials, whose)));
    write_message(&mut body, credentials, whose);
    Ok(XmlBody(body))
}

/// At least as many bytes as the request has.
fn size(credentials: &XmlCredentials, whose: TicketFor<'_>) -> usize {
    /// Everything but the texts.
    const FRAME: usize = 1024;
    /// `&quot;` for `"`
    const LONGEST_ESCAPE: usize = 6;
    let user = match whose {
        TicketFor::Account => 0,
        TicketFor::User(id) => id.len(),
    };
    let texts = credentials.fields().map(|field| field.text.len());
    FRAME + LONGEST_ESCAPE * (user + texts.sum::<usize>())
}

fn write_message(out: &mut Vec<u8>, credentials: &XmlCredentials, whose: TicketFor<'_>) {
    let mut writer = XmlWriter(Writer::new(out));
    writer.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let message = BytesStart::new("serv:message")
        .with_attributes([("xmlns:xsi", SCHEMA_INSTANCE), ("xmlns:serv", SERVICE)]);
    writer.element(message, |writer| {
        writer.element(BytesStart::new("header"), |writer| {
            write_security_context(writer, credentials);
        });
        writer.element(BytesStart::new("body"), |writer| {
            write_content(writer, whose);
        });
    });
}

fn write_security_context(writer: &mut XmlWriter<'_>, credentials: &XmlCredentials) {
    writer.element(BytesStart::new("securityContext"), |writer| {
        for field in credentials.fields() {
            writer.text_element(field.name, field.text);
        }
    });
}

fn write_content(writer: &mut XmlWriter<'_>, whose: TicketFor<'_>) {
    let content = BytesStart::new("bodyContent");
    let of_type = |kind| content.with_attributes([("xsi:type", kind)]);
    match whose {
        TicketFor::Account => {
            let content = of_type("java:com.webex.service.binding.user.GetLoginTicket");
            writer.event(Event::Empty(content));
        }
        TicketFor::User(id) => {
            let content = of_type("java:com.webex.service.binding.user.GetloginurlUser");
            writer.element(content, |writer| writer.text_element("webExID", id));
        }
    }
}

/// The library's writer on a vector, where nothing fails.
struct XmlWriter<'a>(Writer<&'a mut Vec<u8>>);

impl XmlWriter<'_> {
    fn event(&mut self, event: Event<'_>) {
        let written = self.0.write_event(event);
        written.expect("a vector takes what is written");
    }

    fn element(&mut self, start: BytesStart<'_>, within: impl FnOnce(&mut Self)) {
        let end = start.to_end().into_owned();
        self.event(Event::Start(start));
        within(self);
        self.event(Event::End(end));
    }

    fn text_element(&mut self, name: &str, text: &str) {
        self.element(BytesStart::new(name), |writer| writer.text(text));
    }

    /// Writes a text piece by piece: escaping it whole would make a copy that nobody wipes.
    fn text(&mut self, text: &str) {
        for piece in text.split_inclusive(is_special) {
            let run = piece.trim_end_matches(is_special);
            self.event(Event::Text(BytesText::from_escaped(run)));
            self.event(Event::Text(BytesText::new(&piece[run.len()..])));
        }
    }
}

/// Whether XML writes a character in another way.
fn is_special(c: char) -> bool {
    matches!(c, '<' | '>' | '&' | '\'' | '"')
}

#[cfg(test)]
mod tests;
