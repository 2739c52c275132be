//! Reading the answer of the XML service.

use std::borrow::Cow;

use quick_xml::NsReader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};
use quick_xml::name::{Namespace, ResolveResult};
use secrecy::zeroize::Zeroizing;

use super::failure::{TicketFailure, TicketFailureReason};
use super::login_url::ticket_in;
use super::ticket::OneTimeTicket;
use super::{SERVICE, SERVICE_USER};
use crate::webex::site::Site;

/// Most bytes of an answer. Those that are published have less than a thousand.
const MAX_BYTES: usize = 64 * 1024;

/// Most elements around each other. Those that count have three around them.
const MAX_DEPTH: usize = 16;

/// Most bytes of one text that counts, all of which a ticket or an address stays below.
const MAX_TEXT: usize = 4096;

/// Reads the ticket out of an answer to [`ticket_request`](super::ticket_request).
///
/// The answer is read once, from its beginning to its end. Nothing of its text is kept but the ticket
/// and the number of an exception.
///
/// # Errors
///
/// [`TicketFailure`] when the service gave no ticket, and when the answer is not exactly one that is
/// known.
pub fn read_ticket(site: &Site, bytes: &[u8]) -> Result<OneTimeTicket, TicketFailure> {
    if bytes.len() > MAX_BYTES {
        return Err(TicketFailureReason::TooLong.into());
    }
    // The texts that count are ASCII. What else there is, like a reason in the language of the site,
    // may have any encoding.
    let text = String::from_utf8_lossy(bytes);
    Answer::read(&text)?.into_ticket(site)
}

/// A place in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Document,
    Message,
    Header,
    Response,
    Body,
    Content,
    Leaf(Leaf),
    /// Any other. Nothing within it counts.
    Other,
}

/// A place with a text that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaf {
    Result,
    ExceptionId,
    Ticket,
    LoginUrl,
}

impl Place {
    /// The place of an element that stands at this one. Prefixes are the service's own choice; names
    /// and namespaces are not.
    fn child(self, namespace: &ResolveResult<'_>, name: &str) -> Self {
        let ResolveResult::Bound(Namespace(namespace)) = *namespace else {
            return Self::Other;
        };
        match (self, namespace, name) {
            (Self::Document, SERVICE, "message") => Self::Message,
            (Self::Message, SERVICE, "header") => Self::Header,
            (Self::Header, SERVICE, "response") => Self::Response,
            (Self::Response, SERVICE, "result") => Self::Leaf(Leaf::Result),
            (Self::Response, SERVICE, "exceptionID") => Self::Leaf(Leaf::ExceptionId),
            (Self::Message, SERVICE, "body") => Self::Body,
            (Self::Body, SERVICE, "bodyContent") => Self::Content,
            (Self::Content, SERVICE_USER, "ticket") => Self::Leaf(Leaf::Ticket),
            (Self::Content, SERVICE_USER, "userLoginURL") => Self::Leaf(Leaf::LoginUrl),
            _ => Self::Other,
        }
    }
}

/// The texts of an answer that count.
#[derive(Default)]
struct Answer {
    result: Option<Zeroizing<String>>,
    exception_id: Option<Zeroizing<String>>,
    ticket: Option<Zeroizing<String>>,
    login_url: Option<Zeroizing<String>>,
}

impl Answer {
    fn read(text: &str) -> Result<Self, TicketFailureReason> {
        let mut reader = NsReader::from_str(text);
        let mut reading = Reading::default();
        loop {
            let (namespace, event) = reader
                .read_resolved_event()
                .map_err(|_| TicketFailureReason::NotXml)?;
            match event {
                Event::Start(element) => {
                    reading.open(&namespace, element.local_name().as_ref())?;
                }
                Event::Empty(element) => {
                    reading.open(&namespace, element.local_name().as_ref())?;
                    reading.close()?;
                }
                Event::End(_) => reading.close()?,
                Event::Text(text) => reading.take(&text)?,
                Event::CData(text) => reading.take(&text)?,
                Event::GeneralRef(reference) => reading.take(&referred(&reference)?)?,
                Event::DocType(_) => return Err(TicketFailureReason::DocumentType),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
                Event::Eof => return reading.finish(),
            }
        }
    }

