//! Writing the address or the form by which a browser calls Webex. No other module does.

mod prepared;
mod read;

use std::fmt;
use std::iter;

use jiff::Timestamp;
use secrecy::zeroize::Zeroizing;

use super::address::origin_of;
use super::back::{BackAddress, BackUrl};
use super::command::Command;
use super::encode::encode_into;
use super::parameter::{LANDING, Parameter, TICKET};
use super::pasted::Pasted;
use super::secret::MASK;
use super::site::Site;
use super::value::Value;
use super::xml::OneTimeTicket;
use prepared::Prepared;

pub use read::ReadBack;

/// A finished call: the address that a person is sent to.
///
/// Only [`CallForm::call`] makes one, from a site and a command of the policy and from checked
/// values. No function makes one from a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call(String);

impl Call {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }

    /// Scheme, host and port, without a slash.
    pub fn origin(&self) -> &str {
        origin_of(&self.0)
    }
}

/// A login with a one-time ticket: an address that logs in whoever opens it first.
///
/// Only [`CallForm::call_with_ticket`] makes one, and nothing copies it. It is for the `Location` of one
/// answer that nobody stores.
pub struct TicketCall(Zeroizing<String>);

impl TicketCall {
    /// The address, with the ticket: for a `Location`, and for no log.
    pub fn location(&self) -> &str {
        &self.0
    }

    /// Scheme, host and port, without a slash.
    pub fn origin(&self) -> &str {
        origin_of(&self.0)
    }
}

impl fmt::Debug for TicketCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TicketCall({} {MASK})", self.origin())
    }
}

/// A call that a browser posts to Webex, because one of its fields is secret: since 2016 Webex
/// takes passwords and partner ids in the body of a POST only (webex.md 5).
///
/// Only [`CallForm::form`] makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct PostForm {
    target: Call,
    fields: Vec<(String, String)>,
}

impl PostForm {
    /// The address that it is posted to, which has no query.
    pub fn target(&self) -> &str {
        self.target.as_str()
    }

    /// Scheme, host and port of that address.
    pub fn origin(&self) -> &str {
        self.target.origin()
    }

    /// Its fields with their values, secret ones too: for nothing but the page that posts them.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, text)| (&**name, &**text))
    }

    pub fn field_names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| &**name)
    }
}

// Values are masked: which of them are secret is not known here any more.
impl fmt::Debug for PostForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.field_names().collect();
        write!(f, "PostForm({} {names:?} {MASK})", self.target())
    }
}

/// A command at a site, with everything prepared that does not depend on a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallForm {
    prepared: Prepared,
    former: Box<[FormerForm]>,
    /// Whether the command takes a page to open after success (`MU`), as logins do.
    lands: bool,
    /// Whether the command takes a one-time ticket (`TK`).
    takes_ticket: bool,
}

/// The same command at an address that the site had before: only for reading, never written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FormerForm {
    prepared: Prepared,
    /// The moment from which it is no longer read.
    until: Timestamp,
}

/// Where Webex sends a person afterwards (`BU`).
#[derive(Clone, Copy, Debug)]
pub enum Back<'b> {
    /// A back URL of the policy, whose places the arguments of the call fill.
    Of(&'b BackUrl),
    /// A finished address.
    At(&'b BackAddress),
}

/// Where a call leads on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Continuation<'b> {
    /// The next call of a chain.
    pub next: Option<&'b Call>,
    /// Where Webex sends the person in the end, or after a failed login.
    pub back: Option<Back<'b>>,
}

/// The value of a field that leads on.
enum NextField<'b> {
    /// The word that makes a login open its back URL (webex.md 5).
    GoBack,
    Call(&'b Call),
    Back(Back<'b>),
}

type Argument<'v> = (&'v Parameter, &'v Value<'v>);

/// Initial capacity for a call, in bytes: an ordinary one is written without growing the text.
const ROOM: usize = 256;

impl CallForm {
    /// Prepares a command at a site; `None` when the command is incomplete.
    pub fn new(site: &Site, command: &Command) -> Option<Self> {
        let prepared = Prepared::new(site, command)?;
        let lands = command.parameters().iter().any(Parameter::is_landing);
        let takes_ticket = command.parameters().iter().any(Parameter::is_ticket);
        let former = site.former().iter().filter_map(|former| {
            Some(FormerForm {
                prepared: Prepared::new(&former.site, command)?,
                until: former.until,
            })
        });
        Some(Self {
            prepared,
            former: former.collect(),
            lands,
            takes_ticket,
        })
    }

