//! The runtime for signals and for the listeners of operators.

use std::io;
use std::thread;

use tokio::runtime::{Builder, Runtime};

use crate::server::{Signal, Signals};

/// A runtime of its own, so that signals and operators are heard however busy the public one is.
pub struct AdminRuntime {
    pub runtime: Runtime,
    /// Listened to from the beginning on.
    pub signals: Signals,
}

impl AdminRuntime {
    pub fn new() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let signals = runtime.block_on(async { Signals::listen() })?;
        Ok(Self { runtime, signals })
    }

    /// Waits for work before anything is served, or for a signal to end before it is done.
    pub fn wait<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Signal> {
        let Self { runtime, signals } = self;
        runtime.block_on(async {
            tokio::select! {
                done = work => Ok(done),
                signal = signals.next_to_end() => Err(signal),
            }
        })
    }
}

/// Runs on a thread of its own.
pub fn spawn(runtime: Runtime, work: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    thread::Builder::new()
        .name("operators".to_owned())
        .spawn(move || runtime.block_on(work))?;
    Ok(())
}
