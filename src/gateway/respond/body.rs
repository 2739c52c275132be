//! Answers with text: pages for people, JSON for programs.

use askama::Template;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY,
    RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use serde::Serialize;

use super::{CROSS_ORIGIN_OPENER_POLICY, Format, LANGUAGE_COOKIE, Responder};
use crate::gateway::answer::{Reply, Response};
use crate::gateway::i18n::{Argument, Language, MessageText, Phrase};
use crate::gateway::outcome::Outcome;
use crate::gateway::pages::{ConfirmPage, Offer, Owner, ProblemPage, Question};
use crate::policy::Contact;
use crate::text::{escape_hidden, is_plain};
use crate::webex::OwnPath;

/// The `Retry-After` of an answer that cannot be recorded, in seconds. It is short because only
/// another request finds out that the log works again.
const RETRY_SECONDS: u64 = 10;

/// What helps a visitor whose request is not carried out.
#[derive(Clone, Copy, Debug, Default)]
pub struct ErrorHints<'a> {
    /// Paths that may have been meant.
    pub near: &'a [OwnPath],
    /// The owner of the link.
    pub owner: Option<&'a str>,
    /// The end of a link that has expired.
    pub until: Option<&'a str>,
    pub offers: &'a [Offer<'a>],
}

/// Where the forms of a page may lead. Browsers apply this list to every redirect after a
/// submission, too.
#[derive(Clone, Copy, Debug)]
pub enum Forms<'f> {
    None,
    /// To the gateway, and from there to any encrypted host, because Webex may redirect to a login
    /// page on a host that no policy names. The targets of these forms are fixed, and nothing of a
    /// visitor is in their markup.
    Own,
    To(&'f [&'f str]),
}

/// Why a request is not carried out (RFC 9457).
#[derive(Debug, Serialize)]
struct ProblemDetails<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: String,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    did_you_mean: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<&'a str>,
}

