//! The head of a request, read before the framework sees it: where it ends, what body follows, and
//! whether the framework would do the right thing with it.
//!
//! What the framework (actix-http 3.20) gets wrong is rewritten in place, with as many bytes:
//! - `Expect: 100-continue` it would answer before the handler decides (`h1/dispatcher.rs`,
//!   `State::ExpectCall`); the connection does so when the handler asks for the body.
//! - `Connection: upgrade` makes it close without a word (`h1/codec.rs`, `keep_alive`), and `Upgrade:
//!   websocket` makes it take what follows for the body (`h1/decoder.rs`, `UpgradeWebSocket`). An upgrade
//!   may be ignored (RFC 9110, section 7.8).
//! - HTTP/1.2 it does not know; it is to be read as 1.1 (RFC 9110, section 2.5).

use std::mem::MaybeUninit;
use std::ops::Range;

use httparse::{Error, Request, Status};

use super::chunked::{ChunkedBody, Malformed};
use super::plain;

/// The longest request line, in bytes. The framework's URIs end a little below.
pub(crate) const MAX_LINE: usize = 65_536;
/// The longest head, in bytes, and the most fields: what the framework can read.
pub(crate) const MAX_HEAD: usize = 131_072;
const MAX_FIELDS: usize = 96;
/// The longest name of a field. The framework panics beyond (`h1/decoder.rs`, `HeaderName::from_bytes`).
const MAX_NAME: usize = 65_535;

/// Which bytes after the head are of its body.
#[derive(Debug)]
pub(crate) enum Framing {
    Length(u64),
    Chunked(ChunkedBody),
}

impl Framing {
    /// How many of these bytes are of the body.
    pub(crate) fn advance(&mut self, bytes: &[u8]) -> Result<usize, Malformed> {
        match self {
            Self::Length(left) => {
                let length = usize::try_from(*left).unwrap_or(usize::MAX);
                let length = length.min(bytes.len());
                *left -= length as u64;
                Ok(length)
            }
            Self::Chunked(body) => body.advance(bytes),
        }
    }

    pub(crate) fn is_complete(&self) -> bool {
        match self {
            Self::Length(left) => *left == 0,
            Self::Chunked(body) => body.is_complete(),
        }
    }
}

/// A head that is complete.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) length: usize,
    pub(crate) framing: Framing,
    pub(crate) expects_continue: bool,
    /// No request can follow.
    pub(crate) must_close: bool,
}

/// Why a head is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeadError {
    Malformed,
    LineTooLong,
    TooLarge,
    UpgradeWithBody,
    Version,
}

/// What follows the empty lines that some clients send after a body (RFC 9112, section 2.2).
pub(crate) fn skip_empty_lines(bytes: &mut [u8]) -> &mut [u8] {
    let start = bytes.iter().position(|byte| !matches!(byte, b'\r' | b'\n'));
    let start = start.unwrap_or(bytes.len());
    bytes.get_mut(start..).unwrap_or_default()
}

/// Whether no byte more can make a head of this, so that it need not be read again for each that comes.
pub(crate) fn is_too_long(bytes: &[u8]) -> bool {
    bytes.len() >= MAX_HEAD || (bytes.len() > MAX_LINE && end_of_line(bytes).is_none())
}

fn end_of_line(bytes: &[u8]) -> Option<usize> {
    memchr::memchr(b'\n', bytes.get(..=MAX_LINE).unwrap_or(bytes))
}

/// Reads a head without a body, and with nothing in it that matters here; nothing if it is not that, or not complete.
pub(crate) fn read_plain(bytes: &[u8]) -> Option<Head> {
    Some(Head {
        length: plain::length(bytes)?,
        framing: Framing::Length(0),
        expects_continue: false,
        must_close: false,
    })
}

/// Reads a head, which begins with its request line; nothing if it is not complete.
pub(crate) fn read(bytes: &mut [u8]) -> Result<Option<Head>, HeadError> {
    if let Some(head) = read_plain(bytes) {
        return Ok(Some(head));
    }
    let end = end_of_line(bytes);
    if end.is_none() && bytes.len() > MAX_LINE {
        return Err(HeadError::LineTooLong);
    }
    match parse(bytes) {
        Err(HeadError::Version) => {
            later_minor_version(bytes.get_mut(..end.unwrap_or_default()).unwrap_or_default())?;
            parse(bytes)
        }
        Ok(None) if bytes.len() >= MAX_HEAD => Err(HeadError::TooLarge),
        read => read,
    }
}

