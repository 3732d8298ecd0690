//! Content codings (RFC 9110, section 8.4.1), undone a piece at a time.

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::web::Bytes;

use super::gzip::GzipDecoder;
use super::memory::Reservation;
use super::zstd::ZstdDecoder;
use super::{BodyError, DecoderMemory};

/// How much is decoded at a time.
const OUTPUT: usize = 65_536;

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

/// Undoes a coding.
pub(super) struct Decoder {
    kind: Kind,
    output: Vec<u8>,
    length: usize,
    reservation: Reservation,
}

enum Kind {
    Gzip(Box<GzipDecoder>),
    Zstd(Box<ZstdDecoder>),
}

impl Decoder {
    /// None if there is nothing to undo.
    pub(super) fn new(
        coding: ContentCoding,
        memory: &DecoderMemory,
    ) -> Result<Option<Self>, BodyError> {
        let kind = match coding {
            ContentCoding::Identity => return Ok(None),
            ContentCoding::Gzip => Kind::Gzip(Box::default()),
            ContentCoding::Zstd => Kind::Zstd(Box::new(ZstdDecoder::new()?)),
        };
        let reservation = memory.reserve(OUTPUT + kind.memory())?;
        Ok(Some(Self {
            kind,
            output: vec![0; OUTPUT],
            length: 0,
            reservation,
        }))
    }

    /// Bytes to decode, or None at their end.
    pub(super) fn give(&mut self, input: Option<Bytes>) {
        match &mut self.kind {
            Kind::Gzip(decoder) => decoder.give(input),
            Kind::Zstd(decoder) => decoder.give(input),
        }
    }

    pub(super) fn step(&mut self) -> Result<Step, BodyError> {
        let step = match &mut self.kind {
            Kind::Gzip(decoder) => decoder.step(&mut self.output, &mut self.length),
            Kind::Zstd(decoder) => decoder.step(&mut self.output, &mut self.length),
        }?;
        self.reservation.resize(OUTPUT + self.kind.memory())?;
        Ok(step)
    }

    /// What the last step put out.
    pub(super) fn output(&self) -> &[u8] {
        self.output.get(..self.length).unwrap_or_default()
    }
}

impl Kind {
    /// How much memory it takes.
    fn memory(&self) -> usize {
        match self {
            Self::Gzip(_) => GzipDecoder::MEMORY,
            Self::Zstd(decoder) => decoder.memory(),
        }
    }
}
