//! A content coding, undone a piece at a time.

use actix_web::web::Bytes;

use super::coding::Step;
use super::gzip::GzipDecoder;
use super::memory::Reservation;
use super::zstd::ZstdDecoder;
use super::{BodyError, ContentCoding, DecoderMemory};

/// How much is decoded at a time.
const OUTPUT: usize = 65_536;

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
