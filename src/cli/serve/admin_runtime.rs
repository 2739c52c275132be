//! The runtime for signals and for the listeners of operators.

use std::io;
use std::thread;

use tokio::runtime::{Builder, Runtime};

use crate::server::Signals;

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
}

/// Runs on a thread of its own.
pub fn spawn(runtime: Runtime, work: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    thread::Builder::new()
        .name("operators".to_owned())
        .spawn(move || runtime.block_on(work))?;
    Ok(())
}
