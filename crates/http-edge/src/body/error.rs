//! What can be wrong with a body, before anyone looks at what is in it.

use std::time::Duration;

use actix_web::http::header::{ACCEPT_ENCODING, HeaderValue, RETRY_AFTER};
use thiserror::Error;

use crate::problem::Problem;
use crate::status::ErrorStatus;

/// Why a body cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BodyError {
    /// Its coding is not known.
    #[error("unsupported Content-Encoding; use gzip or zstd")]
    UnsupportedCoding,
    /// It is not in the coding that it claims.
    #[error("the body is not valid for its Content-Encoding: {reason}")]
    InvalidCoding {
        /// What the decoder says.
        reason: String,
    },
    /// It is over the limit: as declared, as it arrives, or decoded.
    #[error("the body is longer than {max} bytes, decoded")]
    TooLarge {
        /// The limit.
        max: u64,
    },
    /// It becomes far more than it is.
    #[error("the body expands more than {times} times; send it less compressed")]
    Expands {
        /// The limit.
        times: u64,
    },
    /// No byte arrived for so long.
    #[error("no byte of the body arrived for {} s", timeout.as_secs())]
    Stalled {
        /// The limit.
        timeout: Duration,
    },
    /// It arrives too slowly.
    #[error("the body arrives at less than {min_rate} bytes a second")]
    Slow {
        /// The limit.
        min_rate: u64,
    },
    /// The client stopped in the middle of it.
    #[error("the body ended early")]
    Incomplete,
    /// Its chunks are not as RFC 9112, section 7.1 says.
    #[error("the body is not in valid chunked coding")]
    MalformedChunks,
    /// All other bodies that are being decoded leave no memory for it.
    #[error("too many compressed bodies at a time; try again, or send it uncompressed")]
    OutOfMemory,
}

impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Self {
        let status = match &error {
            BodyError::UnsupportedCoding => ErrorStatus::UNSUPPORTED_MEDIA_TYPE,
            BodyError::TooLarge { .. } | BodyError::Expands { .. } => {
                ErrorStatus::PAYLOAD_TOO_LARGE
            }
            BodyError::Stalled { .. } | BodyError::Slow { .. } => ErrorStatus::REQUEST_TIMEOUT,
            BodyError::InvalidCoding { .. }
            | BodyError::Incomplete
            | BodyError::MalformedChunks => ErrorStatus::BAD_REQUEST,
            BodyError::OutOfMemory => ErrorStatus::SERVICE_UNAVAILABLE,
        };
        let problem = Self::new(status, error.to_string());
        match error {
            BodyError::UnsupportedCoding => {
                problem.with_header(ACCEPT_ENCODING, HeaderValue::from_static("gzip, zstd"))
            }
            BodyError::OutOfMemory => {
                problem.with_header(RETRY_AFTER, HeaderValue::from_static("1"))
            }
            _ => problem,
        }
    }
}
