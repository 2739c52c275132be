//! A stand-in for a Webex site, to try things out without one: the pages of the URL API and the link
//! forms of today, read by the commands of the catalogue.
//!
//! It is made from what is public about Webex (docs/webex.md). What is not known, it says on the page
//! and does not invent. It fetches nothing, and its pages never redirect: a person leaves a page by a link
//! that says where it leads. It has no I/O and no clock, and all that it remembers is bounded.
//!
//! In reading order: `request` is what comes in, `call` what the catalogue makes of it, `answers`
//! what Webex may answer, `act` what a call does to the `state`, `pages` what a person sees. Beside
//! them, `rest` and `xml` are what servers ask: by the REST API, whose meetings are those of the pages,
//! and by the XML service, whose tickets log browsers in.

mod act;
mod answer;
mod answers;
mod back;
mod call;
mod credentials;
mod failures;
mod fields;
mod invitations;
mod login_tickets;
mod masked;
mod meetings;
mod origin;
mod pages;
mod parameters;
mod people;
mod random;
mod recordings;
mod request;
mod respond;
mod rest;
mod sabotage;
mod scene;
mod server_call;
mod settings;
mod state;
mod tokens;
mod xml;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::{Method, StatusCode};

use crate::webex::Command;
use call::{Call, Ticket};
pub use credentials::{Credential, Credentials};
use fields::Fields;
use pages::{CallPage, CallsPage, DonePage, FailuresPage, LeftPage, NotePage, PortalPage};
pub use request::Request;
use request::Target;
pub use respond::{Reaction, Response};
use scene::{Act, Scene};
use state::{CallId, State};

/// A stand-in for any number of sites, one for each name in a path.
#[derive(Debug)]
pub struct Sandbox {
    commands: Vec<Arc<Command>>,
    credentials: Credentials,
    state: Mutex<State>,
}

const STYLE: &str = include_str!("../templates/sandbox/style.css");

impl Sandbox {
    /// A sandbox whose pages are those of these commands, and whose interfaces for servers take these
    /// credentials.
    pub fn new(commands: impl IntoIterator<Item = Command>, credentials: Credentials) -> Self {
        Self {
            credentials,
            commands: commands.into_iter().map(Arc::new).collect(),
            state: Mutex::default(),
        }
    }

    /// Answers one request.
    pub fn answer(&self, request: Request<'_>) -> Reaction {
        let target = match request.target() {
            Ok(target) => target,
            Err(refusal) => {
                return respond::page(refusal.status(), &NotePage::refusal(refusal)).into();
            }
        };
        if target.path == xml::PATH {
            return xml::answer(request, target, &self.credentials, &mut self.state());
        }
        match target.path.strip_prefix("/v1/") {
            Some(below) => {
                let mut state = self.state();
                rest::answer(below, request, target, &self.credentials, &mut state)
            }
            None => self.page(request, target).into(),
        }
    }

