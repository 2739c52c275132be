//! Decisions and faults as HTTP responses: the only writer of a `Location`.
//!
//! A `Location` is made of a [`Call`] or a [`BackAddress`], and of nothing else.

use askama::Template;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    HeaderMap, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY, RETRY_AFTER, SET_COOKIE, VARY,
    WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};
use serde::Serialize;

use super::fault::Fault;
use super::login::BEEN_THERE;
use super::page::{ConfirmPage, FaultPage, FormPage, Frame, Offer, Question, STYLE, title};
use super::reply_words::Advice;
use super::request_id::RequestId;
use super::words::{Language, Words};
use crate::decision::Trace;
use crate::webex::{BackAddress, Call, PostForm};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// When to ask again for what cannot be recorded just now: soon, because only
/// another request finds out that it can.
const RETRY_SECONDS: &str = "10";

/// Pages load nothing but their style sheet and send forms nowhere.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The same for the page whose form comes back to us. Browsers hold every
/// redirect behind a form to this list, and Webex may lead through a login at
/// hosts that nobody here knows: any encrypted one. The form's own target is
/// this page, and nothing of a visitor is in its markup.
const CONFIRM_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self' https:; frame-ancestors 'none'";

/// In which form a client wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// A page for a person.
    Page,
    /// `application/problem+json` (RFC 9457) for a program.
    Json,
}

impl Format {
    /// Browsers ask for HTML by name; programs ask for anything or for JSON.
    fn wanted(headers: &HeaderMap) -> Self {
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
    /// Of the request. The language is looked for in them when there is
    /// something to say: a redirect does not pay for it.
    headers: &'r HeaderMap,
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
    pub(super) fn new(headers: &'r HeaderMap, id: &'r RequestId) -> Self {
        Self {
            format: Format::wanted(headers),
            headers,
            id,
        }
    }

    /// The id of the request.
    pub(super) fn id(&self) -> &RequestId {
        self.id
    }

    /// What the words of the answer stand in.
    fn frame(&self) -> Frame<'r> {
        Frame {
            language: Language::wanted(self.headers),
            request_id: self.id.as_str(),
        }
    }

    /// Whether the client shows pages to somebody.
    pub(super) fn is_for_a_person(&self) -> bool {
        self.format == Format::Page
    }

    /// Sends the person to Webex.
    pub(super) fn go(&self, call: Call) -> Response<Full<Bytes>> {
        self.redirect(StatusCode::FOUND, call.into_string())
    }

    /// Sends the person on to where they come back in the end.
    pub(super) fn home(&self, home: BackAddress) -> Response<Full<Bytes>> {
        self.redirect(StatusCode::FOUND, home.into_string())
    }

    /// Sends the person to the login, and notes in a cookie that they have
    /// been there, for as long as a login takes.
    pub(super) fn log_in(&self, login: BackAddress, is_encrypted: bool) -> Response<Full<Bytes>> {
        let mut response = self.redirect(StatusCode::FOUND, login.into_string());
        let secure = if is_encrypted { "; Secure" } else { "" };
        let cookie = format!("{BEEN_THERE}; Max-Age=120; Path=/; HttpOnly; SameSite=Lax{secure}");
        let cookie = HeaderValue::try_from(cookie).expect("printable ASCII");
        response.headers_mut().insert(SET_COOKIE, cookie);
        response
    }

    /// Sends the person to Webex after they confirmed: the browser must
    /// fetch what follows, not post to it.
    pub(super) fn confirmed(&self, call: Call) -> Response<Full<Bytes>> {
        self.redirect(StatusCode::SEE_OTHER, call.into_string())
    }

    /// Sends somebody who came unencrypted to the public address, for good.
    pub(super) fn upgrade(&self, home: BackAddress) -> Response<Full<Bytes>> {
        self.redirect(StatusCode::PERMANENT_REDIRECT, home.into_string())
    }

