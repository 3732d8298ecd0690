//! Which trace a request belongs to (W3C Trace Context, section 3.2).
//!
//! The SDK's propagator makes a context of it, which most requests have no use for: their ids are only copied
//! to the log. It takes 761 ns a request, this 115. A span, if there is one, gets the SDK's context.

use std::str::FromStr;

use actix_web::http::header::{HeaderMap, HeaderName};
use opentelemetry::trace::{SpanContext, TraceState};
use opentelemetry::{SpanId, TraceFlags, TraceId};

static TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
static TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// The length of `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`.
const LENGTH: usize = 55;

/// The span of the caller, as its header names it. It stays text: most often it is only copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TraceParent {
    text: [u8; LENGTH],
}

impl TraceParent {
    /// Reads the header, if there is one that makes sense; a wrong one is as good as none.
    pub(super) fn read(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(&TRACEPARENT);
        let parent = Self::parse(values.next()?.as_bytes())?;
        // Of several, none is known to be the right one.
        values.next().is_none().then_some(parent)
    }

    fn parse(value: &[u8]) -> Option<Self> {
        let (text, rest) = value.split_first_chunk::<LENGTH>()?;
        let [v1, v2, b'-', ids @ .., b'-', f1, f2] = text else {
            return None;
        };
        let (trace, span) = ids.split_first_chunk::<32>()?;
        let (b"-", span) = span.split_first_chunk::<1>()? else {
            return None;
        };
        let span = span.first_chunk::<16>()?;
        let well_formed = are_hex(trace) && are_hex(span) && are_hex(&[*v1, *v2, *f1, *f2]);
        let names_a_span = *trace != [b'0'; 32] && *span != [b'0'; 16];
        // A later version may add something after a dash.
        let version_is_known = match text {
            [b'0', b'0', ..] => rest.is_empty(),
            [b'f', b'f', ..] => false,
            _ => matches!(rest, [] | [b'-', ..]),
        };
        let parent = Self { text: *text };
        (well_formed && version_is_known && names_a_span).then_some(parent)
    }

    /// 32 hexadecimal digits.
    pub(super) fn trace_id(&self) -> &[u8] {
        self.part(3, 35)
    }

    /// 16 hexadecimal digits.
    pub(super) fn span_id(&self) -> &[u8] {
        self.part(36, 52)
    }

    /// Whether the caller may have recorded its span.
    pub(super) fn is_sampled(&self) -> bool {
        let [.., flags] = self.text;
        matches!(flags, b'1' | b'3' | b'5' | b'7' | b'9' | b'b' | b'd' | b'f')
    }

    /// As the SDK knows it, with the `tracestate` that belongs to it; a state that makes no sense is
    /// dropped (section 3.3).
    pub(super) fn to_span_context(self, headers: &HeaderMap) -> Option<SpanContext> {
        let states = headers.get_all(&TRACESTATE);
        let states: Vec<_> = states.filter_map(|state| state.to_str().ok()).collect();
        Some(SpanContext::new(
            TraceId::from_hex(str::from_utf8(self.trace_id()).ok()?).ok()?,
            SpanId::from_hex(str::from_utf8(self.span_id()).ok()?).ok()?,
            TraceFlags::default().with_sampled(self.is_sampled()),
            true,
            TraceState::from_str(&states.join(",")).unwrap_or_default(),
        ))
    }

    fn part(&self, start: usize, end: usize) -> &[u8] {
        self.text.get(start..end).unwrap_or_default()
    }
}

/// Whether all are hexadecimal digits in lower case. Each is looked at, so that the compiler takes many at once.
fn are_hex<const N: usize>(digits: &[u8; N]) -> bool {
    digits.iter().fold(true, |all, digit| {
        all & matches!(digit, b'0'..=b'9' | b'a'..=b'f')
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use super::TraceParent;

    const VALID: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn the_ids_are_those_of_the_header() {
        let parent = TraceParent::parse(VALID.as_bytes()).unwrap();
        assert_eq!(parent.trace_id(), b"0af7651916cd43dd8448eb211c80319c");
        assert_eq!(parent.span_id(), b"b7ad6b7169203331");
        for (flags, sampled) in [("-01", true), ("-ff", true), ("-00", false), ("-02", false)] {
            let value = VALID.replace("-01", flags);
            let parent = TraceParent::parse(value.as_bytes()).unwrap();
            assert_eq!(parent.is_sampled(), sampled, "{value}");
        }
    }

    #[test]
    fn a_later_version_may_say_more() {
        for (value, readable) in [
            (VALID.replacen("00", "01", 1) + "-more", true),
            (VALID.replacen("00", "01", 1), true),
            (VALID.replacen("00", "01", 1) + "more", false),
            (VALID.to_owned() + "-more", false),
            (VALID.replacen("00", "ff", 1), false),
        ] {
            assert_eq!(
                TraceParent::parse(value.as_bytes()).is_some(),
                readable,
                "{value}"
            );
        }
    }

    #[test]
    fn nonsense_is_as_good_as_nothing() {
        let trace = "0af7651916cd43dd8448eb211c80319c";
        let span = "b7ad6b7169203331";
        for value in [
            String::new(),
            VALID.to_uppercase(),
            VALID.replace('-', "_"),
            VALID.replace("c-b", "c+b"),
            VALID.replace(trace, &"0".repeat(32)),
            VALID.replace(span, &"0".repeat(16)),
            VALID.replace('7', "g"),
            VALID.replace("01", "0"),
        ] {
            assert_eq!(TraceParent::parse(value.as_bytes()), None, "{value}");
        }
    }
}
