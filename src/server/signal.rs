//! The signals that end the process: the first begins the drain, a second ends it at once.

use std::fmt;
use std::io;

use tokio::signal::unix::{self, SignalKind};

/// A signal to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Sent by Kubernetes, systemd and `docker stop`.
    Terminate,
    /// Sent by the terminal for Ctrl-C.
    Interrupt,
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Terminate => "SIGTERM",
            Self::Interrupt => "SIGINT",
        })
    }
}

/// The signals to end, from the moment of [`Signals::listen`]: none is lost between two waits.
#[derive(Debug)]
pub struct Signals {
    terminate: unix::Signal,
    interrupt: unix::Signal,
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
        })
    }

    /// Waits for a signal. Await it once to begin the drain; again, beside the drain, to end at
    /// once.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::Terminate,
            _ = self.interrupt.recv() => Signal::Interrupt,
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
    async fn a_first_and_a_second_signal_are_noticed() {
        let mut signals = Signals::listen().expect("handlers can be installed");
        send_to_self("TERM");
        assert_eq!(signals.next().await, Signal::Terminate);
        send_to_self("INT");
        assert_eq!(signals.next().await, Signal::Interrupt);
    }
}
