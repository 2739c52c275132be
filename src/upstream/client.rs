//! An HTTP client: a pool of connections, bounded answers, no redirects.

use std::error::Error;
use std::fmt::Write as _;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::{Request, Response};
use hyper_util::client::legacy::{Builder, Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::answer::Answer;
use super::dial::{DialError, Dialer};
use super::error::UpstreamError;

/// How many connections are kept for the next call. Clicks come in bursts; more calls at once than this
/// make connections that are closed behind them.
const IDLE_CONNECTIONS: usize = 8;

/// How long a connection is kept that no call uses. Load balancers close theirs after a minute, and what is
/// between may forget one sooner.
const IDLE_TIME: Duration = Duration::from_secs(30);

/// The longest body. A list of a hundred meetings has less than half of that.
const MAX_BODY: usize = 1024 * 1024;

/// The longest head of an answer.
const MAX_HEAD: usize = 64 * 1024;

/// How a request may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// On one that is there.
    Pooled,
    /// On a new one. A server may close the other at the moment at which it is used, and nobody knows then
    /// whether it has done what was asked.
    New,
}

/// Asks one server. Clones share their connections.
#[derive(Clone)]
pub struct HttpClient {
    pooled: Client<Dialer, Full<Bytes>>,
    unpooled: Client<Dialer, Full<Bytes>>,
}

/// A request without an answer.
#[derive(Debug)]
pub struct CallFailure {
    pub error: UpstreamError,
    /// For diagnostics, without anything of the request.
    pub detail: String,
    /// The server may have got the request.
    pub was_sent: bool,
}

impl HttpClient {
    pub fn new(dialer: &Dialer) -> Self {
        let keeping = |connections| {
            let mut builder = Builder::new(TokioExecutor::new());
            builder.pool_timer(TokioTimer::new());
            builder.pool_idle_timeout(IDLE_TIME);
            builder.pool_max_idle_per_host(connections);
            builder.http1_max_buf_size(MAX_HEAD);
            builder.build(dialer.clone())
        };
        Self {
            pooled: keeping(IDLE_CONNECTIONS),
            unpooled: keeping(0),
        }
    }

    /// Asks, and waits for the whole answer. Whoever calls bounds the time.
    pub async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
        connection: Connection,
    ) -> Result<Answer, CallFailure> {
        let client = match connection {
            Connection::Pooled => &self.pooled,
            Connection::New => &self.unpooled,
        };
        let response = client.request(request).await;
        let response = response.map_err(|error| CallFailure::of(&error))?;
        if response.status().is_redirection() {
            // Who is asked, and with what token, is for the policy to say.
            let status = response.status().to_string();
            return Err(CallFailure::sent(UpstreamError::Redirected, status));
        }
        whole(response).await
    }
}

async fn whole(response: Response<Incoming>) -> Result<Answer, CallFailure> {
    let too_long = || CallFailure::sent(UpstreamError::TooLong, format!("over {MAX_BODY} bytes"));
    let (head, body) = response.into_parts();
    // A length that is announced is believed, so that nothing of it need be read.
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Err(too_long());
    }
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Ok(Answer::new(head.status, &head.headers, body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(too_long()),
        Err(error) => Err(CallFailure::sent(
            UpstreamError::Broken,
            with_causes(&*error),
        )),
    }
}

impl CallFailure {
    /// The visitor's time is over.
    pub fn slow(limit: Duration) -> Self {
        let detail = format!("no full answer within {} ms", limit.as_millis());
        Self::sent(UpstreamError::Slow, detail)
    }

    fn sent(error: UpstreamError, detail: String) -> Self {
        Self {
            error,
            detail,
            was_sent: true,
        }
    }

    fn of(error: &ClientError) -> Self {
        let source = error.source();
        let dial = source.and_then(|source| source.downcast_ref::<DialError>());
        let kind = match dial {
            Some(dial) if dial.is_distrust() => UpstreamError::Untrusted,
            _ if error.is_connect() => UpstreamError::Unreachable,
            _ => UpstreamError::Broken,
        };
        Self {
            error: kind,
            detail: source.map_or_else(|| error.to_string(), with_causes),
            was_sent: !error.is_connect(),
        }
    }
}

fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(found) = cause {
        let _ = write!(text, ": {found}");
        cause = found.source();
    }
    text
}
