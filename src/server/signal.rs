//! The signals that the process listens to.

use std::fmt;
use std::io;

use tokio::signal::unix::{self, SignalKind};

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// To end. Sent by Kubernetes, systemd and `docker stop`.
    Terminate,
    /// To end. Sent by the terminal for Ctrl-C.
    Interrupt,
    /// To reload policy, certificates and tokens.
    Hangup,
    /// To reopen the decision log. Sent by logrotate.
    User1,
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Terminate => "SIGTERM",
            Self::Interrupt => "SIGINT",
            Self::Hangup => "SIGHUP",
            Self::User1 => "SIGUSR1",
        })
    }
}

/// The signals from the moment of [`Signals::listen`] on: none is lost between two waits.
#[derive(Debug)]
pub struct Signals {
    terminate: unix::Signal,
    interrupt: unix::Signal,
    hangup: unix::Signal,
    user1: unix::Signal,
}

impl Signals {
    /// Takes the signals over from the system, whose own reaction is to end the process.
    ///
    /// # Errors
    ///
    /// Passes on what the system says when a handler cannot be installed.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: unix::signal(SignalKind::terminate())?,
            interrupt: unix::signal(SignalKind::interrupt())?,
            hangup: unix::signal(SignalKind::hangup())?,
            user1: unix::signal(SignalKind::user_defined1())?,
        })
    }

    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::Terminate,
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.hangup.recv() => Signal::Hangup,
            _ = self.user1.recv() => Signal::User1,
        }
    }

    /// The next signal to end. Others are passed over: there is nothing yet to reload or to reopen.
    pub async fn next_to_end(&mut self) -> Signal {
        loop {
            if let signal @ (Signal::Terminate | Signal::Interrupt) = self.next().await {
                return signal;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[track_caller]
    fn send_to_self(signal: &str) {
        let sent = Command::new("sh")
            .args(["-c", &format!("kill -{signal} $PPID")])
            .status();
        assert!(sent.expect("there is a shell").success());
    }

    #[tokio::test]
    async fn every_signal_is_noticed() {
        let mut signals = Signals::listen().expect("handlers can be installed");
        for (name, expected) in [
            ("HUP", Signal::Hangup),
            ("USR1", Signal::User1),
            ("TERM", Signal::Terminate),
            ("INT", Signal::Interrupt),
        ] {
            send_to_self(name);
            assert_eq!(signals.next().await, expected);
        }
    }
}
