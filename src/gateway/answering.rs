//! An answer that is there, or on its way.

use std::pin::Pin;
use std::task::{Context, Poll};

use http_body_util::Full;
use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use tokio::task::JoinHandle;

use super::answer::Response;

/// An answer. Nearly all are there at once.
#[derive(Debug)]
pub enum Answering {
    /// Until it is taken.
    Ready(Option<Response>),
    /// Webex is asked. The task goes on when the client leaves: what is carried out there is recorded
    /// in any case.
    Asking(JoinHandle<Response>),
}

impl Answering {
    pub fn ready(response: Response) -> Self {
        Self::Ready(Some(response))
    }
}

impl Future for Answering {
    type Output = Response;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Response> {
        match self.get_mut() {
            Self::Ready(response) => Poll::Ready(response.take().expect("polled until ready")),
            Self::Asking(task) => Pin::new(task)
                .poll(cx)
                .map(|done| done.unwrap_or_else(broken)),
        }
    }
}

/// The task panicked, which is a bug of ours; the panic hook has said where and why.
fn broken(_: tokio::task::JoinError) -> Response {
    tracing::error!("answering a request panicked while Webex was asked");
    let mut response = Response::new(Full::from(
        "Something went wrong here. Please try again later.\n",
    ));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(CONTENT_TYPE, text);
    response
}