    /// Writes the call. Each argument is sent once, in the order given, and the fields that lead on
    /// come last.
    pub fn call<'v>(
        &self,
        arguments: impl Iterator<Item = Argument<'v>> + Clone,
        onward: Continuation<'_>,
    ) -> Call {
        let out = self.write(arguments, None, onward);
        Call(out)
    }

    /// Writes the call with a ticket, which is spent on it; `None` when the command takes no ticket. Other
    /// secrets are left out, as in every address.
    pub fn call_with_ticket<'v>(
        &self,
        arguments: impl Iterator<Item = Argument<'v>> + Clone,
        ticket: OneTimeTicket,
        onward: Continuation<'_>,
    ) -> Option<TicketCall> {
        self.takes_ticket.then(|| {
            let address = self.write(arguments, Some(ticket), onward);
            TicketCall(Zeroizing::new(address))
        })
    }

    fn write<'v>(
        &self,
        arguments: impl Iterator<Item = Argument<'v>> + Clone,
        ticket: Option<OneTimeTicket>,
        onward: Continuation<'_>,
    ) -> String {
        // Addresses end up in logs and browser histories, and Webex takes secrets by POST only
        // (webex.md 5). They are dropped here, whatever the caller passes.
        let arguments = arguments.filter(|(parameter, _)| !parameter.is_secret());
        let text = text_of(arguments.clone());
        let mut out = String::with_capacity(ROOM);
        self.prepared.write_page(&mut out, &text);
        let end_of_page = out.len();
        let action = self.prepared.action();
        if let Some(action) = action {
            out.push_str("?AT=");
            out.push_str(action);
        }
        if let Some(ticket) = ticket {
            write_field(&mut out, TICKET, |out| encode_into(out, ticket.expose()));
        }
        for (parameter, value) in arguments.clone() {
            value.write_query(parameter.codes(), &mut out);
        }
        for (code, field) in self.next_fields(onward, arguments).into_iter().flatten() {
            write_field(&mut out, code, |out| field.write_encoded(out, &text));
        }
        // Every field begins with `&`. Without an action, the first one has to begin the query.
        if action.is_none() && out.len() > end_of_page {
            out.replace_range(end_of_page..=end_of_page, "?");
        }
        out
    }

    /// Writes the call as a form, including secrets.
    pub fn form<'v>(
        &self,
        arguments: impl Iterator<Item = Argument<'v>> + Clone,
        onward: Continuation<'_>,
    ) -> PostForm {
        let text = text_of(arguments.clone());
        let mut target = String::new();
        self.prepared.write_page(&mut target, &text);
        let mut fields = Vec::new();
        // Cisco's examples post the action among the fields (webex.md 5, POST for secrets).
        let action = self.prepared.action();
        fields.extend(action.map(|action| ("AT".to_owned(), action.to_owned())));
        for (parameter, value) in arguments.clone() {
            fields.extend(value.form_fields(parameter.codes()));
        }
        for (code, field) in self.next_fields(onward, arguments).into_iter().flatten() {
            fields.push((code.to_owned(), field.text(&text)));
        }
        let target = Call(target);
        PostForm { target, fields }
    }

    /// Reads an address that this form could have written: `https`, the same host and port, the
    /// same page, and the same action. Case does not count. Until their ends, the former addresses
    /// of the site are read as if they were its own.
    pub fn read<'a>(&'a self, address: &'a Pasted, now: Timestamp) -> Option<ReadBack<'a>> {
        let mut readable = self.readable(now);
        readable.find_map(|prepared| ReadBack::of(prepared, address))
    }

    /// Reads which meeting an address is about that leads to another page of the same host, if this
    /// form is for a link to join.
    pub fn read_meeting<'a>(&'a self, address: &'a Pasted, now: Timestamp) -> Option<ReadBack<'a>> {
        let mut readable = self.readable(now);
        readable.find_map(|prepared| ReadBack::of_meeting(prepared, address))
    }

    /// The addresses that are read as this command.
    fn readable(&self, now: Timestamp) -> impl Iterator<Item = &Prepared> {
        let former = self.former.iter().filter(move |former| now < former.until);
        iter::once(&self.prepared).chain(former.map(|former| &former.prepared))
    }

    /// The fields that lead on. A login opens the next call by `MU`, and `BU` when it fails; every
    /// other command opens the next call by `BU`.
    fn next_fields<'b, 'v>(
        &self,
        onward: Continuation<'b>,
        mut arguments: impl Iterator<Item = Argument<'v>>,
    ) -> [Option<(&'static str, NextField<'b>)>; 2] {
        let back = onward.back.map(|back| ("BU", NextField::Back(back)));
        match onward.next {
            // A login uses `BU` when it fails (webex.md 5).
            Some(next) if self.lands => [Some((LANDING, NextField::Call(next))), back],
            // The final address stands in the last call of the chain, as its `BU`.
            Some(next) => [None, Some(("BU", NextField::Call(next)))],
            // `GoBack` makes a successful login use `BU`, too (webex.md 5).
            None if self.lands && back.is_some() => {
                let landing = arguments.any(|(parameter, _)| parameter.is_landing());
                [(!landing).then_some((LANDING, NextField::GoBack)), back]
            }
            None => [None, back],
        }
    }
}

impl NextField<'_> {
    fn write_encoded<'v>(&self, out: &mut String, text: impl Fn(&str) -> Option<&'v str>) {
        match self {
            Self::GoBack => out.push_str("GoBack"),
            Self::Call(call) => encode_into(out, call.as_str()),
            Self::Back(Back::Of(url)) => url.write_encoded(out, text),
            Self::Back(Back::At(address)) => address.write_encoded(out),
        }
    }

    fn text<'v>(&self, text: impl Fn(&str) -> Option<&'v str>) -> String {
        match self {
            Self::GoBack => "GoBack".to_owned(),
            Self::Call(call) => call.as_str().to_owned(),
            Self::Back(Back::Of(url)) => url.address(text).into_string(),
            Self::Back(Back::At(address)) => address.as_str().to_owned(),
        }
    }
}

fn write_field(out: &mut String, code: &str, value: impl FnOnce(&mut String)) {
    out.push('&');
    out.push_str(code);
    out.push('=');
    value(out);
}

/// Finds the text of an argument by the name of its parameter.
fn text_of<'v>(
    arguments: impl Iterator<Item = Argument<'v>> + Clone,
) -> impl Fn(&str) -> Option<&'v str> {
    move |name| {
        let mut arguments = arguments.clone();
        let (_, value) = arguments.find(|(parameter, _)| parameter.name() == name)?;
        value.as_text()
    }
}

#[cfg(test)]
mod tests;
