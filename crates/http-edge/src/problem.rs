//! Every error, as one kind of document: RFC 9457, "Problem Details for HTTP APIs".

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::status::ErrorStatus;

/// A problem, and the status and header fields that it is sent with.
#[derive(Debug)]
pub struct Problem(Box<Document>);

#[derive(Debug, Serialize)]
struct Document {
    r#type: Value,
    title: &'static str,
    #[serde(serialize_with = "as_number")]
    status: ErrorStatus,
    detail: String,
    #[serde(flatten)]
    extensions: Map<String, Value>,
    #[serde(skip)]
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// The media type of a problem, RFC 9457 section 3.
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    /// A problem that says no more than its status does; RFC 9457, section 4.2.1.
    pub fn new(status: ErrorStatus, detail: impl Into<String>) -> Self {
        Self(Box::new(Document {
            r#type: Value::from("about:blank"),
            title: status.reason(),
            status,
            detail: detail.into(),
            extensions: Map::new(),
            headers: Vec::new(),
        }))
    }

    /// The same of a type of its own, with a title that every problem of it has. The type is written as a
    /// URI reference: a string, or an enum of the types that there are.
    #[must_use]
    pub fn with_type(mut self, uri: impl Serialize, title: &'static str) -> Self {
        if let Ok(uri @ Value::String(_)) = serde_json::to_value(uri) {
            self.0.r#type = uri;
        }
        self.0.title = title;
        self
    }

    /// The same with an extension member (RFC 9457, section 3.2).
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Serialize) -> Self {
        // What cannot be written as JSON is left out rather than to fail an error.
        if let Ok(value) = serde_json::to_value(value) {
            self.0.extensions.insert(member.to_owned(), value);
        }
        self
    }

    /// The same with a header field.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The body that it is sent as.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.title, self.0.detail)
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.status.code()
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response =
            HttpResponse::with_body(self.0.status.code(), BoxBody::new(self.to_json()));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(Self::MEDIA_TYPE));
        for (name, value) in &self.0.headers {
            headers.insert(name.clone(), value.clone());
        }
        response
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn as_number<S: Serializer>(status: &ErrorStatus, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.code().as_u16())
}
