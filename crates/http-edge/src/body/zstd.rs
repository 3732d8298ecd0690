//! zstd, RFC 8878.

use actix_web::web::{Buf, Bytes};
use zstd::zstd_safe::{DCtx, DParameter, InBuffer, OutBuffer, get_error_name};

use super::BodyError;
use super::coding::Step;

/// 8 MiB, the most that RFC 9659 lets a sender ask for.
const WINDOW_LOG_MAX: u32 = 23;

/// Undoes it.
pub(super) struct ZstdDecoder {
    context: DCtx<'static>,
    input: Bytes,
    ended: bool,
    /// All frames that began have ended.
    complete: bool,
}

impl ZstdDecoder {
    pub(super) fn new() -> Result<Self, BodyError> {
        let mut context = DCtx::try_create().ok_or(BodyError::OutOfMemory)?;
        let window = DParameter::WindowLogMax(WINDOW_LOG_MAX);
        context.set_parameter(window).map_err(invalid)?;
        Ok(Self {
            context,
            input: Bytes::new(),
            ended: false,
            complete: true,
        })
    }

    /// What its window takes is known once a frame has begun.
    pub(super) fn memory(&self) -> usize {
        self.context.sizeof()
    }

    pub(super) fn give(&mut self, input: Option<Bytes>) {
        self.ended = input.is_none();
        self.input = input.unwrap_or_default();
    }

    pub(super) fn step(
        &mut self,
        output: &mut [u8],
        length: &mut usize,
    ) -> Result<Step, BodyError> {
        loop {
            if self.complete && self.input.is_empty() {
                let step = if self.ended {
                    Step::End
                } else {
                    Step::NeedsInput
                };
                return Ok(step);
            }
            let mut input = InBuffer::around(&self.input);
            let mut output = OutBuffer::around(&mut *output);
            let decoded = self.context.decompress_stream(&mut output, &mut input);
            let (consumed, written) = (input.pos(), output.pos());
            self.complete = decoded.map_err(invalid)? == 0;
            self.input.advance(consumed);
            if written > 0 {
                *length = written;
                return Ok(Step::Output);
            }
            if self.input.is_empty() && !self.complete {
                return if self.ended {
                    let reason = "the last frame is incomplete".to_owned();
                    Err(BodyError::InvalidCoding { reason })
                } else {
                    Ok(Step::NeedsInput)
                };
            }
            // A frame of nothing; another one may follow.
        }
    }
}

fn invalid(code: usize) -> BodyError {
    BodyError::InvalidCoding {
        reason: get_error_name(code).to_owned(),
    }
}
