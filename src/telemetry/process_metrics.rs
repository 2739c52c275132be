//! What the system says about the process, under the names that every client of Prometheus gives
//! it. Read at each scrape, and only where there is a `/proc`.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::TypedMetric;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

#[derive(Debug)]
pub struct ProcessMetrics;

/// What the system says. What it does not say has no series.
#[derive(Debug, Default)]
struct Facts {
    cpu_seconds: Option<f64>,
    resident_bytes: Option<u64>,
    virtual_bytes: Option<u64>,
    threads: Option<u64>,
    start_seconds: Option<f64>,
    open_fds: Option<u64>,
    max_fds: Option<u64>,
}

impl Collector for ProcessMetrics {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let facts = Facts::read();
        let mut write = Write(encoder);
        let cpu = facts.cpu_seconds.map(ConstCounter::new);
        write.metric("cpu_seconds", "User and system CPU time", cpu)?;
        let gauge = |number: Option<u64>| number.map(ConstGauge::new);
        let resident = gauge(facts.resident_bytes);
        write.metric("resident_memory_bytes", "Resident memory", resident)?;
        let all = gauge(facts.virtual_bytes);
        write.metric("virtual_memory_bytes", "Virtual memory", all)?;
        write.metric("threads", "Threads", gauge(facts.threads))?;
        let start = facts.start_seconds.map(ConstGauge::new);
        write.metric("start_time_seconds", "Start, since 1970", start)?;
        let open = gauge(facts.open_fds);
        write.metric("open_fds", "Open file descriptors", open)?;
        let most = gauge(facts.max_fds);
        write.metric("max_fds", "The most file descriptors", most)
    }
}

struct Write<'e>(DescriptorEncoder<'e>);

impl Write<'_> {
    fn metric<M>(&mut self, name: &str, help: &str, metric: Option<M>) -> fmt::Result
    where
        M: EncodeMetric + TypedMetric,
    {
        let Some(metric) = metric else {
            return Ok(());
        };
        let name = format!("process_{name}");
        let kind = EncodeMetric::metric_type(&metric);
        let encoder = self.0.encode_descriptor(&name, help, None, kind)?;
        metric.encode(encoder)
    }
}

impl Facts {
    #[cfg(not(target_os = "linux"))]
    fn read() -> Self {
        Self::default()
    }

    #[cfg(target_os = "linux")]
    fn read() -> Self {
        use procfs::process::{LimitValue, Process};

        let Ok(process) = Process::myself() else {
            return Self::default();
        };
        let stat = process.stat().ok();
        let stat = stat.as_ref();
        let limits = process.limits().ok();
        Self {
            cpu_seconds: stat.map(|stat| seconds(stat.utime + stat.stime)),
            resident_bytes: stat.map(|stat| stat.rss * procfs::page_size()),
            virtual_bytes: stat.map(|stat| stat.vsize),
            threads: stat.and_then(|stat| stat.num_threads.try_into().ok()),
            start_seconds: stat.and_then(|stat| {
                let boot = seconds(procfs::boot_time_secs().ok()? * procfs::ticks_per_second());
                Some(boot + seconds(stat.starttime))
            }),
            open_fds: process.fd_count().ok().map(|count| count as u64),
            max_fds: limits.and_then(|limits| match limits.max_open_files.soft_limit {
                LimitValue::Value(most) => Some(most),
                LimitValue::Unlimited => None,
            }),
        }
    }
}

/// Ticks of the kernel's clock as seconds.
#[cfg(target_os = "linux")]
#[expect(
    clippy::cast_precision_loss,
    reason = "exact for a hundred thousand years"
)]
fn seconds(ticks: u64) -> f64 {
    ticks as f64 / procfs::ticks_per_second() as f64
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_system_says_something_of_everything() {
        let facts = Facts::read();
        let few = |number: Option<u64>| number.is_some_and(|number| number > 0);
        assert!(few(facts.resident_bytes) && few(facts.virtual_bytes));
        assert!(facts.resident_bytes < facts.virtual_bytes);
        assert!(few(facts.threads) && few(facts.open_fds), "{facts:?}");
        assert!(facts.open_fds < facts.max_fds, "{facts:?}");
        assert!(facts.cpu_seconds.is_some_and(|seconds| seconds >= 0.0));
        // Some time after 2020.
        let start = facts.start_seconds.expect("a time");
        assert!((1_577_836_800.0..1e11).contains(&start), "{start}");
    }
}
