//! A stand-in for a Webex site, to try things out without one: the pages of the URL API and the link
//! forms of today, read by the commands of the catalogue.
//!
//! It is made from what is public about Webex (docs/webex.md). What is not known, it says on the page
//! and does not invent. It fetches nothing and never redirects: a person leaves a page by a link that
//! says where it leads. It has no I/O and no clock, and all that it remembers is bounded.
//!
//! In reading order: `request` is what comes in, `call` what the catalogue makes of it, `answers`
//! what Webex may answer, `act` what a call does to the `state`, `pages` what a person sees.
//! Another interface of Webex joins as a row of `Sandbox::answer` beside the calls.

mod act;
mod answer;
mod answers;
mod back;
mod call;
mod fields;
mod masked;
mod pages;
mod parameters;
mod request;
mod respond;
mod scene;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::{Method, StatusCode};

use crate::webex::Command;
use call::Call;
use fields::Fields;
use pages::{CallPage, CallsPage, DonePage, NotePage, PortalPage};
pub use request::Request;
use request::Target;
pub use respond::Response;
use state::{CallId, State};

/// A stand-in for any number of sites, one for each name in a path.
#[derive(Debug)]
pub struct Sandbox {
    commands: Vec<Arc<Command>>,
    state: Mutex<State>,
}

const STYLE: &str = include_str!("../templates/sandbox/style.css");

impl Sandbox {
    /// A sandbox whose pages are those of these commands.
    pub fn new(commands: impl IntoIterator<Item = Command>) -> Self {
        Self {
            commands: commands.into_iter().map(Arc::new).collect(),
            state: Mutex::default(),
        }
    }

    /// Answers one request.
    pub fn answer(&self, request: Request<'_>) -> Response {
        let target = match request.target() {
            Ok(target) => target,
            Err(refusal) => return respond::page(refusal.status(), &NotePage::refusal(refusal)),
        };
        let path = target.path;
        let is_read = matches!(request.parts.method, Method::GET | Method::HEAD);
        let is_post = request.parts.method == Method::POST;
        match path.strip_prefix("/-/") {
            None if path == "/" && is_read => self.calls(),
            None if is_read || is_post => self.call(request, target),
            Some("style.css") if is_read => respond::text("text/css; charset=utf-8", STYLE.into()),
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
        let Some(call) = Call::read(&self.commands, request, target, &fields) else {
            return note(StatusCode::NOT_FOUND, "The catalogue has no page here.");
        };
        let mut state = self.state();
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
            return note(
                StatusCode::FORBIDDEN,
                "This form is not from a page of the sandbox.",
            );
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

fn note(status: StatusCode, sentence: &'static str) -> Response {
    respond::page(status, &NotePage { sentence })
}
