//! One service of a site: makes calls in time, repeats what is safe, and shares what is equal.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use hyper::{Method, Request, StatusCode, Uri};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout_at};

use super::answer::Answer;
use super::call_result::word_of;
use super::client::{CallFailure, Connection, HttpClient};
use super::config::ServiceConfig;
use super::error::{UpstreamError, UpstreamReply};
use super::gate::{Gate, Pass};
use super::limits::UpstreamLimits;
use super::lookups::Lookups;
use super::shared_calls::{Lead, Role, SharedCalls, Wait};
use super::tokens::{AccessToken, Tokens};
use crate::https_client::{AGENT, jitter};
use crate::telemetry::{LookupCounter, LookupSource, UpstreamApi, UpstreamMetrics};
use crate::webex::{CallKind, RestCall, RestMethod, RestReply};

/// At most so long before a call is repeated, at random: what has failed for many at once is not asked by
/// all of them again at once. Nobody notices a tenth of a second.
const REPEAT_PAUSE: Duration = Duration::from_millis(100);

/// The longest pause of Webex's after which a call is repeated. A visitor who waits longer is better
/// served with an answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// The pause after a 429 that names none.
const UNNAMED_PAUSE: Duration = Duration::from_secs(1);

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const XML: HeaderValue = HeaderValue::from_static("text/xml");

pub struct Service {
    config: ServiceConfig,
    limits: UpstreamLimits,
    metrics: UpstreamMetrics,
    client: HttpClient,
    tokens: Option<Arc<Tokens>>,
    gate: Gate,
    budget: Arc<Semaphore>,
    lookups: Lookups,
    shared: Arc<SharedCalls>,
    hits: LookupCounter,
    misses: LookupCounter,
}

/// What a service is made of.
pub struct ServiceParts<'p> {
    pub config: ServiceConfig,
    pub limits: UpstreamLimits,
    pub metrics: &'p UpstreamMetrics,
    pub client: HttpClient,
    /// Without them, each request says itself who asks.
    pub tokens: Option<Arc<Tokens>>,
}

/// A call, as it is sent.
struct Outgoing {
    name: &'static str,
    kind: CallKind,
    method: Method,
    url: Uri,
    media_type: HeaderValue,
    body: Bytes,
}

type Attempt = Result<Answer, CallFailure>;

impl Service {
    pub fn new(parts: ServiceParts<'_>) -> Self {
        let ServiceParts {
            config, metrics, ..
        } = parts;
        let api = match parts.tokens {
            Some(_) => UpstreamApi::Rest,
            None => UpstreamApi::Xml,
        };
        let name = &*config.name;
        Self {
            gate: Gate::new(name, api, metrics),
            hits: metrics.lookups(name, LookupSource::Hit),
            misses: metrics.lookups(name, LookupSource::Miss),
            config,
            limits: parts.limits,
            metrics: metrics.clone(),
            client: parts.client,
            tokens: parts.tokens,
            budget: Arc::new(Semaphore::new(parts.limits.calls)),
            lookups: Lookups::new(),
            shared: Arc::default(),
        }
    }

    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Begins to serve a policy, perhaps one more. Whoever wrote it may have set something right.
    pub fn serve(&self) {
        self.gate.show();
        if let Some(tokens) = &self.tokens {
            tokens.add_site(self.name());
            tokens.try_again();
        }
    }

    pub fn tokens(&self) -> Option<&Arc<Tokens>> {
        self.tokens.as_ref()
    }

    /// A reply that is there.
    pub fn cached(&self, call: &RestCall) -> Option<RestReply> {
        if call.kind() != CallKind::Lookup {
            return None;
        }
        let found = self.lookups.find(call);
        if found.is_some() {
            self.hits.inc();
        }
        found
    }

    /// Makes a call, or waits for an equal one.
    pub async fn ask(self: &Arc<Self>, call: RestCall) -> UpstreamReply {
        let deadline = Instant::now() + self.limits.deadline;
        if let Some(reply) = self.cached(&call) {
            return Ok(reply);
        }
        let wait = match call.kind() {
            CallKind::Lookup | CallKind::Read => match self.shared.join(&call) {
                Role::Wait(wait) => wait,
                Role::Lead(lead, wait) => {
                    // The one who had the lead before may have ended since the first look.
                    match self.cached(&call) {
                        Some(reply) => lead.finish(Ok(reply)),
                        None => self.start_rest(call, lead),
                    }
                    wait
                }
            },
            CallKind::Repeatable | CallKind::Once => {
                let (lead, wait) = Lead::alone();
                self.start_rest(call, lead);
                wait
            }
        };
        wait_until(deadline, wait).await
    }

