//! One request into one response: the bounds on its head, the application's answer, and what HTTP
//! asks of a server that reads no bodies, but of forms for a handler that asks for them.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Buf, Bytes};
use hyper::header::{CONNECTION, CONTENT_LENGTH, HeaderValue, STRICT_TRANSPORT_SECURITY};
use hyper::http::request;
use hyper::{Method, Request, Response, StatusCode, Version};
use tokio::time::timeout;

use crate::net::{HeadError, Peer};
use crate::server::handler::{Handler, bare};
use crate::server::limits::{self, Limits};
use crate::server::shared::Server;
use crate::telemetry::ConnectionMetrics;

/// The connection of a request.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionState<'c> {
    pub peer: &'c Peer,
    pub is_encrypted: bool,
    /// Whether the connection ends with this request.
    pub is_last: bool,
    /// What is wrong with the request for which this one stands.
    pub unread: Option<HeadError>,
}

/// An answer that is on its way.
enum Answering<F> {
    Asked(F),
    Refused(Response<Full<Bytes>>),
    /// Boxed, so that the requests without a body need not have the room for it.
    WithForm(Pin<Box<dyn Future<Output = Response<Full<Bytes>>> + Send>>),
}

/// Answers one request. Nothing looks at its body, unless the handler takes forms.
pub fn respond<H: Handler, B>(
    server: &Server<H>,
    connection: ConnectionState<'_>,
    request: Request<B>,
) -> impl Future<Output = Result<Response<Full<Bytes>>, Infallible>> + use<H, B>
where
    B: Body<Data: Send> + Send + Unpin + 'static,
{
    let start = Instant::now();
    let (head, body) = request.into_parts();
    let (handler, peer) = (&*server.handler, connection.peer);
    let error = connection.unread;
    let error = error.or_else(|| oversize(&head, server.limits()));
    let takes_form = H::FORM_BYTES > 0 && !body.is_end_stream();
    let finish = Finish {
        start,
        is_head: head.method == Method::HEAD,
        // The unread body stands in the way of the next request. HTTP/2 ends just the stream, and has
        // GOAWAY to say the rest.
        closes: head.version < Version::HTTP_2 && (connection.is_last || !body.is_end_stream()),
        strict_transport: match connection.is_encrypted {
            true => server.strict_transport.clone(),
            false => None,
        },
        metrics: server.settings.metrics.clone(),
    };
    let is_h2_upload = head.version == Version::HTTP_2 && !body.is_end_stream();
    let (answering, unread) = match error {
        Some(error) => {
            let refusal = refuse(server, peer, &head, error);
            (Answering::Refused(refusal), Some(body))
        }
        None if takes_form => {
            let form = Form {
                head,
                body,
                peer: peer.clone(),
                patience: server.limits().headers,
            };
            let answer = form.answer(Arc::clone(&server.handler));
            (Answering::WithForm(Box::pin(answer)), None)
        }
        None => match guarded(peer, || handler.handle(&head, peer)) {
            Ok(answering) => (Answering::Asked(answering), Some(body)),
            Err(panicked) => (Answering::Refused(broken(panicked)), Some(body)),
        },
    };
    let patience = server.limits().close;
    let upload = unread.filter(|_| is_h2_upload);
    let upload = upload.map(|body| Upload { body, patience });
    async move {
        let response = match answering {
            Answering::Asked(answering) => answering.await,
            Answering::Refused(response) => response,
            Answering::WithForm(answering) => answering.await,
        };
        if let Some(upload) = upload {
            tokio::spawn(upload.discard());
        }
        Ok(finish.apply(response))
    }
}

/// A request whose body belongs to it.
struct Form<B> {
    head: request::Parts,
    body: B,
    peer: Peer,
    /// How long the body may take.
    patience: Duration,
}

/// Why there is no form to look at.
enum NoForm {
    TooLong,
    BrokenOff,
}

impl<B: Body + Unpin> Form<B> {
    async fn answer<H: Handler>(mut self, handler: Arc<H>) -> Response<Full<Bytes>> {
        let taken = match timeout(self.patience, take(&mut self.body, H::FORM_BYTES)).await {
            Err(_) => return bare(StatusCode::REQUEST_TIMEOUT),
            Ok(Err(NoForm::TooLong)) => return bare(StatusCode::PAYLOAD_TOO_LARGE),
            Ok(Err(NoForm::BrokenOff)) => return bare(StatusCode::BAD_REQUEST),
            Ok(Ok(taken)) => taken,
        };
        let Self { head, peer, .. } = self;
        match guarded(&peer, || handler.answer_form(&head, &taken, &peer)) {
            Ok(answering) => answering.await,
            Err(panicked) => broken(panicked),
        }
    }
}

