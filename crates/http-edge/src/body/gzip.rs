//! gzip, RFC 1952.

use std::io::{self, BufRead, ErrorKind, Read};

use actix_web::web::{Buf, Bytes};
use flate2::bufread::MultiGzDecoder;

use super::BodyError;
use super::coding::Step;

/// Undoes it.
pub(super) struct GzipDecoder(MultiGzDecoder<Input>);

impl Default for GzipDecoder {
    fn default() -> Self {
        Self(MultiGzDecoder::new(Input::default()))
    }
}

impl GzipDecoder {
    /// The window of 32 KiB, and tables.
    pub(super) const MEMORY: usize = 48 << 10;

    pub(super) fn give(&mut self, input: Option<Bytes>) {
        let waiting = self.0.get_mut();
        waiting.ended = input.is_none();
        waiting.bytes = input.unwrap_or_default();
    }

    pub(super) fn step(
        &mut self,
        output: &mut [u8],
        length: &mut usize,
    ) -> Result<Step, BodyError> {
        if self.0.get_ref().is_empty_body() {
            return Ok(Step::End);
        }
        match self.0.read(output) {
            Ok(0) => Ok(Step::End),
            Ok(decoded) => {
                *length = decoded;
                self.0.get_mut().started = true;
                Ok(Step::Output)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Step::NeedsInput),
            Err(error) => Err(BodyError::InvalidCoding {
                reason: error.to_string(),
            }),
        }
    }
}

/// What was given and not decoded yet.
#[derive(Default)]
struct Input {
    bytes: Bytes,
    started: bool,
    ended: bool,
}

impl Input {
    /// Nothing is the coding of nothing.
    fn is_empty_body(&self) -> bool {
        self.ended && !self.started
    }
}

impl Read for Input {
    fn read(&mut self, output: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let length = bytes.read(output)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.bytes.is_empty() && !self.ended {
            return Err(ErrorKind::WouldBlock.into());
        }
        Ok(&self.bytes)
    }

    fn consume(&mut self, length: usize) {
        self.started |= length > 0;
        self.bytes.advance(length);
    }
}
