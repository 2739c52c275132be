//! Decisions and errors as HTTP responses. Only this file writes a `Location`.
//!
//! A `Location` is made from a [`Call`], a [`BackAddress`] or a [`SiteAddress`], and from nothing else.

mod body;
mod file;
mod format;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    CACHE_CONTROL, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::http::request::Parts;
use hyper::{StatusCode, Version};

use super::answer::{Reply, Response};
use super::assets::Assets;
use super::cookies;
use super::i18n::Language;
use super::outcome::Outcome;
use super::pages::{Frame, Here, Repeated};
use super::request_id::{RequestId, X_REQUEST_ID};
use crate::policy::Policy;
use crate::webex::{BackAddress, Call, SiteAddress, TicketCall};
pub use body::{ErrorHints, Forms};
use format::Format;

/// Which origins may load a response (Fetch Standard, section 3.7).
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
/// Which pages may share a browsing context group (HTML Standard, section 7.1.3).
const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");

/// Most headers of an answer, with those that the server adds.
const MOST_HEADERS: usize = 12;

/// Marks a browser that was sent to the login page a moment ago, with `1`. If its caller is still
/// anonymous, another redirect would begin a loop.
pub const LOGIN_COOKIE: &str = "linkgate_login";

/// Keeps the language that a person has chosen, until they close their browser.
const LANGUAGE_COOKIE: &str = "linkgate_language";

/// Writes the responses to one request.
#[derive(Clone, Copy, Debug)]
pub struct Responder<'r> {
    /// The head of the request. The language is read from it only for an answer with text: redirects
    /// do not pay for it.
    pub parts: &'r Parts,
    pub id: &'r RequestId,
    pub policy: &'r Policy,
    pub assets: &'r Assets,
    /// What a page of this answer may repeat.
    pub repeated: Repeated,
}

/// The target of a redirect.
#[derive(Debug)]
pub enum Destination {
    Webex(Call),
    /// With a ticket of Webex's, which is spent on it.
    Ticket(TicketCall),
    /// What Webex itself named, checked against the site of the policy.
    Site(SiteAddress),
    Back(BackAddress),
}

impl From<Call> for Destination {
    fn from(call: Call) -> Self {
        Self::Webex(call)
    }
}

impl From<TicketCall> for Destination {
    fn from(call: TicketCall) -> Self {
        Self::Ticket(call)
    }
}

impl From<SiteAddress> for Destination {
    fn from(address: SiteAddress) -> Self {
        Self::Site(address)
    }
}

impl From<BackAddress> for Destination {
    fn from(address: BackAddress) -> Self {
        Self::Back(address)
    }
}

impl<'r> Responder<'r> {
    /// The language that the person has chosen, or else the one that their browser asks for.
    pub fn language(&self) -> Language {
        let headers = &self.parts.headers;
        let chosen = || cookies::value(headers, LANGUAGE_COOKIE).and_then(Language::from_tag);
        let chosen = self.asked_language().or_else(chosen);
        chosen.unwrap_or_else(|| Language::wanted(headers))
    }

    /// The language that the address asks for.
    fn asked_language(&self) -> Option<Language> {
        Language::asked(self.parts.uri.query().unwrap_or_default())
    }

    /// What every page shares.
    pub fn frame(&self) -> Frame<'r> {
        Frame {
            language: self.language(),
            request_id: self.id.as_str(),
            brand: self.policy.brand(),
            style: self.assets.style_address(),
            logo: self.assets.logo_address(),
            here: Here {
                parts: self.parts,
                policy: self.policy,
                repeated: self.repeated,
            },
        }
    }

    // Read when it is asked for: a redirect has no text.
    fn format(&self) -> Format {
        Format::wanted(&self.parts.headers)
    }

    /// Whether the client is a browser, which shows pages to a person.
    pub fn is_for_a_person(&self) -> bool {
        self.format() == Format::Page
    }

    /// Redirects the person.
    pub fn redirect(&self, outcome: Outcome, to: impl Into<Destination>) -> Reply {
        let status = outcome.spec().status;
        let response = self.redirect_to(status, to.into());
        Reply { response, outcome }
    }

    /// Redirects to the login page, and notes this in a cookie for as long as a login takes.
    pub fn log_in(&self, login: BackAddress) -> Reply {
        let mut reply = self.redirect(Outcome::SentToLogin, login);
        // Browsers discard a `Secure` cookie that comes over plain HTTP, and the loop would go
        // unnoticed.
        let is_encrypted = self.policy.endpoint().public_url().starts_with("https:");
        let secure = if is_encrypted { "; Secure" } else { "" };
        let cookie = format!("{LOGIN_COOKIE}=1; Max-Age=120{secure}");
        Self::set_cookie(&mut reply, &cookie);
        reply
    }

    fn set_cookie(reply: &mut Reply, cookie: &str) {
        // `Lax`, because the way back from the login page is a navigation from another site, which
        // carries no `Strict` cookie.
        let cookie = format!("{cookie}; Path=/; HttpOnly; SameSite=Lax");
        let cookie = HeaderValue::try_from(cookie).expect("printable ASCII");
        reply.response.headers_mut().insert(SET_COOKIE, cookie);
    }

    /// An answer without a body.
    pub fn nothing(&self, outcome: Outcome) -> Reply {
        let response = self.response(outcome.spec().status, Bytes::new());
        Reply { response, outcome }
    }

    fn redirect_to(&self, status: StatusCode, destination: Destination) -> Response {
        let location = match destination {
            Destination::Webex(call) => call.into_string(),
            Destination::Ticket(call) => call.location().to_owned(),
            Destination::Site(address) => address.into_string(),
            Destination::Back(address) => address.into_string(),
        };
        // The header takes over the buffer of the call: a redirect copies nothing.
        let location = HeaderValue::from_maybe_shared(Bytes::from(location))
            .expect("calls and back URLs are written in printable ASCII");
        let mut response = self.response(status, Bytes::new());
        response.headers_mut().insert(LOCATION, location);
        response
    }

    fn response(&self, status: StatusCode, body: Bytes) -> Response {
        let has_text = !body.is_empty();
        let mut response = hyper::Response::new(Full::new(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        // A redirect has as many as a map has room for when it begins to be filled. With a text, or the
        // date that HTTP/2 adds, there are more, for which the map would have to be filled anew.
        if has_text || self.parts.version == Version::HTTP_2 {
            headers.reserve(MOST_HEADERS);
        }
        // An answer depends on the caller and the time: no cache may give it to others.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // Paths contain meeting numbers and tickets, which are not for the site that comes next.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        // If a foreign page could load a response, success or failure would tell it what the
        // visitor may use. That applies to a redirect as well as to its target.
        let same_origin = HeaderValue::from_static("same-origin");
        headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, same_origin);
        let mut id = HeaderValue::try_from(self.id.as_str()).expect("an id is printable ASCII");
        // No later answer has it again: HTTP/2 would remember it, and forget for it what is the same in
        // all answers (RFC 7541 section 6.2.3).
        id.set_sensitive(true);
        headers.insert(X_REQUEST_ID, id);
        response
    }
}
