//! Runs the streams of HTTP/2.

use std::task::{Context, Waker};

use hyper::rt::Executor;

/// Answers a stream where its request was read. Only one that has to wait, for its answer or for room
/// to send it, becomes a task, which would cost more than most answers do. So the answers of a connection
/// come one after the other, like its frames; those of several connections use all cores.
#[derive(Clone, Copy, Debug)]
pub struct StreamExecutor;

impl<F> Executor<F> for StreamExecutor
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, stream: F) {
        let mut stream = Box::pin(stream);
        // A task polls it again, with a waker of its own.
        let mut nobody = Context::from_waker(Waker::noop());
        if stream.as_mut().poll(&mut nobody).is_pending() {
            tokio::spawn(stream);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use tokio::sync::oneshot;

    use super::*;

    #[test]
    fn what_is_ready_needs_no_runtime() {
        StreamExecutor.execute(ready(()));
        let spawned = std::panic::catch_unwind(|| StreamExecutor.execute(pending()));
        assert!(spawned.is_err(), "a task outside of a runtime");
    }

    #[tokio::test]
    async fn what_waits_ends_as_a_task() {
        let (answer, asked) = oneshot::channel();
        let (done, is_done) = oneshot::channel();
        StreamExecutor.execute(async {
            asked.await.expect("an answer");
            done.send(()).expect("a listener");
        });
        answer.send(()).expect("a stream");
        is_done.await.expect("the stream goes on");
    }
}
