//! Where spans go.

use clap::Args;

use crate::otlp::OtlpEndpoint;
use crate::telemetry::SampleRate;

/// Traces.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Traces")]
pub struct OtlpArgs {
    /// OpenTelemetry collector that gets a span per request: http://HOST:4318 or https://HOST, to which /v1/traces is added [default: no spans]
    #[arg(long, value_name = "URL", env = "LINKGATE_OTLP_ENDPOINT")]
    pub otlp_endpoint: Option<OtlpEndpoint>,
    /// Share of the requests without a traceparent that begin a trace, from 0 to 1; those with one follow its flag
    #[arg(
        long,
        value_name = "SHARE",
        env = "LINKGATE_OTLP_SAMPLE",
        default_value = "1"
    )]
    pub otlp_sample: SampleRate,
}
