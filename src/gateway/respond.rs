//! Decisions and faults as HTTP responses: the only writer of a `Location`.

use askama::Template;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName,
    HeaderValue, LOCATION, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};
use serde::Serialize;

use super::fault::{Fault, Words};
use super::page::{ConfirmPage, FaultPage, Question, STYLE};
use super::request_id::RequestId;
use crate::webex::Call;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Pages load nothing but their style sheet and send forms nowhere.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The same for the page whose form comes back to us. Browsers hold every
/// redirect behind a form to this list, and Webex may lead through a login at
/// hosts that nobody here knows: any encrypted one. The form's own target is
/// this page, and nothing of a visitor is in its markup.
const CONFIRM_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self' https:; frame-ancestors 'none'";

/// In which form a client wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A page for a person.
    Page,
    /// `application/problem+json` (RFC 9457) for a program.
    Json,
}

impl Format {
    /// Browsers ask for HTML by name; programs ask for anything or for JSON.
    pub(super) fn wanted(headers: &HeaderMap) -> Self {
        let accepts = headers.get_all(ACCEPT).iter();
        let mut accepts = accepts.filter_map(|value| value.to_str().ok());
        match accepts.any(|accept| accept.contains("text/html")) {
            true => Self::Page,
            false => Self::Json,
        }
    }
}

/// Writes the responses to one request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Responder<'r> {
    format: Format,
    id: &'r RequestId,
}

/// A fault in the form of RFC 9457.
#[derive(Debug, Serialize)]
struct ProblemDetails<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: String,
    request_id: &'a str,
}

impl<'r> Responder<'r> {
    pub(super) fn new(format: Format, id: &'r RequestId) -> Self {
        Self { format, id }
    }

    /// The id of the request.
    pub(super) fn id(&self) -> &RequestId {
        self.id
    }

    /// Whether the client shows pages to somebody.
    pub(super) fn is_for_a_person(&self) -> bool {
        self.format == Format::Page
    }

    /// Sends the person to Webex.
    pub(super) fn go(&self, call: Call) -> Response<Full<Bytes>> {
        self.redirect(StatusCode::FOUND, call)
    }

    /// Sends the person to Webex after they confirmed: the browser must
    /// fetch what follows, not post to it.
    pub(super) fn confirmed(&self, call: Call) -> Response<Full<Bytes>> {
        self.redirect(StatusCode::SEE_OTHER, call)
    }

    fn redirect(&self, status: StatusCode, call: Call) -> Response<Full<Bytes>> {
        let location = HeaderValue::from_maybe_shared(Bytes::from(call.into_string()))
            .expect("a call is written in printable ASCII");
        let mut response = self.response(status, Bytes::new());
        response.headers_mut().insert(LOCATION, location);
        response
    }

    /// Asks the person to confirm.
    pub(super) fn ask(&self, question: &Question<'_>) -> Response<Full<Bytes>> {
        let page = ConfirmPage {
            question,
            request_id: self.id.as_str(),
        };
        let mut response = self.page(StatusCode::OK, &page);
        let headers = response.headers_mut();
        let policy = HeaderValue::from_static(CONFIRM_POLICY);
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        headers.insert(VARY, HeaderValue::from_static("Accept"));
        // With `no-referrer` browsers hide the origin of the form even from
        // ourselves, and it could not be told from a foreign one.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        response
    }

    /// Tells what is wrong.
    pub(super) fn fault(&self, fault: &Fault) -> Response<Full<Bytes>> {
        let words = fault.words();
        let mut response = match self.format {
            Format::Page => self.page(
                words.status,
                &FaultPage {
                    words: &words,
                    request_id: self.id.as_str(),
                },
            ),
            Format::Json => self.problem(&words),
        };
        let headers = response.headers_mut();
        headers.insert(VARY, HeaderValue::from_static("Accept"));
        if let Fault::Method(allow) = fault {
            headers.insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
    }

    /// The style sheet of the pages.
    pub(super) fn style(&self) -> Response<Full<Bytes>> {
        let mut response = self.response(StatusCode::OK, Bytes::from_static(STYLE.as_bytes()));
        let headers = response.headers_mut();
        let css = HeaderValue::from_static("text/css; charset=utf-8");
        headers.insert(CONTENT_TYPE, css);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("max-age=3600"));
        response
    }

    fn page(&self, status: StatusCode, page: &impl Template) -> Response<Full<Bytes>> {
        let body = page
            .render()
            .expect("templates write to a string, and have no code of their own");
        let mut response = self.response(status, body.into());
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        headers.insert(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(PAGE_POLICY),
        );
        response
    }

    fn problem(&self, words: &Words) -> Response<Full<Bytes>> {
        let details = ProblemDetails {
            r#type: "about:blank",
            title: words.title,
            status: words.status.as_u16(),
            detail: format!("{} {}", words.sentence, words.next),
            request_id: self.id.as_str(),
        };
        let body = serde_json::to_vec(&details).expect("texts and a number are always JSON");
        let mut response = self.response(words.status, body.into());
        let json = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }

    /// What all responses share.
    fn response(&self, status: StatusCode, body: Bytes) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        let id = HeaderValue::try_from(self.id.as_str()).expect("an id is hexadecimal digits");
        headers.insert(X_REQUEST_ID, id);
        response
    }
}
