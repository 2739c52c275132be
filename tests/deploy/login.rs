//! Stands in for oauth2-proxy: what it answers at `/oauth2/auth`, for two
//! people and for anybody else.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::thread::{self, JoinHandle};

use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::header::{COOKIE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// What a browser has after the login: Ann is in two groups, Ben in none.
pub(super) const ANN: &str = "_oauth2_proxy=ann";
pub(super) const BEN: &str = "_oauth2_proxy=ben";

/// The server, for as long as the test lasts.
pub(super) struct Login {
    pub(super) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Login {
    pub(super) fn start() -> Self {
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
                    () = serve(listener) => {}
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

async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async {
            let service =
                service_fn(|request| async move { Ok::<_, Infallible>(answer(&request)) });
            // A proxy may go whenever it likes.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

/// oauth2-proxy has a header for each thing that it knows, and none for what it
/// does not.
fn answer(request: &Request<Incoming>) -> Response<Empty<Bytes>> {
    let cookie = request.headers().get(COOKIE).map(HeaderValue::as_bytes);
    let said: &[(&str, &str)] = match cookie {
        Some(cookie) if cookie == ANN.as_bytes() => &[
            ("X-Auth-Request-User", "ann"),
            ("X-Auth-Request-Email", "ann@acme.example"),
            ("X-Auth-Request-Groups", "staff,webex-hosts"),
        ],
        Some(cookie) if cookie == BEN.as_bytes() => &[
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
    for (name, value) in said {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(*name, value);
    }
    response
}