    /// Sends a document to the base.
    pub async fn post_xml(self: &Arc<Self>, body: Bytes) -> UpstreamReply {
        let deadline = Instant::now() + self.limits.deadline;
        let (lead, wait) = Lead::alone();
        match Uri::try_from(self.config.base.as_str()) {
            Err(_) => lead.finish(Err(UpstreamError::Broken)),
            Ok(url) => {
                let outgoing = Outgoing {
                    name: "xml",
                    kind: CallKind::Once,
                    method: Method::POST,
                    url,
                    media_type: XML,
                    body,
                };
                self.start(outgoing, lead, None);
            }
        }
        wait_until(deadline, wait).await
    }

    fn start_rest(self: &Arc<Self>, call: RestCall, lead: Lead) {
        let base = self.config.base.as_str().trim_end_matches('/');
        // The target is encoded; were it none, nothing of it may get into a log.
        let Ok(url) = Uri::try_from(format!("{base}/{}", call.target())) else {
            return lead.finish(Err(UpstreamError::Broken));
        };
        let outgoing = Outgoing {
            name: call.name(),
            kind: call.kind(),
            method: method_of(call.method()),
            url,
            media_type: JSON,
            body: Bytes::from(call.body().unwrap_or_default().to_owned()),
        };
        let is_kept = call.kind() == CallKind::Lookup;
        if is_kept {
            self.misses.inc();
        }
        self.start(outgoing, lead, is_kept.then_some(call));
    }

    /// Makes a call in a task of its own: visitors go away, and others may wait for the same reply.
    fn start(self: &Arc<Self>, outgoing: Outgoing, lead: Lead, keep: Option<RestCall>) {
        let permit = match self.permit() {
            Ok(permit) => permit,
            Err(error) => {
                let reply = Err(error);
                self.metrics
                    .count_call(self.name(), outgoing.name, word_of(&reply));
                return lead.finish(reply);
            }
        };
        let service = Arc::clone(self);
        tokio::spawn(async move {
            let reply = service.call(&outgoing).await;
            drop(permit);
            if let (Some(call), Ok(reply)) = (keep, &reply) {
                service.lookups.keep(call, reply);
            }
            lead.finish(reply);
        });
    }

    /// The right to make one more call.
    fn permit(&self) -> Result<OwnedSemaphorePermit, UpstreamError> {
        if let Some(refusal) = self.gate.refusal() {
            return Err(refusal);
        }
        let permit = Arc::clone(&self.budget).try_acquire_owned();
        permit.map_err(|_| UpstreamError::Busy)
    }

    async fn call(&self, outgoing: &Outgoing) -> UpstreamReply {
        let began = Instant::now();
        let reply = self.attempts(outgoing, began + self.limits.deadline).await;
        let (site, name, result) = (self.name(), outgoing.name, word_of(&reply));
        let duration = began.elapsed();
        self.metrics.count_call(site, name, result);
        self.metrics.time_call(site, name, duration.as_secs_f64());
        let tracking_id = reply
            .as_ref()
            .ok()
            .and_then(|reply| reply.tracking_id.as_deref());
        let duration_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(
            site,
            call = name,
            result,
            duration_ms,
            tracking_id,
            "called"
        );
        reply
    }

    async fn attempts(&self, outgoing: &Outgoing, deadline: Instant) -> UpstreamReply {
        let mut token = self.token(deadline).await?;
        let (mut may_renew, mut may_repeat) = (true, true);
        let mut pass = self.gate.enter()?;
        loop {
            let attempt = self.attempt(pass, outgoing, token.as_ref(), deadline).await;
            if may_renew && is_unauthorized(&attempt) {
                may_renew = false;
                match self.renewed(token.as_ref(), deadline).await {
                    None => return reply_of(attempt),
                    fresh => token = fresh,
                }
            } else if may_repeat && let Some(pause) = outgoing.pause_before_repeating(&attempt) {
                may_repeat = false;
                if Instant::now() + pause >= deadline {
                    return reply_of(attempt);
                }
                sleep(pause).await;
            } else {
                return reply_of(attempt);
            }
            match self.gate.enter() {
                Ok(next) => pass = next,
                // What has just happened says more.
                Err(_) => return reply_of(attempt),
            }
        }
    }

    /// Sends the request once.
    async fn attempt(
        &self,
        pass: Pass<'_>,
        outgoing: &Outgoing,
        token: Option<&AccessToken>,
        deadline: Instant,
    ) -> Attempt {
        let exchange = self
            .client
            .exchange(outgoing.request(token), outgoing.connection());
        let attempt = timeout_at(deadline, exchange).await;
        let attempt = attempt.unwrap_or_else(|_| Err(CallFailure::slow(self.limits.deadline)));
        match &attempt {
            Ok(answer) => self.note_answer(pass, answer),
            Err(failure) => {
                let (site, call, reason) = (self.name(), outgoing.name, &*failure.detail);
                let error = failure.error.as_str();
                tracing::debug!(site, call, error, reason, "a call failed");
                match is_of_server(failure.error) {
                    true => pass.bad(reason),
                    false => pass.good(),
                }
            }
        }
        attempt
    }

