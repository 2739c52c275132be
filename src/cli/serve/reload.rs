//! Policy, certificates and the tokens of operators, read anew: when somebody
//! asks for it, and when their files change.
//!
//! Each is checked whole before it takes the place of the old one. One that is
//! not good is told of with everything that is wrong with it, and the old one
//! goes on.

use std::thread;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval};

use crate::server::Reloaded;
use crate::telemetry::ReloadResult;

mod certificates;
mod policy;
mod tokens;

pub(super) use certificates::Certificates;
pub(super) use policy::{PolicyFiles, ReloadTargets};
pub(super) use tokens::TokenFile;

/// Asks for a reload from anywhere.
#[derive(Clone, Debug)]
pub(super) struct Reload(mpsc::Sender<oneshot::Sender<Reloaded>>);

/// What can be read anew.
pub(super) struct Reloader {
    pub(super) policy: PolicyFiles,
    pub(super) certificates: Option<Certificates>,
    pub(super) tokens: Option<TokenFile>,
}

/// What came of one part.
#[derive(Debug)]
enum Outcome {
    Changed,
    Unchanged,
    /// With everything that is wrong, in lines.
    Refused(String),
}

impl Outcome {
    /// In a word of the metrics.
    fn result(&self) -> ReloadResult {
        match self {
            Self::Changed => ReloadResult::Changed,
            Self::Unchanged => ReloadResult::Unchanged,
            Self::Refused(_) => ReloadResult::Refused,
        }
    }
}

impl Reload {
    /// Reads everything anew, after what others have asked for before.
    pub(super) async fn ask(self) -> Reloaded {
        let (reply, answer) = oneshot::channel();
        // Where nobody is there to reload, the process is ending.
        let _ = self.0.send(reply).await;
        let gone = |_| Reloaded::Refused("the process is ending\n".to_owned());
        answer.await.unwrap_or_else(gone)
    }
}

impl Reloader {
    /// Waits for those who ask, and looks at the files every so often; never,
    /// where that time is zero.
    pub(super) fn start(self, every: Duration) -> Reload {
        let (ask, asked) = mpsc::channel(1);
        tokio::spawn(self.run(asked, every));
        Reload(ask)
    }

    async fn run(mut self, mut asked: mpsc::Receiver<oneshot::Sender<Reloaded>>, every: Duration) {
        let looks = !every.is_zero();
        // An interval of nothing cannot be; where nobody looks, it is never asked.
        let mut look = interval(every.max(Duration::from_millis(1)));
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                reply = asked.recv() => {
                    let Some(reply) = reply else { return };
                    // Whoever asked may have lost patience.
                    let _ = reply.send(self.reload().await);
                }
                _ = look.tick(), if looks => self.reload_what_changed().await,
            }
        }
    }

    async fn reload(&mut self) -> Reloaded {
        let certificates = match &mut self.certificates {
            Some(certificates) => certificates.reload(ReloadTrigger::Request).await,
            None => None,
        };
        let tokens = match &mut self.tokens {
            Some(tokens) => tokens.reload(ReloadTrigger::Request).await,
            None => None,
        };
        let policy = self.policy.reload(ReloadTrigger::Request).await;
        let parts = [
            ("certificates", certificates),
            ("admin tokens", tokens),
            ("policy", policy),
        ];
        let (mut words, mut all_good) = (String::new(), true);
        for (subject, outcome) in parts {
            let said = match &outcome {
                Some(Outcome::Changed) => "changed\n",
                Some(Outcome::Unchanged) => "unchanged\n",
                Some(Outcome::Refused(_)) => "refused, the old one goes on\n",
                None => continue,
            };
            words.extend([subject, ": ", said]);
            if let Some(Outcome::Refused(wrong)) = &outcome {
                all_good = false;
                words.push_str(wrong);
            }
        }
        match all_good {
            true => Reloaded::Done(words),
            false => Reloaded::Refused(words),
        }
    }

    async fn reload_what_changed(&mut self) {
        if let Some(certificates) = &mut self.certificates
            && certificates.have_changed().await
        {
            note_unrest(
                "certificates",
                &certificates.reload(ReloadTrigger::FileChange).await,
            );
        }
        if let Some(tokens) = &mut self.tokens
            && tokens.has_changed().await
        {
            note_unrest(
                "admin tokens",
                &tokens.reload(ReloadTrigger::FileChange).await,
            );
        }
        if self.policy.have_changed().await {
            note_unrest(
                "policy",
                &self.policy.reload(ReloadTrigger::FileChange).await,
            );
        }
    }
}

/// Tells of files that somebody writes all the time. What else came of it has
/// been told.
fn note_unrest(subject: &str, outcome: &Option<Outcome>) {
    if outcome.is_none() {
        tracing::warn!(
            subject,
            "the files keep changing, and are read when they rest"
        );
    }
}

/// When what was read counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ReloadTrigger {
    /// As it is: somebody has asked for it.
    Request,
    /// When it is still there a moment later: whoever writes it is done then.
    FileChange,
}

/// How long a moment is.
const SETTLE_TIME: Duration = Duration::from_millis(500);

/// How often files are read that keep changing, until they are left alone for
/// a while.
const MAX_READS: usize = 20;

impl ReloadTrigger {
    /// Reads, after a request at once; `None` when the files have not settled. It waits, so
    /// it needs a thread of its own.
    fn read<T>(
        self,
        read: impl Fn() -> T,
        is_still_there: impl Fn(&T) -> bool,
        settle_time: Duration,
    ) -> Option<T> {
        if self == Self::Request {
            return Some(read());
        }
        let mut reads = (0..MAX_READS).map(|_| {
            let found = read();
            thread::sleep(settle_time);
            found
        });
        reads.find(is_still_there)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// Reads a file that says one thing after the other, each time that anybody
    /// looks.
    fn read(trigger: ReloadTrigger, says: &str) -> Option<char> {
        let says = RefCell::new(says.chars().cycle());
        let next = || says.borrow_mut().next().expect("without end");
        trigger.read(next, |found| next() == *found, Duration::ZERO)
    }

    #[test]
    fn what_counts_is_what_is_still_there() {
        assert_eq!(read(ReloadTrigger::FileChange, "aa"), Some('a'));
        assert_eq!(read(ReloadTrigger::FileChange, "abcc"), Some('c'));
        assert_eq!(read(ReloadTrigger::FileChange, "ab"), None);
        assert_eq!(read(ReloadTrigger::Request, "ab"), Some('a'));
    }
}
