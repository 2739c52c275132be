//! Diagnostics of the process, on standard error.

use std::io;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::telemetry::Diagnostics;

/// Writes diagnostics from now on.
pub fn start(level: tracing::Level) -> io::Result<Diagnostics> {
    // The stream takes out the colours where there is no terminal.
    let diagnostics = Diagnostics::start(anstream::stderr())?;
    let writer = diagnostics.clone();
    // At debug, these libraries quote what strangers send, and no text of a visitor belongs into a
    // log. The warnings of h2 are about such texts, too: they could fill a disk.
    let quiet = level.min(tracing::Level::INFO);
    let targets = Targets::new()
        .with_default(LevelFilter::from_level(level))
        .with_target("h2", tracing::Level::ERROR)
        .with_target("hyper", quiet)
        .with_target("rustls", quiet);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(move || writer.clone())
        .with_ansi(true)
        .with_target(false);
    tracing_subscriber::registry()
        .with(targets)
        .with(lines)
        .init();
    Ok(diagnostics)
}
