//! What the process takes of the machine, looked up when it is asked for. The names are those of every
//! Prometheus client.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use http_edge::{ConnectionLimit, DecoderMemory};

use super::log_writer;

#[derive(Debug)]
pub(super) struct Process {
    pub(super) connections: ConnectionLimit,
    pub(super) decoders: DecoderMemory,
}

impl Collector for Process {
    #[rustfmt::skip]
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        for (name, help, value) in [
            ("sum_connections", "Open connections of clients.", self.connections.open()),
            ("sum_max_connections", "The most there can be.", self.connections.max()),
            ("sum_decoder_memory_bytes", "What decoders of compressed bodies take.", self.decoders.used()),
        ] {
            let value = u64::try_from(value).unwrap_or(u64::MAX);
            put(&mut encoder, name, help, &ConstGauge::new(value))?;
        }
        let dropped = ConstCounter::new(log_writer::dropped());
        put(&mut encoder, "sum_log_lines_dropped", "Log lines that the output was too slow for.", &dropped)?;
        #[cfg(target_os = "linux")]
        if let Ok(usage) = usage::Usage::read() {
            usage.put(&mut encoder)?;
        }
        Ok(())
    }
}

fn put(
    encoder: &mut DescriptorEncoder,
    name: &str,
    help: &str,
    metric: &impl EncodeMetric,
) -> fmt::Result {
    metric.encode(encoder.encode_descriptor(name, help, None, metric.metric_type())?)
}

#[cfg(target_os = "linux")]
mod usage {
    use std::fmt;
    use std::time::Duration;

    use procfs::process::{LimitValue, Process};
    use procfs::{ProcResult, boot_time_secs, page_size, ticks_per_second};
    use prometheus_client::encoding::DescriptorEncoder;
    use prometheus_client::metrics::counter::ConstCounter;
    use prometheus_client::metrics::gauge::ConstGauge;

    use super::put;

    pub(super) struct Usage {
        cpu: Duration,
        resident_bytes: u64,
        virtual_bytes: u64,
        open_files: usize,
        max_open_files: u64,
        /// Since the epoch.
        start: Duration,
    }

    impl Usage {
        pub(super) fn read() -> ProcResult<Self> {
            let process = Process::myself()?;
            let stat = process.stat()?;
            let max_open_files = match process.limits()?.max_open_files.soft_limit {
                LimitValue::Value(most) => most,
                LimitValue::Unlimited => u64::MAX,
            };
            Ok(Self {
                cpu: ticks(stat.utime + stat.stime),
                resident_bytes: stat.rss * page_size(),
                virtual_bytes: stat.vsize,
                open_files: process.fd_count()?,
                max_open_files,
                start: Duration::from_secs(boot_time_secs()?) + ticks(stat.starttime),
            })
        }

        #[rustfmt::skip]
        pub(super) fn put(&self, encoder: &mut DescriptorEncoder) -> fmt::Result {
            let open_files = u64::try_from(self.open_files).unwrap_or(u64::MAX);
            let counter = ConstCounter::new(self.cpu.as_secs_f64());
            put(encoder, "process_cpu_seconds", "User and system time.", &counter)?;
            let start = ConstGauge::new(self.start.as_secs_f64());
            put(encoder, "process_start_time_seconds", "When the process started, since the epoch.", &start)?;
            for (name, help, value) in [
                ("process_resident_memory_bytes", "Resident memory.", self.resident_bytes),
                ("process_virtual_memory_bytes", "Virtual memory.", self.virtual_bytes),
                ("process_open_fds", "Open file descriptors.", open_files),
                ("process_max_fds", "Most open file descriptors.", self.max_open_files),
            ] {
                put(encoder, name, help, &ConstGauge::new(value))?;
            }
            Ok(())
        }
    }

    fn ticks(ticks: u64) -> Duration {
        Duration::from_millis(ticks * 1000 / ticks_per_second())
    }
}