    fn text_of(&mut self, leaf: Leaf) -> &mut Option<Zeroizing<String>> {
        match leaf {
            Leaf::Result => &mut self.result,
            Leaf::ExceptionId => &mut self.exception_id,
            Leaf::Ticket => &mut self.ticket,
            Leaf::LoginUrl => &mut self.login_url,
        }
    }

    fn into_ticket(self, site: &Site) -> Result<OneTimeTicket, TicketFailure> {
        match self.result.as_deref().map(|text| text.trim_ascii()) {
            Some("SUCCESS") => {}
            Some("FAILURE") => {
                let id = self.exception_id.unwrap_or_default();
                return Err(TicketFailure::of_exception(id.trim_ascii()));
            }
            _ => return Err(TicketFailureReason::NoAnswer.into()),
        }
        let ticket = match (self.ticket, self.login_url) {
            (Some(ticket), None) => OneTimeTicket::new(ticket),
            (None, Some(address)) => ticket_in(site, &address),
            // Each request asks for one of them.
            (Some(_), Some(_)) => Err(TicketFailureReason::NoAnswer),
            (None, None) => Err(TicketFailureReason::NoTicket),
        };
        Ok(ticket?)
    }
}

/// The character that a reference stands for. Entities that a document declares are not known: they
/// could stand for anything, in any size.
fn referred<'a>(reference: &'a BytesRef<'_>) -> Result<Cow<'a, str>, TicketFailureReason> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Ok(Cow::Owned(c.into())),
        Ok(None) => resolve_xml_entity(reference)
            .map(Cow::Borrowed)
            .ok_or(TicketFailureReason::Entity),
        Err(_) => Err(TicketFailureReason::NotXml),
    }
}

/// How far an answer has been read.
#[derive(Default)]
struct Reading {
    answer: Answer,
    /// The elements around the current one, and it.
    open: Vec<Place>,
    has_ended: bool,
}

impl Reading {
    fn place(&self) -> Place {
        self.open.last().copied().unwrap_or(Place::Document)
    }

    fn open(
        &mut self,
        namespace: &ResolveResult<'_>,
        name: &str,
    ) -> Result<(), TicketFailureReason> {
        // An element in a text that counts would part it in two.
        if self.has_ended || matches!(self.place(), Place::Leaf(_)) {
            return Err(TicketFailureReason::NoAnswer);
        }
        if self.open.len() == MAX_DEPTH {
            return Err(TicketFailureReason::TooDeep);
        }
        let place = self.place().child(namespace, name);
        if let Place::Leaf(leaf) = place {
            // Of two results or tickets, nobody can say which one holds.
            let text = Zeroizing::new(String::with_capacity(MAX_TEXT));
            if self.answer.text_of(leaf).replace(text).is_some() {
                return Err(TicketFailureReason::NoAnswer);
            }
        }
        if self.open.is_empty() && place != Place::Message {
            return Err(TicketFailureReason::NoAnswer);
        }
        self.open.push(place);
        Ok(())
    }

    fn close(&mut self) -> Result<(), TicketFailureReason> {
        self.open.pop().ok_or(TicketFailureReason::NotXml)?;
        self.has_ended = self.open.is_empty();
        Ok(())
    }

    fn take(&mut self, text: &str) -> Result<(), TicketFailureReason> {
        match self.place() {
            Place::Leaf(leaf) => {
                let so_far = self.answer.text_of(leaf).get_or_insert_default();
                if so_far.len() + text.len() > MAX_TEXT {
                    return Err(TicketFailureReason::MalformedTicket);
                }
                so_far.push_str(text);
                Ok(())
            }
            Place::Document if !text.trim_ascii().is_empty() => Err(TicketFailureReason::NotXml),
            _ => Ok(()),
        }
    }

    fn finish(self) -> Result<Answer, TicketFailureReason> {
        match self.has_ended {
            true => Ok(self.answer),
            false => Err(TicketFailureReason::NotXml),
        }
    }
}

#[cfg(test)]
mod tests;