/// A whole body, if it has no more bytes than that.
async fn take<B: Body + Unpin>(body: &mut B, most: usize) -> Result<Bytes, NoForm> {
    let mut taken = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| NoForm::BrokenOff)?;
        // Trailers say nothing here.
        let Ok(mut data) = frame.into_data() else {
            continue;
        };
        if data.remaining() > most.saturating_sub(taken.len()) {
            return Err(NoForm::TooLong);
        }
        while data.has_remaining() {
            let chunk = data.chunk();
            taken.extend_from_slice(chunk);
            data.advance(chunk.len());
        }
    }
    Ok(taken.into())
}

/// The body of an HTTP/2 request that is still on its way.
struct Upload<B> {
    body: B,
    /// How long the client may take to see that it is answered.
    patience: Duration,
}

impl<B: Body + Unpin> Upload<B> {
    /// Takes what comes, within bounds, and lets go of the stream. A body that is dropped at once
    /// resets the stream right behind the answer, and curl then reports an empty reply in its place.
    async fn discard(mut self) {
        let most = limits::H2_STREAM_WINDOW_BYTES;
        let take = async {
            let mut taken = 0;
            while let Some(Ok(frame)) = self.body.frame().await {
                taken += frame.data_ref().map_or(0, Buf::remaining);
                if taken > most as usize {
                    break;
                }
            }
        };
        // Either way it is over.
        let _ = timeout(self.patience, take).await;
    }
}

/// Answers a request that nobody looks at.
pub fn refuse<H: Handler>(
    server: &Server<H>,
    peer: &Peer,
    head: &request::Parts,
    error: HeadError,
) -> Response<Full<Bytes>> {
    guarded(peer, || server.handler.refuse(head, peer, error)).unwrap_or_else(broken)
}

/// What is done to every answer before it goes out.
struct Finish {
    start: Instant,
    is_head: bool,
    /// Whether the connection closes after it; HTTP/1.1 only.
    closes: bool,
    strict_transport: Option<HeaderValue>,
    metrics: Option<Arc<ConnectionMetrics>>,
}

impl Finish {
    fn apply(self, mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
        if self.is_head {
            drop_body(&mut response);
        }
        let headers = response.headers_mut();
        if self.closes {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        if let Some(strict) = self.strict_transport {
            headers.insert(STRICT_TRANSPORT_SECURITY, strict);
        }
        if let Some(metrics) = self.metrics {
            metrics.note_latency(self.start.elapsed().as_secs_f64());
        }
        response
    }
}

/// Why a request head is larger than these limits allow.
pub fn oversize(head: &request::Parts, limits: &Limits) -> Option<HeadError> {
    let authority = head
        .uri
        .authority()
        .map_or(0, |authority| authority.as_str().len());
    let path = head
        .uri
        .path_and_query()
        .map_or(0, |path| path.as_str().len());
    if authority + path > limits.uri_bytes {
        return Some(HeadError::UriTooLong);
    }
    let fields = head
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len());
    if head.headers.len() > limits.header_fields || fields.sum::<usize>() > limits.header_bytes {
        return Some(HeadError::HeadersTooLarge);
    }
    None
}

/// A panic is a bug of ours that must not affect other requests. The handler keeps no state between
/// requests that a panic could leave inconsistent, so it can be called again.
fn guarded<T>(peer: &Peer, ask: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(ask)).map_err(|_| {
        // The panic hook has already said where and why.
        tracing::error!(%peer, "answering a request panicked");
        Panicked
    })
}

struct Panicked;

