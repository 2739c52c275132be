//! Stands in for oauth2-proxy: what it answers at `/oauth2/auth`, for two
//! people and for anybody else.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::thread::{self, JoinHandle};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, COOKIE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// What a browser has after the login: Ann is in two groups, Ben in none.
pub(super) const ANN: &str = "Cookie: _oauth2_proxy=ann";
pub(super) const BEN: &str = "Cookie: _oauth2_proxy=ben";

/// The server, for as long as the test lasts.
pub(super) struct Login {
    pub(super) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Login {
    /// Ann's token goes along with what is said of her.
    pub(super) fn start(bearer: String) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("an option");
        let address = listener.local_addr().expect("bound");
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).expect("a socket");
                tokio::select! {
                    () = serve(listener, bearer) => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Login {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(listener: TcpListener, bearer: String) {
    let bearer = HeaderValue::try_from(bearer).expect("a value");
    while let Ok((stream, _)) = listener.accept().await {
        let bearer = bearer.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let answer = answer(&request, &bearer);
                async move { Ok::<_, Infallible>(answer) }
            });
            // A proxy may go whenever it likes.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

/// oauth2-proxy has a header for each thing that it knows, and none for what it
/// does not.
fn answer(request: &Request<Incoming>, bearer: &HeaderValue) -> Response<Empty<Bytes>> {
    let cookie = request.headers().get(COOKIE).map(HeaderValue::to_str);
    let cookie = cookie
        .and_then(Result::ok)
        .map(|cookie| format!("Cookie: {cookie}"));
    let said: &[(&str, &str)] = match cookie.as_deref() {
        Some(ANN) => &[
            ("X-Auth-Request-User", "ann"),
            ("X-Auth-Request-Email", "ann@acme.example"),
            ("X-Auth-Request-Groups", "staff,webex-hosts"),
        ],
        Some(BEN) => &[
            ("X-Auth-Request-User", "ben"),
            ("X-Auth-Request-Email", "ben@acme.example"),
        ],
        _ => &[],
    };
    let mut response = Response::new(Empty::new());
    *response.status_mut() = match said {
        [] => StatusCode::UNAUTHORIZED,
        _ => StatusCode::ACCEPTED,
    };
    if said.contains(&("X-Auth-Request-User", "ann")) {
        let headers = response.headers_mut();
        headers.insert(AUTHORIZATION, bearer.clone());
    }
    for (name, value) in said {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(*name, value);
    }
    response
}

/// The year 3000: no test takes so long.
const LATE: i64 = 32_503_680_000;

/// The issuer of Ann's token.
pub(super) struct Signer(EcdsaKeyPair);

impl Signer {
    pub(super) fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"))
    }

    /// The key set that is published.
    pub(super) fn key_set(&self) -> String {
        let (x, y) = self.0.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        let key = json!({ "kty": "EC", "crv": "P-256", "kid": "k1", "x": x, "y": y });
        json!({ "keys": [key] }).to_string()
    }

    /// The value of the header that says who Ann is.
    pub(super) fn bearer(&self) -> String {
        let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let head = json!({ "typ": "JWT", "alg": "ES256", "kid": "k1" });
        let claims = json!({
            "iss": "https://auth.acme.example",
            "aud": "linkgate",
            "exp": LATE,
            "sub": "ann",
            "email": "ann@acme.example",
            "groups": ["staff"],
        });
        let message = format!("{}.{}", part(&head), part(&claims));
        let signed = self.0.sign(&SystemRandom::new(), message.as_bytes());
        let signed = URL_SAFE_NO_PAD.encode(signed.expect("a signature"));
        format!("Bearer {message}.{signed}")
    }
}
