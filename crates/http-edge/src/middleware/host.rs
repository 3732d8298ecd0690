//! The header `Host` (RFC 9112, section 3.2). That it is there once is checked by the framework.

use std::cell::RefCell;

use actix_web::http::header::{HOST, HeaderMap};
use actix_web::http::uri::Authority;
use actix_web::{HttpResponse, ResponseError};

use crate::problem::Problem;
use crate::status::ErrorStatus;

/// The last one that was found right. Most requests name it again, and to compare it is much less than to parse it.
#[derive(Default)]
pub(crate) struct LastHost(RefCell<Option<Vec<u8>>>);

impl LastHost {
    /// 400 if the header does not name a host, and perhaps a port: `a..b`, `user@a`, `a b`, `a:port`, or nothing.
    pub(super) fn check(&self, headers: &HeaderMap) -> Option<HttpResponse> {
        let host = headers.get(HOST)?.as_bytes();
        if self.0.borrow().as_deref() == Some(host) {
            return None;
        }
        if !names_a_host(host) {
            let problem = Problem::new(ErrorStatus::BAD_REQUEST, "invalid Host header");
            return Some(problem.error_response());
        }
        self.0.replace(Some(host.to_vec()));
        None
    }
}

fn names_a_host(value: &[u8]) -> bool {
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

/// Whether this, after the host, is nothing or a port.
fn is_port(rest: &str) -> bool {
    match rest.strip_prefix(':') {
        Some(port) => port.is_empty() || port.parse::<u16>().is_ok_and(|_| !port.starts_with('+')),
        None => rest.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn a_host_that_was_right_makes_no_other_one_right() {
        let last = LastHost::default();
        let is_right = |host| {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            last.check(&headers).is_none()
        };
        assert!(!is_right(""));
        for other in ["", "a..b", "sum.test.", "sum.test:x", "sum"] {
            assert!(is_right("sum.test"));
            assert!(is_right("sum.test"));
            let expected = matches!(other, "sum.test." | "sum");
            assert_eq!(is_right(other), expected, "{other}");
            assert_eq!(is_right(other), expected, "{other} again");
        }
    }
}