fn broken(_: Panicked) -> Response<Full<Bytes>> {
    bare(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Keeps the length that `GET` would have (RFC 9110 section 9.3.2). hyper leaves the body out by
/// itself on HTTP/1.1, but not on HTTP/2.
fn drop_body(response: &mut Response<Full<Bytes>>) {
    if let Some(length) = response.body().size_hint().exact() {
        response
            .headers_mut()
            .entry(CONTENT_LENGTH)
            .or_insert_with(|| HeaderValue::from(length));
    }
    *response.body_mut() = Full::default();
}

#[cfg(test)]
mod tests {
    use std::future::{Ready, ready};

    use http_body_util::Empty;

    use super::*;
    use crate::server::Settings;

    /// Says what it was asked.
    struct Echo;

    impl Handler for Echo {
        type ResponseFuture = Ready<Response<Full<Bytes>>>;

        fn handle(&self, head: &request::Parts, peer: &Peer) -> Self::ResponseFuture {
            ready(Response::new(Full::from(format!(
                "{} from {peer}",
                head.uri
            ))))
        }
    }

    /// Says what was in a form.
    struct FormEcho;

    impl Handler for FormEcho {
        type ResponseFuture = Ready<Response<Full<Bytes>>>;

        const FORM_BYTES: usize = 8;

        fn handle(&self, _: &request::Parts, _: &Peer) -> Self::ResponseFuture {
            ready(Response::new(Full::from("no form")))
        }

        fn answer_form(&self, _: &request::Parts, body: &Bytes, _: &Peer) -> Self::ResponseFuture {
            ready(Response::new(Full::from(body.clone())))
        }
    }

    fn answer<B: Body<Data: Send> + Send + Unpin + 'static>(
        request: Request<B>,
    ) -> Response<Full<Bytes>> {
        answer_of(Echo, request)
    }

    fn answer_of<B: Body<Data: Send> + Send + Unpin + 'static>(
        handler: impl Handler,
        request: Request<B>,
    ) -> Response<Full<Bytes>> {
        let server = Server::new(Arc::new(handler), Settings::default());
        let connection = ConnectionState {
            peer: &Peer::at([192, 0, 2, 1].into()),
            is_encrypted: false,
            is_last: false,
            unread: None,
        };
        let answered = respond(&server, connection, request);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        let Ok(response) = runtime.expect("a clock").block_on(answered);
        response
    }

    fn get(target: &str) -> Request<Empty<Bytes>> {
        let target = target.parse().expect("a target");
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = target;
        request
    }

    #[track_caller]
    fn assert_status(request: Request<Empty<Bytes>>, status: u16) {
        assert_eq!(answer(request).status().as_u16(), status);
    }

    #[test]
    fn the_target_counts_with_its_authority() {
        let path = "x".repeat(8 * 1024 - "gate/".len());
        assert_status(get(&format!("http://gate/{path}")), 200);
        assert_status(get(&format!("http://gate/{path}x")), 414);
        assert_status(get(&format!("/?{path}xxxx")), 414);
    }

    #[test]
    fn header_fields_count_by_name_and_value_and_number() {
        let with = |count: usize, value: &str| {
            let mut request = get("/");
            for _ in 0..count {
                let value = HeaderValue::from_str(value).expect("a value");
                request.headers_mut().append("x-a", value);
            }
            request
        };
        assert_status(with(1, &"x".repeat(16 * 1024 - 3)), 200);
        assert_status(with(1, &"x".repeat(16 * 1024 - 2)), 431);
        assert_status(with(100, ""), 200);
        assert_status(with(101, ""), 431);
    }

    #[test]
    fn a_form_is_read_for_who_takes_forms_and_up_to_a_limit() {
        let said = |body: &'static str| {
            let response = answer_of(FormEcho, Request::new(Full::<Bytes>::from(body)));
            let status = response.status().as_u16();
            let text = response.into_body().collect();
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            let Ok(text) = runtime.expect("a runtime").block_on(text);
            let text = String::from_utf8(text.to_bytes().into()).expect("text");
            (status, text)
        };
        assert_eq!(said("AT=LI&x="), (200, "AT=LI&x=".to_owned()));
        assert_eq!(said("AT=LI&xy=").0, 413);
        assert_eq!(said(""), (200, "no form".to_owned()));
        let unread = answer(Request::new(Full::<Bytes>::from("AT=LI&xy=")));
        assert_eq!(unread.status().as_u16(), 200);
    }

    #[test]
    fn only_http1_closes_the_connection_because_of_a_body() {
        for (version, closes) in [
            (Version::HTTP_10, true),
            (Version::HTTP_11, true),
            (Version::HTTP_2, false),
        ] {
            let mut request = Request::new(Full::<Bytes>::from("body"));
            *request.version_mut() = version;
            assert_eq!(answer(request).headers().contains_key(CONNECTION), closes);
            let mut request = get("/");
            *request.version_mut() = version;
            assert!(!answer(request).headers().contains_key(CONNECTION));
        }
    }
}
