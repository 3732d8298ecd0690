//! What operators see of the flags, in metrics. Labels are named by OpenTelemetry's conventions for flags.

use std::convert::Infallible;
use std::fmt;
use std::sync::atomic::Ordering;
use std::time::UNIX_EPOCH;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::ConstGauge;

use super::Flags;
use super::flag::{Flag, PerFlag};

/// How often each flag was on and off.
#[derive(Debug)]
pub(super) struct Evaluations(PerFlag<OnOff>);

#[derive(Debug, Default)]
struct OnOff {
    on: Counter,
    off: Counter,
}

impl Evaluations {
    pub(super) fn new() -> Self {
        let Ok(counters) = PerFlag::new(|_| Ok::<_, Infallible>(OnOff::default()));
        Self(counters)
    }

    pub(super) fn count(&self, flag: Flag, on: bool) {
        let OnOff { on: yes, off: no } = self.0.of(flag);
        if on { yes } else { no }.inc();
    }
}

impl Collector for Flags {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let loaded = self.shared.loaded.load();
        let help = "The variant of requests that no rule is about, and where it comes from.";
        let mut info =
            encoder.encode_descriptor("sum_feature_flag", help, None, MetricType::Info)?;
        for flag in Flag::ALL {
            let state = loaded.flags.of(flag);
            info.encode_info(&[
                ("feature_flag_key", flag.about().key),
                ("feature_flag_result_variant", &state.variant),
                ("feature_flag_result_reason", state.reason),
            ])?;
        }
        let help = "How often a flag was asked for, by what it was.";
        let name = "sum_feature_flag_evaluations";
        let mut evaluations = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
        for flag in Flag::ALL {
            let OnOff { on, off } = self.shared.evaluations.0.of(flag);
            for (state, counter) in [("on", on), ("off", off)] {
                let labels = [("feature_flag_key", flag.about().key), ("state", state)];
                counter.encode(evaluations.encode_family(&labels)?)?;
            }
        }
        let help = "Changes of the file that were not taken.";
        let errors = &self.shared.reload_errors;
        errors.encode(encoder.encode_descriptor(
            "sum_flags_reload_errors",
            help,
            None,
            errors.metric_type(),
        )?)?;
        let modified = loaded
            .modified
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        if let Some(modified) = modified {
            let help = "When the file that is in force was written, since the epoch.";
            let gauge = ConstGauge::new(modified.as_secs_f64());
            gauge.encode(encoder.encode_descriptor(
                "sum_flags_file_mtime_seconds",
                help,
                None,
                gauge.metric_type(),
            )?)?;
            let help = "1 while the file cannot be read and the last good one stays in force.";
            let stale = self.shared.stale.load(Ordering::Relaxed);
            let gauge = ConstGauge::new(i64::from(stale));
            gauge.encode(encoder.encode_descriptor(
                "sum_flags_file_stale",
                help,
                None,
                gauge.metric_type(),
            )?)?;
        }
        Ok(())
    }
}
