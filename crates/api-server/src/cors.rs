//! Which pages of other origins may read our answers (the Fetch standard, section 3.3): none, unless the
//! operator names their origins.

use std::str::FromStr;

use actix_http::Request;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN, VARY,
};
use actix_web::{HttpMessage, HttpResponse, http::Uri};

/// An origin that may, or `*` for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

impl FromStr for Origin {
    type Err = &'static str;

    /// As a browser writes it in the header `Origin`: `https://example.org`, a port if it is unusual,
    /// no path.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "an origin is https://HOST, with :PORT if it is unusual, or *";
        let uri: Uri = text.parse().map_err(|_| WRONG)?;
        let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
        let host = uri.authority().map_or("", |authority| authority.as_str());
        let ends = text.ends_with(host) && !host.contains('@');
        let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        if text != "*" && !(is_web && ends && lower) {
            return Err(WRONG);
        }
        HeaderValue::from_str(text).map(Self).map_err(|_| WRONG)
    }
}

/// Answers the question of a browser whether a request may be sent, if this is one.
pub(crate) fn preflight(request: &Request, origins: &[Origin]) -> Option<HttpResponse> {
    let asks = request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if !asks || permitted(request.headers(), origins).is_none() {
        return None;
    }
    let mut answer = HttpResponse::NoContent();
    answer
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"))
        .insert_header((
            ACCESS_CONTROL_ALLOW_HEADERS,
            "content-type, content-encoding, traceparent",
        ))
        .insert_header((ACCESS_CONTROL_MAX_AGE, "7200"));
    Some(answer.finish())
}

/// The origin that the answer may be read by, if it is one of those.
pub(crate) fn permitted(request: &HeaderMap, origins: &[Origin]) -> Option<HeaderValue> {
    let origin = request.get(ORIGIN).filter(|_| !origins.is_empty())?;
    let Origin(known) = origins
        .iter()
        .find(|Origin(known)| known == "*" || known == origin)?;
    Some(known.clone())
}

/// Lets the browser hand the answer to the page, if that one may read it.
pub(crate) fn permit(answer: &mut HeaderMap, origin: Option<HeaderValue>) {
    if origin.as_ref().is_none_or(|origin| origin != "*") {
        // To another origin the same answer says something else.
        answer.append(VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = origin {
        answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
}
