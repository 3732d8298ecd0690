//! The short way for most heads: GET or HEAD, and no field that matters to a connection. It finds the end
//! of the head, and leaves it to the framework to say whether the rest is valid. To parse each head would
//! take 2,400 instructions more of 25,000 for a request; this takes 600.

use fearless_simd::{Level, dispatch, prelude::*, u8x64};

/// More fields, or a longer head, are for the parser to read or to refuse.
const MAX_FIELDS: usize = 64;
const MAX_LENGTH: usize = 16_384;

/// Bytes that are searched in one go.
const BLOCK: usize = 64;

/// The length of the head that these bytes begin with, if it is a plain one and complete.
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    if !bytes.starts_with(b"GET /") && !bytes.starts_with(b"HEAD /") {
        return None;
    }
    let bytes = bytes.get(..MAX_LENGTH).unwrap_or(bytes);
    let (blocks, tail) = bytes.as_chunks();
    let mut last = [0; BLOCK];
    last.get_mut(..tail.len())?.copy_from_slice(tail);
    let mut lines = 0;
    for (index, block) in blocks.iter().chain([&last]).enumerate() {
        let mut feeds = line_feeds(block);
        while feeds != 0 {
            let feed = index * BLOCK + feeds.trailing_zeros() as usize;
            feeds &= feeds - 1;
            let (before, after) = bytes.split_at_checked(feed)?;
            if !before.ends_with(b"\r") || (lines == 0 && !has_known_version(before)) {
                return None;
            }
            match after {
                [b'\n', b'\r', b'\n', ..] => return Some(feed + 3),
                [b'\n', field @ ..] if lines < MAX_FIELDS && !matters(field) => {}
                _ => return None,
            }
            lines += 1;
        }
    }
    None
}

/// A bit for each line feed, the first byte in the lowest. Lines are short: to search for one after the other takes
/// twice the instructions.
fn line_feeds(block: &[u8; BLOCK]) -> u64 {
    dispatch!(Level::baseline(), simd => {
        u8x64::load_array_ref(simd, block).simd_eq(b'\n').to_bitmask()
    })
}

fn has_known_version(request_line: &[u8]) -> bool {
    request_line.ends_with(b" HTTP/1.1\r") || request_line.ends_with(b" HTTP/1.0\r")
}

/// Whether what follows may be `Expect`, `Upgrade`, `Connection`, `Content-Length` or `Transfer-Encoding`: by the first
/// letter and the length of the name.
fn matters(field: &[u8]) -> bool {
    let colon_at = |index: usize| field.get(index) == Some(&b':');
    match field.first().map(|letter| letter | 0x20) {
        Some(b'e') => colon_at(6),
        Some(b'u') => colon_at(7),
        Some(b'c') => colon_at(10) || colon_at(14),
        Some(b't') => colon_at(17),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::length;

    const FIELDS: &str = "Host: a\r\nUser-Agent: b\r\nAccept: */*\r\nCookie: c\r\nUpgrade-Insecure-Requests: 1\r\n\
        Cache-Control: no-cache\r\nContent-Type: text/plain\r\nTE: trailers\r\ntraceparent: 00\r\n";

    #[test]
    fn a_plain_head_ends_at_its_blank_line_and_not_before() {
        for line in [
            "GET / HTTP/1.1",
            "GET /sum?a=1&b=2 HTTP/1.0",
            "HEAD /health HTTP/1.1",
        ] {
            let head = format!("{line}\r\n{FIELDS}\r\n");
            for end in 0..head.len() {
                let (part, _) = head.as_bytes().split_at(end);
                assert_eq!(length(part), None, "{end}");
            }
            let more = format!("{head}GET / HTTP/1.1\r\n");
            assert_eq!(length(more.as_bytes()), Some(head.len()));
        }
    }

    #[test]
    fn what_matters_to_a_connection_is_for_the_parser() {
        for field in [
            "Expect: 100-continue",
            "upgrade: h2c",
            "CONNECTION: close",
            "Content-Length: 5",
            "content-length:5",
            "Transfer-Encoding: chunked",
            &format!("X: {}", "y".repeat(20_000)),
            &"X: y\r\n".repeat(70),
            "X: y\nZ: z",
            "X: y\n",
        ] {
            let head = format!("GET / HTTP/1.1\r\n{FIELDS}{field}\r\n\r\n");
            assert_eq!(length(head.as_bytes()), None, "{field}");
        }
        for line in [
            "POST / HTTP/1.1",
            "CONNECT a:1 HTTP/1.1",
            "OPTIONS * HTTP/1.1",
            "GET / HTTP/1.2",
            "GET / HTTP/2.0",
            "GET /",
            &format!("GET /{} HTTP/1.1", "x".repeat(20_000)),
            "\r\nGET / HTTP/1.1",
        ] {
            let head = format!("{line}\r\n{FIELDS}\r\n");
            assert_eq!(length(head.as_bytes()), None, "{line}");
        }
    }
}
