//! The header `Host` (RFC 9112, section 3.2). That it is there once is checked by the framework.

use actix_web::http::header::{HOST, HeaderMap};
use actix_web::http::uri::Authority;
use actix_web::{HttpResponse, ResponseError};

use crate::problem::Problem;
use crate::status::ErrorStatus;

/// 400 if it does not name a host, and perhaps a port: `a..b`, `user@a`, `a b`, `a:port`, or nothing.
pub(super) fn check(headers: &HeaderMap) -> Option<HttpResponse> {
    let host = headers.get(HOST)?;
    let problem = || Problem::new(ErrorStatus::BAD_REQUEST, "invalid Host header");
    (!names_a_host(host.as_bytes())).then(|| problem().error_response())
}

fn names_a_host(value: &[u8]) -> bool {
    if is_plain(value) {
        return true;
    }
    let Ok(authority) = Authority::try_from(value) else {
        return false;
    };
    let host = authority.host();
    // One dot may follow the last label (RFC 3986, section 3.2.2).
    let labels = host.strip_suffix('.').unwrap_or(host);
    !authority.as_str().contains('@')
        && labels.split('.').all(|label| !label.is_empty())
        && authority.as_str().get(host.len()..).is_some_and(is_port)
}

/// Most hosts are names of letters and digits, perhaps with a port. The parser copies its text.
fn is_plain(value: &[u8]) -> bool {
    let mut before = b'.';
    for (index, &byte) in value.iter().enumerate() {
        match byte {
            b'.' if before == b'.' => return false,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => before = byte,
            _ => {
                let (_, port) = value.split_at(index);
                return index > 0 && str::from_utf8(port).is_ok_and(is_port);
            }
        }
    }
    !value.is_empty()
}

/// Whether this, after the host, is nothing or a port.
fn is_port(rest: &str) -> bool {
    match rest.strip_prefix(':') {
        Some(port) => port.is_empty() || port.parse::<u16>().is_ok_and(|_| !port.starts_with('+')),
        None => rest.is_empty(),
    }
}