    /// Answers a browser.
    fn page(&self, request: Request<'_>, target: Target<'_>) -> Response {
        let path = target.path;
        let is_read = matches!(request.parts.method, Method::GET | Method::HEAD);
        let is_post = request.parts.method == Method::POST;
        match path.strip_prefix("/-/") {
            None if path == "/" && is_read => self.calls(),
            None if is_read || is_post => self.call(request, target),
            Some("style.css") if is_read => respond::text("text/css; charset=utf-8", STYLE.into()),
            Some("failures") if is_read => self.failures(),
            Some("failures") if is_post => self.set(request, target),
            Some("left") if is_read => respond::page(StatusCode::OK, &LeftPage),
            Some(own) if is_read => self.own_page(own, request, target),
            Some(own) if is_post => self.act(own, request, target),
            None | Some(_) => note(
                StatusCode::METHOD_NOT_ALLOWED,
                "This method is not for this page.",
            ),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in it is left half done by a panic: each change is one call.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn calls(&self) -> Response {
        let state = self.state();
        respond::page(StatusCode::OK, &CallsPage { state: &state })
    }

    /// A call as Webex would get it: recorded, and shown.
    fn call(&self, request: Request<'_>, target: Target<'_>) -> Response {
        let fields = Fields::read(target.query, request.form());
        let Some(mut call) = Call::read(&self.commands, request, target, &fields) else {
            return note(StatusCode::NOT_FOUND, "The catalogue has no page here.");
        };
        let mut state = self.state();
        if let Some(token) = fields.find("integrationJoinToken").once() {
            let invitation = state.invitations.find(token, request.now);
            let is_for = |id: &str| call.subject.room.as_deref() == Some(id);
            let invitation = invitation.filter(|invitation| is_for(&invitation.meeting_id));
            let Some(invitation) = invitation else {
                let sentence = "This link was made for one person and a few minutes, which are over, or by another sandbox.";
                return note(StatusCode::GONE, sentence);
            };
            call.invited = Some(invitation.guest.clone());
        }
        if let (Scene::Act(Act::LogIn), Some(ticket)) = (call.scene(), fields.find("TK").once()) {
            call.ticket = Some(match state.login_tickets.take(ticket) {
                Some(web_id) => Ticket::Of(web_id),
                None => Ticket::Invalid,
            });
        }
        let user = state.user(request.session(), request.now);
        let Some(id) = CallId::new() else {
            return note(
                StatusCode::SERVICE_UNAVAILABLE,
                "The system gives no random numbers.",
            );
        };
        act::on_arrival(&call, &mut state);
        let document = answers::document(&call, user.as_deref(), &state);
        let call = state.record(id, call);
        match document {
            Some(document) => respond::text(document.media_type, document.text),
            None => {
                let page = CallPage::new(call, user, &state);
                respond::page(StatusCode::OK, &page)
            }
        }
    }

    fn failures(&self) -> Response {
        let state = self.state();
        let page = FailuresPage {
            failures: &state.failures,
            tokens: &state.tokens,
            calls: settings::call_names(),
        };
        respond::page(StatusCode::OK, &page)
    }

    /// Sets what goes wrong on demand.
    fn set(&self, request: Request<'_>, target: Target<'_>) -> Response {
        if !request.is_from_own_page(target) {
            return foreign_form();
        }
        let form = Fields::read("", request.form());
        let applied = settings::apply(&form, &mut self.state());
        match applied {
            Ok(()) => self.failures(),
            Err(why) => note(StatusCode::BAD_REQUEST, why),
        }
    }

    fn own_page(&self, own: &str, request: Request<'_>, target: Target<'_>) -> Response {
        if let Some(name) = own.strip_prefix("portal/") {
            let fields = Fields::read(target.query, b"");
            return respond::page(StatusCode::OK, &PortalPage::new(name, &fields));
        }
        let mut state = self.state();
        let call = own.strip_prefix("call/").and_then(|id| state.call(id));
        match call {
            Some(call) => {
                let user = state.user(request.session(), request.now);
                respond::page(StatusCode::OK, &CallPage::new(call, user, &state))
            }
            None => note(
                StatusCode::NOT_FOUND,
                "There is no such page, or it was long ago.",
            ),
        }
    }

    /// Carries out a call, which a person has asked for on its page.
    fn act(&self, own: &str, request: Request<'_>, target: Target<'_>) -> Response {
        if !request.is_from_own_page(target) {
            return foreign_form();
        }
        let mut state = self.state();
        let call = own.strip_prefix("do/").and_then(|id| state.call(id));
        let Some(call) = call else {
            return note(
                StatusCode::NOT_FOUND,
                "There is no such call, or it was long ago.",
            );
        };
        let done = act::carry_out(&call, request, &mut state);
        let page = DonePage {
            recorded: &call,
            done: &done,
        };
        let mut response = respond::page(StatusCode::OK, &page);
        if let Some(cookie) = &done.cookie {
            respond::set_cookie(&mut response, cookie);
        }
        response
    }
}

fn foreign_form() -> Response {
    note(
        StatusCode::FORBIDDEN,
        "This form is not from a page of the sandbox.",
    )
}

fn note(status: StatusCode, sentence: &'static str) -> Response {
    respond::page(status, &NotePage { sentence })
}