fn parse(bytes: &mut [u8]) -> Result<Option<Head>, HeadError> {
    let mut fields = [const { MaybeUninit::uninit() }; MAX_FIELDS];
    let mut request = Request::new(&mut []);
    let length = match request.parse_with_uninit_headers(bytes, &mut fields) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) => return Ok(None),
        Err(Error::TooManyHeaders) => return Err(HeadError::TooLarge),
        Err(Error::Version) => return Err(HeadError::Version),
        Err(_) => return Err(HeadError::Malformed),
    };
    if length > MAX_HEAD {
        return Err(HeadError::TooLarge);
    }
    let must_close = request.method == Some("CONNECT");
    // A client of HTTP/1.0 does not know what `100 Continue` is (RFC 9110, section 10.1.1).
    let is_1_1 = request.version == Some(1);
    let origin = bytes.as_ptr().addr();
    let mut fields = Fields::default();
    for field in &*request.headers {
        if field.name.len() > MAX_NAME {
            return Err(HeadError::TooLarge);
        }
        fields.read(field.name, field.value, origin)?;
    }
    let framing = match (fields.chunked, fields.length) {
        (true, None) => Framing::Chunked(ChunkedBody::new()),
        (true, Some(_)) => return Err(HeadError::Malformed),
        (false, length) => Framing::Length(length.unwrap_or(0)),
    };
    if fields.upgrades && !framing.is_complete() {
        return Err(HeadError::UpgradeWithBody);
    }
    let expects_continue = fields.expects_continue && is_1_1 && !framing.is_complete();
    for range in fields.ignored {
        for byte in bytes.get_mut(range).unwrap_or_default() {
            // A token that is no option and no field of anything.
            *byte = b'x';
        }
    }
    Ok(Some(Head {
        length,
        framing,
        expects_continue,
        must_close,
    }))
}

/// What the fields say that matters here.
#[derive(Default)]
struct Fields {
    length: Option<u64>,
    chunked: bool,
    upgrades: bool,
    expects_continue: bool,
    /// Tokens that the framework should not see.
    ignored: Vec<Range<usize>>,
}

impl Fields {
    /// By the length of the name first, since most fields are none of these.
    fn read(&mut self, name: &str, value: &[u8], origin: usize) -> Result<(), HeadError> {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        match name.len() {
            14 if is("content-length") => {
                let digits = value.trim_ascii();
                let number = str::from_utf8(digits)
                    .ok()
                    .and_then(|digits| digits.parse().ok());
                let number = number.filter(|_| digits.iter().all(u8::is_ascii_digit));
                if self.length.is_some() || number.is_none() {
                    return Err(HeadError::Malformed);
                }
                self.length = number;
            }
            17 if is("transfer-encoding") => {
                if self.chunked || !value.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                    return Err(HeadError::Malformed);
                }
                self.chunked = true;
            }
            7 if is("upgrade") => {
                self.upgrades = true;
                self.ignore(name.as_bytes(), origin);
            }
            10 if is("connection") => {
                for option in value.split(|&byte| byte == b',') {
                    let option = option.trim_ascii();
                    if option.eq_ignore_ascii_case(b"upgrade") {
                        self.upgrades = true;
                        self.ignore(option, origin);
                    }
                }
            }
            6 if is("expect") => {
                self.expects_continue |= value.trim_ascii().eq_ignore_ascii_case(b"100-continue");
                self.ignore(name.as_bytes(), origin);
            }
            _ => {}
        }
        Ok(())
    }

    fn ignore(&mut self, token: &[u8], origin: usize) {
        let start = token.as_ptr().addr() - origin;
        self.ignored.push(start..start + token.len());
    }
}

