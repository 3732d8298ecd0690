//! Responses of the connection itself, to what never becomes a request.

use std::time::SystemTime;

use httpdate::HttpDate;

use super::head::{HeadError, MAX_HEAD, MAX_LINE};
use crate::problem::Problem;
use crate::status::ErrorStatus;

/// Why there is no request, and what the client is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The status of the response.
    pub status: ErrorStatus,
    /// The detail of its problem.
    pub detail: String,
}

impl Rejection {
    pub(super) const MALFORMED: &str = "the request is not valid HTTP/1.1";

    fn new(status: ErrorStatus, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { status, detail }
    }

    pub(super) fn malformed() -> Self {
        Self::new(ErrorStatus::BAD_REQUEST, Self::MALFORMED)
    }

    pub(super) fn full() -> Self {
        Self::new(ErrorStatus::SERVICE_UNAVAILABLE, "connection limit reached")
    }

    pub(super) fn late() -> Self {
        let detail = "the head of the request did not arrive in time";
        Self::new(ErrorStatus::REQUEST_TIMEOUT, detail)
    }

    pub(super) fn of_head(error: HeadError) -> Self {
        match error {
            HeadError::Malformed => Self::malformed(),
            HeadError::LineTooLong => Self::new(
                ErrorStatus::URI_TOO_LONG,
                format!("the request line is longer than {MAX_LINE} bytes"),
            ),
            HeadError::TooLarge => Self::new(
                ErrorStatus::REQUEST_HEADER_FIELDS_TOO_LARGE,
                format!("the head of the request has more than 96 fields or {MAX_HEAD} bytes"),
            ),
            HeadError::UpgradeWithBody => Self::new(
                ErrorStatus::BAD_REQUEST,
                "a request with a body cannot ask for an upgrade",
            ),
            HeadError::Version => Self::new(
                ErrorStatus::HTTP_VERSION_NOT_SUPPORTED,
                "only HTTP/1.1 and HTTP/1.0 are supported",
            ),
        }
    }

    /// The whole response.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let status = self.status.code();
        let date = HttpDate::from(SystemTime::now());
        let body = Problem::new(self.status, &*self.detail).to_json();
        let length = body.len();
        let media_type = Problem::MEDIA_TYPE;
        let mut bytes = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {length}\r\ncontent-type: {media_type}\r\nconnection: close\r\ndate: {date}\r\n\r\n"
        )
        .into_bytes();
        bytes.extend_from_slice(&body);
        bytes
    }
}
