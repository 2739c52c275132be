//! Work that takes long and must not delay requests.

use std::io;
use std::thread;

use tokio::sync::oneshot;

/// Why work in the background has no result.
#[derive(Debug, thiserror::Error)]
pub enum BackgroundError {
    #[error("the operating system refused a thread: {0}")]
    NoThread(#[from] io::Error),
    #[error("a fault of Linkgate ended it")]
    Panicked,
}

/// Runs work on a thread of low priority. A large policy keeps a core busy for a while; threads that
/// answer requests get their turn before it, at the latest when its slice of a few milliseconds ends. Where
/// they have all cores busy, it still gets a tenth of one.
///
/// The thread is not tokio's: a process may lower the priority of a thread, but not raise it again.
pub async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, BackgroundError> {
    let (done, result) = oneshot::channel();
    let work = move || {
        lower_priority();
        // Fails where nobody waits for it any more.
        let _ = done.send(work());
    };
    thread::Builder::new()
        .name("background".to_owned())
        .spawn(work)?;
    result.await.map_err(|_| BackgroundError::Panicked)
}

/// On Linux, the priority is that of the thread (setpriority(2), "C library/kernel differences"). With
/// the ordinary priority, which it keeps where the system refuses, the work is done all the same.
#[cfg(target_os = "linux")]
fn lower_priority() {
    use rustix::process::{getpriority_process, setpriority_process};

    const LOW: i32 = 10;
    // More is lower. A process of root that has been started with a lower one would raise it.
    if getpriority_process(None).is_ok_and(|own| own >= LOW) {
        return;
    }
    if let Err(error) = setpriority_process(None, LOW) {
        tracing::debug!(%error, "work in the background has the ordinary priority");
    }
}

#[cfg(not(target_os = "linux"))]
fn lower_priority() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_has_a_result() {
        assert_eq!(in_background(|| 6 * 7).await.expect("a result"), 42);
    }

    #[tokio::test]
    async fn a_panic_is_an_error() {
        let failed = in_background(|| -> u8 { unreachable!("as a test") }).await;
        assert!(matches!(failed, Err(BackgroundError::Panicked)));
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn only_its_thread_has_a_low_priority() {
        use rustix::process::getpriority_process;

        let ours = getpriority_process(None).expect("a priority");
        let theirs = in_background(|| getpriority_process(None)).await;
        // Tests may run with a priority that is lower already.
        assert_eq!(theirs.expect("a result"), Ok(ours.max(10)));
        assert_eq!(getpriority_process(None), Ok(ours));
    }
}
