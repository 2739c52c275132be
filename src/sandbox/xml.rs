//! The XML service, as far as it is about logging in: one-time tickets for browsers.
//!
//! It shares no code with Linkgate's own client of this service.

mod answer;
mod document;

use hyper::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::credentials::Credentials;
use super::failures::Failure;
use super::origin::{Origin, SITE};
use super::request::{Request, Target};
use super::respond::{self, Reaction};
use super::sabotage::{Sabotage, Spoiled, Spoiling};
use super::server_call::{Part, ServerCall};
use super::state::State;
use super::tokens::Bearer;
use crate::word_list::words;
use answer::{Exception, XmlAnswer, XmlField, with_entities};
use document::Document;

/// The path of the service. Public clients use it; Cisco's pages do not say it.
pub const PATH: &str = "/WBXService/XMLService";

words! {
    /// A call of the service.
    pub enum XmlOperation {
        LoginTicket = "login_ticket",
        LoginUrl = "login_url",
        Authenticate = "authenticate",
    }
}

impl XmlOperation {
    /// Reads what `xsi:type` says.
    fn of(kind: &str) -> Option<Self> {
        match kind.strip_prefix("java:com.webex.service.binding.user.")? {
            "GetLoginTicket" => Some(Self::LoginTicket),
            "GetloginurlUser" => Some(Self::LoginUrl),
            "AuthenticateUser" => Some(Self::Authenticate),
            _ => None,
        }
    }
}

/// Answers a call of the service, and records it.
pub fn answer(
    request: Request<'_>,
    target: Target<'_>,
    credentials: &Credentials,
    state: &mut State,
) -> Reaction {
    let method = request.parts.method.as_str();
    let mut record = ServerCall::new(request.now, method, target.path, "an unknown call");
    let reaction = match request.parts.method {
        Method::POST => react(request, target, credentials, state, &mut record),
        _ => bare(
            StatusCode::METHOD_NOT_ALLOWED,
            "The service takes POST alone.",
            &mut record,
        ),
    };
    state.record_server_call(record);
    reaction
}

fn react(
    request: Request<'_>,
    target: Target<'_>,
    credentials: &Credentials,
    state: &mut State,
    record: &mut ServerCall,
) -> Reaction {
    // Which answers the service has for these is not known.
    let document = match Document::read(request.body) {
        Ok(document) => document,
        Err(why) => return bare(StatusCode::BAD_REQUEST, why.words(), record),
    };
    for element in document.iter() {
        if let Some(kind) = &element.kind {
            record.add(Part::Xml, &format!("{} xsi:type", element.path), kind);
        }
        if !element.text.trim().is_empty() {
            record.add(Part::Xml, &element.path, element.text.trim());
        }
    }
    let operation = document.kind("body.bodyContent").and_then(XmlOperation::of);
    let Some(operation) = operation else {
        let why = "The sandbox has no such call.";
        return bare(StatusCode::BAD_REQUEST, why, record);
    };
    operation.as_str().clone_into(&mut record.what);
    let failure = state.failures.next(operation.as_str(), request.now);
    let spoiling = match failure.map(Sabotage::of) {
        Some(Sabotage::Refuse(failure)) => return refuse(failure, record),
        Some(Sabotage::Instead(instead)) => {
            let reaction = instead.reaction();
            record.answered(reaction.status(), instead.words());
            return reaction;
        }
        Some(Sabotage::Spoil(spoiling)) => Some(spoiling),
        None => None,
    };
    let call = XmlCall {
        document: &document,
        origin: Origin::of(target),
        bearer: state
            .tokens
            .check(document.text("body.bodyContent.accessToken"), request.now),
        millis: request.now.as_millisecond(),
    };
    match call.perform(operation, credentials, state) {
        Err(exception) => fail(exception, record),
        Ok(answer) => accept(answer, spoiling, record),
    }
}

fn accept(mut answer: XmlAnswer, spoiling: Option<Spoiling>, record: &mut ServerCall) -> Reaction {
    if let (Some(spoiling), XmlAnswer::Success { fields, .. }) = (spoiling, &mut answer)
        && spoiling.is_about_links()
    {
        fields.retain_mut(|(name, text)| {
            if *name == "userLoginURL" {
                match spoiling.link(text) {
                    Spoiled::Text(spoiled) => *text = spoiled,
                    Spoiled::Missing => return false,
                    Spoiled::Number(number) => *text = number.to_string(),
                }
            }
            true
        });
    }
    let text = answer.text();
    let text = match spoiling {
        Some(spoiling) => spoiling.cut(text),
        None => text,
    };
    record.answered(StatusCode::OK, spoiling.map_or("SUCCESS", Spoiling::words));
    xml(text)
}

fn fail(exception: Exception, record: &mut ServerCall) -> Reaction {
    let Exception { id, reason } = exception;
    record.answered(StatusCode::OK, &format!("FAILURE {id}: {reason}"));
    record.is_fine = false;
    xml(XmlAnswer::Failure(exception).text())
}

