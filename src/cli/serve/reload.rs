//! Policy and certificates, read anew: when somebody asks for it, and when
//! their files change.
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

pub(super) use certificates::Certificates;
pub(super) use policy::{Concerned, PolicyFiles};

/// Asks for a reload from anywhere.
#[derive(Clone, Debug)]
pub(super) struct Reload(mpsc::Sender<oneshot::Sender<Reloaded>>);

/// What can be read anew.
pub(super) struct Reloader {
    pub(super) policy: PolicyFiles,
    pub(super) certificates: Option<Certificates>,
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
            Some(certificates) => Some(certificates.reload().await),
            None => None,
        };
        let policy = self.policy.reload().await;
        let parts = [("certificates", certificates), ("policy", Some(policy))];
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
            // It has told operators what is wrong.
            certificates.reload().await;
        }
        if self.policy.have_changed().await {
            self.policy.reload().await;
        }
    }
}

/// Whether there is something else than what was read, and whoever writes it
/// is done: two looks have found the same. The last look counts in any case.
/// It waits, so it needs a thread of its own.
fn have_settled<T: PartialEq>(read: &T, look: impl Fn() -> T) -> bool {
    let mut last = look();
    for _ in 0..LOOKS {
        if last == *read {
            return false;
        }
        thread::sleep(SETTLE);
        let now = look();
        if now == last {
            return true;
        }
        last = now;
    }
    true
}

/// How far apart two looks are.
const SETTLE: Duration = Duration::from_millis(500);

/// How many looks there are at most.
const LOOKS: usize = 20;
