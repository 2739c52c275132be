//! Answers with words in them: pages for people, JSON for programs.

use askama::Template;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY,
    RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use hyper::{Response, StatusCode};
use serde::Serialize;

use super::{CROSS_ORIGIN_OPENER_POLICY, Format, Responder};
use crate::decision::Trace;
use crate::gateway::failure_advice::Advice;
use crate::gateway::i18n::{Language, MessageText};
use crate::gateway::outcome::Fault;
use crate::gateway::pages::{ConfirmPage, FormPage, Frame, Offer, ProblemPage, Question, title};
use crate::gateway::sanitize::{LONG, truncate};
use crate::policy::Contact;
use crate::webex::{OwnPath, PostForm};

/// When to ask again for what cannot be recorded just now: soon, because only
/// another request finds out that it can.
const RETRY_SECONDS: &str = "10";

/// Pages without forms send none.
const NO_FORMS: &str = "'none'";

/// Where pages lead whose forms come to us. Browsers hold every redirect behind
/// a form to this list, and Webex may lead through a login at hosts that nobody
/// here knows: any encrypted one. The forms' own targets are these pages, and
/// nothing of a visitor is in their markup.
const OWN_FORMS: &str = "'self' https:";

/// What helps somebody on who does not get what was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct ErrorHints<'a> {
    /// What may have been meant instead.
    pub near: &'a [OwnPath],
    /// Who looks after the link.
    pub owner: Option<&'a str>,
    /// What can be done next.
    pub offers: &'a [Offer<'a>],
}

/// A fault in the form of RFC 9457.
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
    /// Shows a page.
    pub fn show(&self, page: &impl Template) -> Response<Full<Bytes>> {
        self.page(StatusCode::OK, page, NO_FORMS)
    }

    /// Shows a page that people look for links on.
    pub fn browse(&self, page: &impl Template) -> Response<Full<Bytes>> {
        self.page(StatusCode::OK, page, OWN_FORMS)
    }

    /// Tells a program.
    pub fn json(&self, told: &impl Serialize) -> Response<Full<Bytes>> {
        self.data("application/json", told)
    }

    /// Tells an address bar what it could go on with (OpenSearch Suggestions).
    pub fn suggestions(&self, told: &impl Serialize) -> Response<Full<Bytes>> {
        self.data("application/x-suggestions+json", told)
    }

    /// Asks the person to confirm.
    pub fn ask(&self, question: &Question<'_>) -> Response<Full<Bytes>> {
        let frame = self.frame();
        let mut response = self.browse(&ConfirmPage { question, frame });
        // With `no-referrer` browsers hide the origin of the form even from
        // ourselves, and it could not be told from a foreign one.
        let policy = HeaderValue::from_static("same-origin");
        response.headers_mut().insert(REFERRER_POLICY, policy);
        response
    }

    /// Shows the form with which the person goes to Webex. `leads_on` are the
    /// origins to which Webex sends people from there: browsers hold every
    /// redirect behind a form to the list of its targets.
    pub fn form(
        &self,
        trace: &Trace<'_, '_>,
        form: &PostForm,
        leads_on: &[&str],
    ) -> Response<Full<Bytes>> {
        let frame = self.frame();
        let page = FormPage {
            title: title(trace, frame.language),
            form,
            frame,
        };
        let targets = [&[form.origin()], leads_on].concat().join(" ");
        self.page(StatusCode::OK, &page, &targets)
    }

    /// Tells what is wrong.
    pub fn fault(&self, fault: &Fault) -> Response<Full<Bytes>> {
        self.fault_with(fault, ErrorHints::default())
    }

    /// Tells what is wrong, and what helps.
    pub fn fault_with(&self, fault: &Fault, aid: ErrorHints<'_>) -> Response<Full<Bytes>> {
        let frame = self.frame();
        let (status, words) = (fault.status(), fault.words(frame.language));
        let mut response = self.tell(status, (&words, frame), aid);
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
    pub fn advise(&self, advice: Advice, offers: &[Offer<'_>]) -> Response<Full<Bytes>> {
        let frame = self.frame();
        let words = frame.language.tell(advice.notice);
        let aid = ErrorHints {
            offers,
            ..ErrorHints::default()
        };
        self.tell(StatusCode::OK, (&words, frame), aid)
    }

    fn tell(
        &self,
        status: StatusCode,
        (words, frame): (&MessageText, Frame<'_>),
        aid: ErrorHints<'_>,
    ) -> Response<Full<Bytes>> {
        if self.format == Format::Json {
            return self.problem(status, words, aid);
        }
        let page = ProblemPage {
            words,
            near: aid.near,
            owner: aid.owner.map(|owner| truncate(owner, LONG)),
            offers: aid.offers,
            frame,
        };
        self.page(status, &page, NO_FORMS)
    }

    /// A page, which loads nothing but its style sheet and a logo, and whose
    /// forms go nowhere else than to `targets`.
    fn page(
        &self,
        status: StatusCode,
        page: &impl Template,
        targets: &str,
    ) -> Response<Full<Bytes>> {
        let body = page
            .render()
            .expect("templates write to a string, and have no code of their own");
        let mut response = self.spoken(status, ("text/html; charset=utf-8", body.into()));
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action {targets}; frame-ancestors 'none'"
        );
        let policy = HeaderValue::try_from(policy).expect("origins are printable ASCII");
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        let own = HeaderValue::from_static("same-origin");
        headers.insert(CROSS_ORIGIN_OPENER_POLICY, own);
        response
    }

    fn problem(
        &self,
        status: StatusCode,
        words: &MessageText,
        aid: ErrorHints<'_>,
    ) -> Response<Full<Bytes>> {
        let details = ProblemDetails {
            r#type: "about:blank",
            title: &words.title,
            status: status.as_u16(),
            detail: format!("{} {}", words.sentence, words.next),
            request_id: self.id.as_str(),
            did_you_mean: aid.near.iter().map(OwnPath::as_str).collect(),
            contact: self.policy.brand().contact().map(Contact::text),
        };
        let body = serde_json::to_vec(&details).expect("texts and a number are always JSON");
        self.spoken(status, ("application/problem+json", body.into()))
    }

    fn data(&self, media_type: &'static str, told: &impl Serialize) -> Response<Full<Bytes>> {
        let body = serde_json::to_vec(told).expect("texts and numbers are always JSON");
        self.spoken(StatusCode::OK, (media_type, body.into()))
    }

    /// An answer with words in it.
    fn spoken(
        &self,
        status: StatusCode,
        (media_type, body): (&'static str, Bytes),
    ) -> Response<Full<Bytes>> {
        let mut response = self.response(status, body);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        speaks(&mut response, self.language());
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
