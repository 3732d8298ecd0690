//! Content codings (RFC 9110, section 8.4.1), by name.

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_ENCODING;

use super::BodyError;

/// Those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentCoding {
    /// None.
    Identity,
    /// RFC 1952; several members may follow each other.
    Gzip,
    /// RFC 8878, with a window of at most 8 MiB (RFC 9659).
    Zstd,
}

impl ContentCoding {
    /// What the head of a request names, in upper or lower case. More than one is refused.
    ///
    /// # Errors
    ///
    /// [`BodyError::UnsupportedCoding`].
    pub fn of(request: &HttpRequest) -> Result<Self, BodyError> {
        let mut codings = request.headers().get_all(CONTENT_ENCODING);
        let coding = match (codings.next(), codings.next()) {
            (None, _) => Some(Self::Identity),
            (Some(only), None) => Self::named(only.as_bytes()),
            _ => None,
        };
        coding.ok_or(BodyError::UnsupportedCoding)
    }

    fn named(name: &[u8]) -> Option<Self> {
        match name.trim_ascii().to_ascii_lowercase().as_slice() {
            b"identity" => Some(Self::Identity),
            b"gzip" | b"x-gzip" => Some(Self::Gzip),
            b"zstd" => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// What a decoder did.
pub(super) enum Step {
    Output,
    NeedsInput,
    End,
}