/// Makes HTTP/1.2 and above 1.1.
fn later_minor_version(line: &mut [u8]) -> Result<(), HeadError> {
    let end = line.trim_ascii_end().len();
    let (line, _) = line.split_at_mut(end);
    match line.last_chunk_mut() {
        Some(
            [
                b'H',
                b'T',
                b'T',
                b'P',
                b'/',
                b'1',
                b'.',
                minor @ b'2'..=b'9',
            ],
        ) => {
            *minor = b'1';
            Ok(())
        }
        Some([b'H', b'T', b'T', b'P', b'/', b'0'..=b'9', b'.', b'0'..=b'9']) => {
            Err(HeadError::Version)
        }
        _ => Err(HeadError::Malformed),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use super::*;

    fn head(text: &str) -> Result<Option<(Head, String)>, HeadError> {
        let mut bytes = text.as_bytes().to_vec();
        let head = read(&mut bytes)?;
        Ok(head.map(|head| (head, String::from_utf8(bytes).unwrap())))
    }

    fn error(text: &str) -> HeadError {
        head(text).unwrap_err()
    }

    const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n";
    const POST: &str = "POST / HTTP/1.1\r\nHost: a\r\n";

    #[test]
    fn a_head_ends_at_its_blank_line_and_not_before() {
        let text = format!("{GET}X: y\r\n\r\nGET");
        for length in 0..text.len() - 3 {
            let part = head(&text[..length]).unwrap();
            assert!(part.is_none(), "{length}");
        }
        assert_eq!(head(&text).unwrap().unwrap().0.length, text.len() - 3);
    }

    #[test]
    fn empty_lines_before_a_head_are_no_part_of_it() {
        for (text, rest) in [("", ""), ("\r\n\n\r\n", ""), ("\r\nGET\r\n", "GET\r\n")] {
            assert_eq!(
                skip_empty_lines(&mut text.as_bytes().to_vec()),
                rest.as_bytes()
            );
        }
    }

    #[test]
    fn the_body_is_as_long_as_the_fields_say() {
        let body = |fields: &str| {
            head(&format!("{POST}{fields}\r\n"))
                .unwrap()
                .unwrap()
                .0
                .framing
        };
        assert!(matches!(body(""), Framing::Length(0)));
        assert!(matches!(
            body("content-length: 17\r\n"),
            Framing::Length(17)
        ));
        assert!(matches!(
            body("Transfer-Encoding: Chunked\r\n"),
            Framing::Chunked(_)
        ));
        for fields in [
            "Content-Length: 1\r\nContent-Length: 1\r\n",
            "Content-Length: +1\r\n",
            "Content-Length: 1, 1\r\n",
            "Content-Length: \r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        ] {
            assert_eq!(
                error(&format!("{POST}{fields}\r\n")),
                HeadError::Malformed,
                "{fields}"
            );
        }
    }

    #[test]
    fn an_upgrade_is_ignored_unless_a_body_follows() {
        let fields = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n";
        let (read, text) = head(&format!("{GET}{fields}\r\n")).unwrap().unwrap();
        assert!(read.framing.is_complete());
        let seen = "Connection: xxxxxxx, HTTP2-Settings\r\nxxxxxxx: h2c\r\n";
        assert_eq!(text, format!("{GET}{seen}\r\n"));
        for body in ["Content-Length: 2\r\n", "Transfer-Encoding: chunked\r\n"] {
            let text = format!("{POST}{body}Upgrade: websocket\r\n\r\n");
            assert_eq!(error(&text), HeadError::UpgradeWithBody);
        }
    }

    #[test]
    fn the_framework_does_not_see_what_a_client_expects() {
        let fields = "Expect: 100-continue\r\nContent-Length: 2\r\n";
        let (read, text) = head(&format!("{POST}{fields}\r\n")).unwrap().unwrap();
        assert!(read.expects_continue);
        assert!(text.contains("xxxxxx: 100-continue"), "{text}");
        let (read, _) = head(&format!("{GET}Expect: 100-continue\r\n\r\n"))
            .unwrap()
            .unwrap();
        assert!(!read.expects_continue, "there is no body to wait for");
        let text = format!("{POST}{fields}\r\n").replace("HTTP/1.1", "HTTP/1.0");
        let (read, _) = head(&text).unwrap().unwrap();
        assert!(!read.expects_continue, "the client does not know it");
    }

    #[test]
    fn a_later_minor_version_is_read_as_1_1_and_a_later_major_one_refused() {
        let (_, text) = head("GET / HTTP/1.2\r\nHost: a\r\n\r\n").unwrap().unwrap();
        assert!(text.starts_with("GET / HTTP/1.1\r\n"), "{text}");
        for version in ["HTTP/2.0", "HTTP/3.0", "HTTP/0.9"] {
            assert_eq!(
                error(&format!("GET / {version}\r\n\r\n")),
                HeadError::Version
            );
        }
        for version in ["HTTP/1", "HTTP/11.1", "http/1.1", "HTP/1.1"] {
            assert_eq!(
                error(&format!("GET / {version}\r\n\r\n")),
                HeadError::Malformed
            );
        }
    }

    #[test]
    fn what_is_too_long_is_refused_as_soon_as_it_shows() {
        let line = format!("GET /{}", "x".repeat(MAX_LINE));
        assert_eq!(error(&line), HeadError::LineTooLong);
        assert!(is_too_long(line.as_bytes()));
        let (whole, _) = line.as_bytes().split_at(MAX_LINE);
        assert!(!is_too_long(whole), "its end may follow");
        let name = format!("{GET}{}: y\r\n\r\n", "x".repeat(MAX_NAME + 1));
        assert_eq!(error(&name), HeadError::TooLarge);
        let fields = format!("{GET}{}\r\n", "x: y\r\n".repeat(MAX_FIELDS));
        assert_eq!(error(&fields), HeadError::TooLarge);
        let value = format!("{GET}x: {}", "y".repeat(MAX_HEAD));
        assert_eq!(error(&value), HeadError::TooLarge);
    }
}
