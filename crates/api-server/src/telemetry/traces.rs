//! Spans for a collector of traces, sent by OTLP over HTTP if the standard variables name one
//! (`OTEL_EXPORTER_OTLP_ENDPOINT` and its like); they also say which requests are sampled.

use std::env;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use opentelemetry::trace::{
    Span, SpanContext, SpanKind, Status, TraceContextExt, Tracer, TracerProvider,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tracing::warn;

use super::metrics::ResponseLabels;

/// How long the end waits for the last spans.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(2);

/// A collector and the way to it.
#[derive(Debug, Clone)]
pub(crate) struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

impl Traces {
    /// None if the environment names no collector, or one that spans cannot be sent to: these variables are
    /// often set for a whole platform, so that is a warning and no reason not to serve.
    pub(super) fn from_environment(version: &'static str) -> Option<Self> {
        let endpoint = variable("ENDPOINT").filter(|_| !is_off())?;
        match Self::export_to(&endpoint, version) {
            Ok(traces) => Some(traces),
            Err(reason) => {
                warn!(endpoint, reason, "traces are not exported");
                None
            }
        }
    }

    fn export_to(endpoint: &str, version: &'static str) -> Result<Self, String> {
        if !endpoint.starts_with("http://") {
            let reason = "the endpoint must begin with http://; leave TLS to a collector nearby";
            return Err(reason.to_owned());
        }
        if let Some(protocol) = variable("PROTOCOL").filter(|protocol| protocol != "http/protobuf")
        {
            return Err(format!(
                "the protocol must be http/protobuf, not {protocol}"
            ));
        }
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Client::new())
            .build()
            .map_err(|error| error.to_string())?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource(version))
            .build();
        let tracer = provider.tracer(env!("CARGO_PKG_NAME"));
        Ok(Self { provider, tracer })
    }

    /// Records a request that is over now, if it is sampled. The ids are those of its span.
    pub(super) fn record(
        &self,
        parent: Option<SpanContext>,
        labels: &ResponseLabels,
        duration: Duration,
    ) -> SpanContext {
        let method = labels.http_request_method;
        let name = match labels.http_route {
            Some(route) => format!("{method} {route}"),
            None => method.to_owned(),
        };
        let mut attributes = vec![
            KeyValue::new("http.request.method", method),
            KeyValue::new("url.scheme", "http"),
            KeyValue::new(
                "http.response.status_code",
                i64::from(labels.http_response_status_code),
            ),
        ];
        if let Some(route) = labels.http_route {
            // No route has parameters, so the path is its template.
            attributes.push(KeyValue::new("http.route", route));
            attributes.push(KeyValue::new("url.path", route));
        }
        let end = SystemTime::now();
        let context = match parent {
            Some(parent) => Context::new().with_remote_span_context(parent),
            None => Context::new(),
        };
        let mut span = self
            .tracer
            .span_builder(name)
            .with_kind(SpanKind::Server)
            .with_start_time(end - duration)
            .with_attributes(attributes)
            .start_with_context(&self.tracer, &context);
        if labels.http_response_status_code >= 500 {
            span.set_status(Status::error(""));
        }
        span.end_with_timestamp(end);
        span.span_context().clone()
    }

    /// Sends what is left, as the last act of the service.
    pub(super) fn finish(&self) {
        // A collector that is away is in the log already.
        drop(self.provider.shutdown_with_timeout(SHUTDOWN_TIMEOUT));
    }
}

/// A variable of OTLP, the one for traces before the one for everything.
fn variable(name: &str) -> Option<String> {
    let read = |signal: &str| env::var(format!("OTEL_EXPORTER_OTLP_{signal}{name}")).ok();
    let set = |value: &String| !value.is_empty();
    read("TRACES_").filter(set).or_else(|| read("").filter(set))
}

/// Whether there is to be no trace, wherever a collector may be.
fn is_off() -> bool {
    let is = |name, value: &str| env::var(name).is_ok_and(|set| set.eq_ignore_ascii_case(value));
    is("OTEL_SDK_DISABLED", "true") || is("OTEL_TRACES_EXPORTER", "none")
}

/// Who sends the spans, unless `OTEL_SERVICE_NAME` or `OTEL_RESOURCE_ATTRIBUTES` know better.
fn resource(version: &'static str) -> Resource {
    let own = [
        KeyValue::new("service.name", env!("CARGO_PKG_NAME")),
        KeyValue::new("service.version", version),
    ];
    let known = Resource::builder().build();
    let own = own.into_iter().filter(|own| {
        known
            .get_ref(&own.key)
            .is_none_or(|value| value.as_str().starts_with("unknown_service"))
    });
    Resource::builder().with_attributes(own).build()
}

/// HTTP as the exporter's own thread speaks it, blocking.
#[derive(Debug)]
struct Client(ureq::Agent);

impl Client {
    fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(10)))
            .build();
        Self(config.into())
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = request.into_parts();
        let response = self.0.run(Request::from_parts(head, &*body))?;
        let (head, mut body) = response.into_parts();
        Ok(Response::from_parts(head, body.read_to_vec()?.into()))
    }
}