/// A refusal on demand.
fn refuse(failure: Failure, record: &mut ServerCall) -> Reaction {
    let status = match failure {
        Failure::Entities => {
            record.answered(StatusCode::OK, failure.words());
            return xml(with_entities());
        }
        Failure::NoRecords => return fail(Exception::NO_RECORDS, record),
        Failure::Suspended => return fail(Exception::SUSPENDED, record),
        Failure::NoSuchUser => return fail(Exception::NO_SUCH_USER, record),
        Failure::BadPassword => return fail(Exception::BAD_PASSWORD, record),
        // The others are named by their status.
        other => {
            let status = StatusCode::from_bytes(other.as_str().as_bytes());
            status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        }
    };
    bare(status, failure.words(), record)
}

/// An answer in plain words, which is no XML.
fn bare(status: StatusCode, words: &str, record: &mut ServerCall) -> Reaction {
    record.answered(status, words);
    let mut response = respond::text("text/plain; charset=utf-8", words.to_owned());
    *response.status_mut() = status;
    Reaction::Response(response)
}

fn xml(text: String) -> Reaction {
    Reaction::Response(respond::text("text/xml;charset=UTF-8", text))
}

/// A call that was read.
struct XmlCall<'c> {
    document: &'c Document,
    origin: Origin,
    /// What is known of the access token in its body.
    bearer: Bearer,
    millis: i64,
}

impl XmlCall<'_> {
    fn perform(
        &self,
        operation: XmlOperation,
        credentials: &Credentials,
        state: &mut State,
    ) -> Result<XmlAnswer, Exception> {
        match operation {
            XmlOperation::Authenticate => self.authenticate(state),
            XmlOperation::LoginTicket => {
                let user = self.user(credentials, state)?;
                let ticket = state.login_tickets.issue(&user);
                let ticket = ticket.ok_or(Exception::NO_RECORDS)?;
                let api_version = "sandbox".to_owned();
                let fields = vec![("ticket", ticket), ("apiVersion", api_version)];
                Ok(success("getLoginTicketResponse", fields))
            }
            XmlOperation::LoginUrl => {
                self.user(credentials, state)?;
                let named = self.document.text("body.bodyContent.webExID");
                let named = named.ok_or(Exception::NO_SUCH_USER)?;
                let user = known(named, state).ok_or(Exception::NO_SUCH_USER)?;
                let ticket = state.login_tickets.issue(&user);
                let ticket = ticket.ok_or(Exception::NO_RECORDS)?;
                let fields = vec![("userLoginURL", self.login_url(&user, &ticket))];
                Ok(success("getloginurlUserResponse", fields))
            }
        }
    }

    /// Who calls: by the password, or by the ticket of a session.
    fn user(&self, credentials: &Credentials, state: &State) -> Result<String, Exception> {
        let said = |name: &str| {
            let path = format!("header.securityContext.{name}");
            self.document.text(&path)
        };
        if let Some(ticket) = said("sessionTicket") {
            let user = state.login_tickets.session(ticket);
            return user.map(str::to_owned).ok_or(Exception::BAD_PASSWORD);
        }
        let named = said("webExID").or(said("email"));
        let user = named.and_then(|named| known(named, state));
        let user = user.ok_or(Exception::NO_SUCH_USER)?;
        let is_right = said("password") == Some(&credentials.password);
        match is_right && user.eq_ignore_ascii_case(&credentials.web_id) {
            true => Ok(user),
            false => Err(Exception::BAD_PASSWORD),
        }
    }

    /// A session for an access token of the REST API.
    fn authenticate(&self, state: &mut State) -> Result<XmlAnswer, Exception> {
        let Bearer::Valid(_) = self.bearer else {
            return Err(Exception::BAD_PASSWORD);
        };
        let named = self.document.text("header.securityContext.webExID");
        let user = named.and_then(|named| known(named, state));
        let user = user.ok_or(Exception::NO_SUCH_USER)?;
        let ticket = state.login_tickets.begin_session(&user);
        let fields = vec![
            ("sessionTicket", ticket.ok_or(Exception::NO_RECORDS)?),
            ("createTime", self.millis.to_string()),
            // How long such a session lasts, and in which unit, is not known.
            ("timeToLive", "5400".to_owned()),
        ];
        Ok(success("authenticateUserResponse", fields))
    }

    /// The address that logs a browser in. The ticket stands in it as it is, as at Webex.
    fn login_url(&self, user: &str, ticket: &str) -> String {
        let site = self.document.text("header.securityContext.siteName");
        let is_plain = |site: &&str| site.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let site = site.filter(is_plain).unwrap_or(SITE);
        let user = utf8_percent_encode(user, NON_ALPHANUMERIC);
        let path = format!("/{site}/p.php?AT=LI&WID={user}&TK={ticket}&MU=GoBack&BU=");
        self.origin.at(&path)
    }
}

fn success(kind: &'static str, fields: Vec<XmlField>) -> XmlAnswer {
    XmlAnswer::Success { kind, fields }
}

/// A person of the sandbox, by the address that is their name for Webex.
fn known(web_id: &str, state: &State) -> Option<String> {
    let person = state.people.by_email(web_id)?;
    person.is_active.then(|| person.email.clone())
}
