//! Which pages of other origins may read the responses (the Fetch standard, section 3.3): none, unless the
//! operator names their origins.
//!
//! actix-cors would be a layer within the app: 235 ns a request, this 30, and the framework's own errors and
//! those of the edge would be without it.

use std::str::FromStr;

use actix_http::Request;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN, VARY,
};
use actix_web::http::{Method, Uri};
use actix_web::{HttpMessage, HttpResponse};

/// An origin that may, or `*` for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

impl FromStr for Origin {
    type Err = &'static str;

    /// As a browser writes it in the header `Origin`: `https://example.org`, a port unless it is the
    /// scheme's, no path.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str =
            "an origin is http:// or https:// and a host, with :PORT if it is unusual, or *";
        const DEFAULT_PORT: &str =
            "a browser leaves out the default port: :80 of http, :443 of https";
        let uri: Uri = text.parse().map_err(|_| WRONG)?;
        let default_port = match uri.scheme_str() {
            Some("http") => 80,
            Some("https") => 443,
            _ if text == "*" => 0,
            _ => return Err(WRONG),
        };
        let host = uri.authority().map_or("", |authority| authority.as_str());
        let ends = text.ends_with(host) && !host.contains('@') && !host.ends_with(':');
        let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        if text != "*" && !(ends && lower) {
            return Err(WRONG);
        }
        if uri.port_u16() == Some(default_port) {
            return Err(DEFAULT_PORT);
        }
        HeaderValue::from_str(text).map(Self).map_err(|_| WRONG)
    }
}

/// Answers the question of a browser whether a request may be sent, if this is one.
pub(super) fn preflight(request: &Request, origins: &[Origin]) -> Option<HttpResponse> {
    let headers = request.headers();
    let asks =
        request.method() == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if !asks || permitted(headers, origins).is_none() {
        return None;
    }
    let mut response = HttpResponse::NoContent();
    response
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"))
        .insert_header((
            ACCESS_CONTROL_ALLOW_HEADERS,
            "content-type, content-encoding, traceparent",
        ))
        .insert_header((ACCESS_CONTROL_MAX_AGE, "7200"));
    Some(response.finish())
}

/// The origin that the response may be read by, if it is one of those.
pub(super) fn permitted(request: &HeaderMap, origins: &[Origin]) -> Option<HeaderValue> {
    if origins.is_empty() {
        return None;
    }
    let origin = request.get(ORIGIN)?;
    let Origin(known) = origins
        .iter()
        .find(|Origin(known)| known == "*" || known == origin)?;
    Some(known.clone())
}

/// Lets the browser hand the response to the page, if that one may read it.
pub(super) fn permit(response: &mut HeaderMap, origin: Option<HeaderValue>, origins: &[Origin]) {
    if origins.is_empty() {
        return;
    }
    if origin.as_ref().is_none_or(|origin| origin != "*") {
        // To another origin the same response says something else.
        response.append(VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = origin {
        response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
}