impl Responder<'_> {
    /// Shows a page, which loads nothing but its style sheet and a logo.
    pub fn page(&self, outcome: Outcome, page: &impl Template, forms: Forms<'_>) -> Reply {
        let body = page
            .render()
            .expect("templates write to a string, and have no code of their own");
        let mut response = self.text(
            outcome.spec().status,
            "text/html; charset=utf-8",
            body.into(),
        );
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, self.content_policy(forms));
        let same_origin = HeaderValue::from_static("same-origin");
        headers.insert(CROSS_ORIGIN_OPENER_POLICY, same_origin);
        let mut reply = Reply { response, outcome };
        // The next page is in the language that was chosen for this one.
        if let Some(language) = self.asked_language() {
            // Never `Secure`: pages are also opened at `http://go/`, by a short host of the intranet.
            let cookie = format!("{LANGUAGE_COOKIE}={}", language.tag());
            Self::set_cookie(&mut reply, &cookie);
        }
        reply
    }

    fn content_policy(&self, forms: Forms<'_>) -> HeaderValue {
        let targets = match forms {
            Forms::None => "'none'".to_owned(),
            Forms::Own => {
                // A stand-in on the reader's own machine is not encrypted.
                let sites = self.policy.sites().iter().map(|known| &known.site);
                let stand_ins = sites.filter(|site| site.address().is_loopback());
                let origins = stand_ins.map(|site| format!(" {}", site.origin()));
                format!("'self' https:{}", origins.collect::<String>())
            }
            Forms::To(origins) => origins.join(" "),
        };
        // Pages have no scripts and load nothing but the style sheet and a logo, so that injected
        // markup could not do more. No site may frame them: a visitor could be made to click on a
        // button without seeing it.
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action {targets}; frame-ancestors 'none'"
        );
        HeaderValue::try_from(policy).expect("origins are printable ASCII")
    }

    pub fn json(&self, outcome: Outcome, value: &impl Serialize) -> Reply {
        self.data(outcome, "application/json", value)
    }

    /// Completions for an address bar (OpenSearch Suggestions).
    pub fn suggestions(&self, outcome: Outcome, value: &impl Serialize) -> Reply {
        self.data(outcome, "application/x-suggestions+json", value)
    }

    /// Asks the person to confirm.
    pub fn ask(&self, question: &Question<'_>) -> Reply {
        let frame = self.frame();
        let page = ConfirmPage { question, frame };
        let mut reply = self.page(Outcome::ConfirmationShown, &page, Forms::Own);
        // With `no-referrer`, browsers hide the origin of the form (`Origin: null`) even from the
        // gateway, which could not tell it from a foreign form.
        let policy = HeaderValue::from_static("same-origin");
        reply.response.headers_mut().insert(REFERRER_POLICY, policy);
        reply
    }

    /// Explains why a request is not carried out.
    pub fn refuse(&self, outcome: Outcome) -> Reply {
        self.refuse_with(outcome, ErrorHints::default())
    }

    /// Explains why a request is not carried out, and what helps.
    pub fn refuse_with(&self, outcome: Outcome, hints: ErrorHints<'_>) -> Reply {
        let Some(mut message) = outcome.message(self.language()) else {
            return self.nothing(outcome);
        };
        if let Some(until) = hints.until {
            let date = ("date", Argument::text(until));
            message.sentence = self.language().say_with(Phrase::ExpiredUntil, &[date]);
        }
        let mut reply = match self.format() {
            Format::Page => {
                let page = ProblemPage {
                    message: &message,
                    near: hints.near,
                    owner: hints.owner.map(Owner::of),
                    offers: hints.offers,
                    has_directory: !matches!(outcome, Outcome::WrongHost(_)),
                    frame: self.frame(),
                };
                self.page(outcome, &page, Forms::None)
            }
            Format::Json => self.problem(outcome, &message, hints),
        };
        add_error_headers(&mut reply);
        reply
    }

    fn problem(&self, outcome: Outcome, message: &MessageText, hints: ErrorHints<'_>) -> Reply {
        let status = outcome.spec().status;
        let details = ProblemDetails {
            // The kind of problem is that of the status (RFC 9457, section 4.2.1).
            r#type: "about:blank",
            title: &message.title,
            status: status.as_u16(),
            detail: [&*message.sentence, &*message.next].join(" "),
            request_id: self.id.as_str(),
            did_you_mean: hints.near.iter().map(OwnPath::as_str).collect(),
            contact: self.policy.brand().contact().map(Contact::text),
        };
        let body = json(&details);
        let response = self.text(status, "application/problem+json", body.into());
        Reply { response, outcome }
    }

    fn data(&self, outcome: Outcome, media_type: &'static str, value: &impl Serialize) -> Reply {
        let body = json(value);
        let response = self.text(outcome.spec().status, media_type, body.into());
        Reply { response, outcome }
    }

    fn text(&self, status: StatusCode, media_type: &'static str, body: Bytes) -> Response {
        let mut response = self.response(status, body);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        add_language(&mut response, self.language());
        response
    }
}

/// Adds the headers that tell programs what helps: another method, another time, or credentials.
fn add_error_headers(reply: &mut Reply) {
    let headers = reply.response.headers_mut();
    match &reply.outcome {
        Outcome::MethodNotAllowed(methods) => {
            headers.insert(ALLOW, HeaderValue::from_static(methods.as_header()));
        }
        Outcome::RateLimited(limited) => {
            headers.insert(RETRY_AFTER, limited.seconds.into());
        }
        Outcome::Unavailable => {
            headers.insert(RETRY_AFTER, RETRY_SECONDS.into());
        }
        Outcome::ServerFailed(failure) if failure.may_pass() => {
            headers.insert(RETRY_AFTER, RETRY_SECONDS.into());
        }
        // A 401 needs a challenge (RFC 9110, section 15.5.2). `Bearer` is one for which browsers do
        // not ask for a password.
        outcome if outcome.spec().status == StatusCode::UNAUTHORIZED => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        _ => {}
    }
}

/// Declares the language of an answer, and that it was negotiated.
fn add_language(response: &mut Response, language: Language) {
    let headers = response.headers_mut();
    let tag = HeaderValue::from_static(language.tag());
    headers.insert(CONTENT_LANGUAGE, tag);
    // `Accept` chooses between page and JSON.
    headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Language"));
}

/// Room for most answers in JSON, in bytes.
const JSON_BYTES: usize = 512;

/// A value as JSON, and nothing hidden in it that a program could pass on to a person.
fn json(value: &impl Serialize) -> Vec<u8> {
    let mut json = Vec::with_capacity(JSON_BYTES);
    serde_json::to_writer(&mut json, value).expect("texts and numbers are always JSON");
    if is_plain(&json) {
        return json;
    }
    let text = str::from_utf8(&json).expect("JSON is text");
    escape_hidden(text).into_owned().into_bytes()
}