    fn note_answer(&self, pass: Pass<'_>, answer: &Answer) {
        match answer.status {
            StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => pass.bad(answer.status.as_str()),
            // A 500 may be about one meeting, which anybody can ask for.
            _ => pass.good(),
        }
        let pause = match answer.status {
            StatusCode::TOO_MANY_REQUESTS => Some(answer.retry_after.unwrap_or(UNNAMED_PAUSE)),
            StatusCode::SERVICE_UNAVAILABLE => answer.retry_after,
            // A 423 with a pause is about one meeting as well.
            _ => None,
        };
        if let Some(pause) = pause {
            self.gate.rest(pause);
        }
    }

    async fn token(&self, deadline: Instant) -> Result<Option<AccessToken>, UpstreamError> {
        let Some(tokens) = &self.tokens else {
            return Ok(None);
        };
        let token = timeout_at(deadline, tokens.current()).await;
        match token.ok().flatten() {
            None => Err(UpstreamError::NoToken),
            token => Ok(token),
        }
    }

    /// Another token than this one, which was refused.
    async fn renewed(
        &self,
        refused: Option<&AccessToken>,
        deadline: Instant,
    ) -> Option<AccessToken> {
        let renewed = self.tokens.as_ref()?.renewed(refused?);
        timeout_at(deadline, renewed).await.ok().flatten()
    }

    #[cfg(test)]
    pub fn is_idle(&self) -> bool {
        self.shared.is_empty() && self.budget.available_permits() == self.limits.calls
    }
}

impl Outgoing {
    fn request(&self, token: Option<&AccessToken>) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.url.clone();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, self.media_type.clone());
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if !self.body.is_empty() {
            headers.insert(CONTENT_TYPE, self.media_type.clone());
        }
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, token.header());
        }
        request
    }

    fn connection(&self) -> Connection {
        match self.kind {
            CallKind::Once => Connection::New,
            _ => Connection::Pooled,
        }
    }

    /// In how much time to send it again; `None` if that would not be safe, or not help.
    fn pause_before_repeating(&self, attempt: &Attempt) -> Option<Duration> {
        let soon = jitter::part_of(REPEAT_PAUSE);
        let is_repeatable = self.kind != CallKind::Once;
        match attempt {
            // Without a connection, nothing was asked.
            Err(failure) if !failure.was_sent => {
                (failure.error == UpstreamError::Unreachable).then_some(soon)
            }
            _ if !is_repeatable => None,
            Err(failure) => (failure.error == UpstreamError::Broken).then_some(soon),
            Ok(answer) => match answer.status {
                StatusCode::TOO_MANY_REQUESTS => {
                    answer.retry_after.filter(|pause| *pause <= PATIENCE)
                }
                StatusCode::BAD_GATEWAY
                | StatusCode::SERVICE_UNAVAILABLE
                | StatusCode::GATEWAY_TIMEOUT => {
                    Some(answer.retry_after.unwrap_or(soon)).filter(|pause| *pause <= PATIENCE)
                }
                _ => None,
            },
        }
    }
}

async fn wait_until(deadline: Instant, wait: Wait) -> UpstreamReply {
    let reply = timeout_at(deadline, wait.reply()).await;
    reply.unwrap_or(Err(UpstreamError::Slow))
}

fn reply_of(attempt: Attempt) -> UpstreamReply {
    let answer = attempt.map_err(|failure| failure.error)?;
    Ok(answer.into_reply())
}

fn is_unauthorized(attempt: &Attempt) -> bool {
    matches!(attempt, Ok(answer) if answer.status == StatusCode::UNAUTHORIZED)
}

/// Whether the server is not there, or not as it should be. An answer that is too long or leads elsewhere
/// is one to this call.
fn is_of_server(error: UpstreamError) -> bool {
    matches!(
        error,
        UpstreamError::Slow
            | UpstreamError::Unreachable
            | UpstreamError::Untrusted
            | UpstreamError::Broken
    )
}

fn method_of(method: RestMethod) -> Method {
    match method {
        RestMethod::Get => Method::GET,
        RestMethod::Post => Method::POST,
        RestMethod::Put => Method::PUT,
        RestMethod::Patch => Method::PATCH,
        RestMethod::Delete => Method::DELETE,
    }
}
