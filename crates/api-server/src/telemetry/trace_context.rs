//! Which trace a request belongs to (W3C Trace Context, section 3.2).

use actix_web::http::header::{HeaderMap, HeaderName};

static TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The length of `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`.
const LENGTH: usize = 55;

/// The span of the caller, as its header names it. It stays text: most often it is only copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    text: [u8; LENGTH],
}

impl Caller {
    /// Reads the header, if there is one that makes sense; a wrong one is as good as none.
    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(&TRACEPARENT);
        let caller = Self::parse(values.next()?.as_bytes())?;
        // Of several none can be told to be the right one.
        values.next().is_none().then_some(caller)
    }

    fn parse(value: &[u8]) -> Option<Self> {
        let (text, rest) = value.split_first_chunk::<LENGTH>()?;
        let well_formed = text.iter().enumerate().all(|(at, byte)| match at {
            2 | 35 | 52 => *byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        });
        // A later version may add something, behind a dash.
        let version_is_known = match text {
            [b'0', b'0', ..] => rest.is_empty(),
            [b'f', b'f', ..] => false,
            _ => matches!(rest, [] | [b'-', ..]),
        };
        let caller = Self { text: *text };
        let is_zero = |id: &str| id.bytes().all(|digit| digit == b'0');
        let names_a_span = !is_zero(caller.trace_id()) && !is_zero(caller.span_id());
        (well_formed && version_is_known && names_a_span).then_some(caller)
    }

    /// 32 hexadecimal digits.
    pub(crate) fn trace_id(&self) -> &str {
        self.part(3, 35)
    }

    /// 16 hexadecimal digits.
    pub(crate) fn span_id(&self) -> &str {
        self.part(36, 52)
    }

    /// Whether the caller may have recorded its span.
    pub(crate) fn is_sampled(&self) -> bool {
        let [.., flags] = self.text;
        matches!(flags, b'1' | b'3' | b'5' | b'7' | b'9' | b'b' | b'd' | b'f')
    }

    fn part(&self, start: usize, end: usize) -> &str {
        let part = self.text.get(start..end).unwrap_or_default();
        str::from_utf8(part).unwrap_or_default()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use super::Caller;

    const VALID: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn the_ids_are_those_of_the_header() {
        let caller = Caller::parse(VALID.as_bytes()).unwrap();
        assert_eq!(caller.trace_id(), "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(caller.span_id(), "b7ad6b7169203331");
        for (flags, sampled) in [("-01", true), ("-ff", true), ("-00", false), ("-02", false)] {
            let value = VALID.replace("-01", flags);
            let caller = Caller::parse(value.as_bytes()).unwrap();
            assert_eq!(caller.is_sampled(), sampled, "{value}");
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
                Caller::parse(value.as_bytes()).is_some(),
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
            assert_eq!(Caller::parse(value.as_bytes()), None, "{value}");
        }
    }
}
