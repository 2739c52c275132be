//! The floor under Linkgate: hyper alone, with the least that a redirect takes. One thread, one answer
//! that is always the same, no policy, no limits, no log. What Linkgate costs above this is its own.
//!
//! `bench/compare` starts it: `floor 127.0.0.1:8080`.

use std::convert::Infallible;
use std::env;
use std::error::Error;

use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

/// What Linkgate's own redirect has, with an id of the same length.
const HEADERS: [(&str, &str); 6] = [
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-request-id", "f8738b31657af74c-12345"),
    (
        "location",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings",
    ),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = env::args().nth(1).ok_or("usage: floor ADDRESS:PORT")?;
    let listener = TcpListener::bind(address).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(serve(stream));
    }
}

async fn serve(stream: TcpStream) {
    let connection = http1::Builder::new()
        // The whole answer in one buffer, and so in one call of `write`.
        .writev(false)
        .serve_connection(TokioIo::new(stream), service_fn(redirect));
    // A client that goes away in the middle is no matter here.
    let _ = connection.await;
}

async fn redirect(_request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Infallible> {
    let mut response = Response::new(Empty::new());
    *response.status_mut() = StatusCode::FOUND;
    for (name, value) in HEADERS {
        let (name, value) = (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}