    fn redirect(&self, status: StatusCode, target: String) -> Response<Full<Bytes>> {
        let location = HeaderValue::from_maybe_shared(Bytes::from(target))
            .expect("calls and back URLs are written in printable ASCII");
        let mut response = self.response(status, Bytes::new());
        response.headers_mut().insert(LOCATION, location);
        response
    }

    /// Asks the person to confirm.
    pub(super) fn ask(&self, question: &Question<'_>) -> Response<Full<Bytes>> {
        let frame = self.frame();
        let page = ConfirmPage { question, frame };
        let mut response = self.page(StatusCode::OK, &page);
        speaks(&mut response, frame.language);
        let headers = response.headers_mut();
        let policy = HeaderValue::from_static(CONFIRM_POLICY);
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        // With `no-referrer` browsers hide the origin of the form even from
        // ourselves, and it could not be told from a foreign one.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        response
    }

    /// Shows the form with which the person goes to Webex. `leads_on` are the
    /// origins to which Webex sends people from there: browsers hold every
    /// redirect behind a form to the list of its targets.
    pub(super) fn form(
        &self,
        trace: &Trace<'_>,
        form: &PostForm,
        leads_on: &[&str],
    ) -> Response<Full<Bytes>> {
        let frame = self.frame();
        let page = FormPage {
            title: title(trace, frame.language),
            form,
            frame,
        };
        let mut response = self.page(StatusCode::OK, &page);
        speaks(&mut response, frame.language);
        let targets = [&[form.origin()], leads_on].concat().join(" ");
        let policy = format!(
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action {targets}; frame-ancestors 'none'"
        );
        let policy = HeaderValue::try_from(policy).expect("origins are printable ASCII");
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        response
    }

    /// Tells what is wrong.
    pub(super) fn fault(&self, fault: &Fault) -> Response<Full<Bytes>> {
        self.fault_with(fault, &[])
    }

    /// Tells what is wrong, and offers what to do about it.
    pub(super) fn fault_with(&self, fault: &Fault, offers: &[Offer<'_>]) -> Response<Full<Bytes>> {
        let frame = self.frame();
        let (status, words) = (fault.status(), fault.words(frame.language));
        let mut response = self.tell(status, (&words, offers, frame));
        let headers = response.headers_mut();
        match fault {
            Fault::Method(allow) => {
                headers.insert(ALLOW, HeaderValue::from_static(allow));
            }
            Fault::TooMany(excess) => {
                headers.insert(RETRY_AFTER, HeaderValue::from(excess.seconds));
            }
            _ => {}
        }
        if *fault == Fault::Unrecorded {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
        }
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110 wants a scheme here. Browsers ask nobody for a Bearer.
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }

    /// Tells why Webex did not do it, and offers what to do about it.
    pub(super) fn advise(&self, advice: Advice, offers: &[Offer<'_>]) -> Response<Full<Bytes>> {
        let frame = self.frame();
        let words = frame.language.tell(advice.notice);
        self.tell(StatusCode::OK, (&words, offers, frame))
    }

    fn tell(
        &self,
        status: StatusCode,
        (words, offers, frame): (&Words, &[Offer<'_>], Frame<'_>),
    ) -> Response<Full<Bytes>> {
        let page = FaultPage {
            words,
            offers,
            frame,
        };
        let mut response = match self.format {
            Format::Page => self.page(status, &page),
            Format::Json => self.problem(status, words),
        };
        speaks(&mut response, frame.language);
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

    fn problem(&self, status: StatusCode, words: &Words) -> Response<Full<Bytes>> {
        let details = ProblemDetails {
            r#type: "about:blank",
            title: &words.title,
            status: status.as_u16(),
            detail: format!("{} {}", words.sentence, words.next),
            request_id: self.id.as_str(),
        };
        let body = serde_json::to_vec(&details).expect("texts and a number are always JSON");
        let mut response = self.response(status, body.into());
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

/// Says in which language an answer is, and that it could have been another.
fn speaks(response: &mut Response<Full<Bytes>>, language: Language) {
    let headers = response.headers_mut();
    let tag = HeaderValue::from_static(language.tag());
    headers.insert(CONTENT_LANGUAGE, tag);
    headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Language"));
}
