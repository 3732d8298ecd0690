//! Where a body in the chunked coding ends (RFC 9112, section 7.1). The framework decodes it; the
//! connection must know which bytes are not of the body any more. The grammar is the one that the
//! framework accepts (`actix-http/src/h1/chunked.rs`), so that both see the same end.

/// Extensions and trailers carry nothing for us; no more than this is read of them in a row.
const MAX_METADATA: u64 = 8192;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    FirstDigit,
    Size,
    AfterSize,
    Extension,
    SizeLf,
    Data,
    DataCr,
    DataLf,
    LineStart,
    Trailer,
    TrailerLf,
    EndLf,
    End,
}

/// The bytes are not in the chunked coding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// How far a chunked body has come.
#[derive(Debug)]
pub(crate) struct ChunkedBody {
    step: Step,
    /// What is left of this chunk.
    size: u64,
    /// How much of extensions and trailers was read.
    metadata: u64,
}

impl ChunkedBody {
    pub(crate) fn new() -> Self {
        Self {
            step: Step::FirstDigit,
            size: 0,
            metadata: 0,
        }
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.step == Step::End
    }

    /// How many of these bytes are of the body.
    pub(crate) fn advance(&mut self, bytes: &[u8]) -> Result<usize, Malformed> {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            if self.step == Step::End {
                break;
            }
            if self.step == Step::Data {
                let length = usize::try_from(self.size).unwrap_or(usize::MAX);
                let length = length.min(rest.len());
                self.size -= length as u64;
                rest = rest.split_at(length).1;
                if self.size == 0 {
                    self.step = Step::DataCr;
                }
                continue;
            }
            self.step = self.after(byte)?;
            rest = after;
        }
        Ok(bytes.len() - rest.len())
    }

    /// The step after `byte`, which is not data.
    fn after(&mut self, byte: u8) -> Result<Step, Malformed> {
        Ok(match (self.step, byte) {
            (Step::FirstDigit | Step::Size, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                let digit = char::from(byte).to_digit(16).ok_or(Malformed)?;
                let size = self.size.checked_mul(16).ok_or(Malformed)?;
                self.size = size + u64::from(digit);
                Step::Size
            }
            (Step::Size | Step::AfterSize, b' ' | b'\t') => self.metadata(Step::AfterSize)?,
            (Step::Size | Step::AfterSize | Step::Extension, b'\r') => Step::SizeLf,
            (Step::Size | Step::AfterSize, b';')
            | (Step::Extension, b'\t' | b' '..=b'~' | 0x80..) => self.metadata(Step::Extension)?,
            (Step::SizeLf, b'\n') if self.size == 0 => Step::LineStart,
            (Step::SizeLf, b'\n') => Step::Data,
            (Step::DataCr, b'\r') => Step::DataLf,
            (Step::DataLf, b'\n') => Step::FirstDigit,
            (Step::LineStart, b'\r') => Step::EndLf,
            (Step::Trailer, b'\r') => Step::TrailerLf,
            (Step::LineStart | Step::Trailer, _) => self.metadata(Step::Trailer)?,
            (Step::TrailerLf, b'\n') => Step::LineStart,
            (Step::EndLf, b'\n') => Step::End,
            _ => return Err(Malformed),
        })
    }

    fn metadata(&mut self, step: Step) -> Result<Step, Malformed> {
        self.metadata += 1;
        (self.metadata <= MAX_METADATA)
            .then_some(step)
            .ok_or(Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_ends_where_its_last_chunk_does_however_it_is_cut() {
        for body in [
            "0\r\n\r\n",
            "3\r\n1\n2\r\n0\r\n\r\n",
            "00A;name=value\r\n0123456789\r\nf \r\n0123456789abcde\r\n0\r\n\r\n",
            "1\r\n1\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n",
        ] {
            let text = format!("{body}GET / HTTP/1.1\r\n");
            for cut in 0..text.len() {
                let (first, second) = text.as_bytes().split_at(cut);
                let mut chunked = ChunkedBody::new();
                let taken = chunked.advance(first).and_then(|taken| {
                    let more = chunked.advance(second)?;
                    Ok(taken + more)
                });
                assert_eq!(taken, Ok(body.len()), "{body:?} cut at {cut}");
                assert!(chunked.is_complete());
            }
        }
    }

    #[test]
    fn what_is_not_chunked_is_refused() {
        for body in [
            "",
            "g\r\n",
            "\r\n",
            "1\n1\r\n",
            "1\r\n12\r\n",
            "1\r\n1\n",
            "-1\r\n",
            "fffffffffffffffff\r\n",
            "1;\n\r\n",
            "0\r\n\rx",
            "0\r\nTrailer\rx",
        ] {
            let mut chunked = ChunkedBody::new();
            let end = chunked.advance(body.as_bytes());
            assert!(end.is_err() || !chunked.is_complete(), "{body:?}");
            assert_eq!(end.is_err(), !body.is_empty(), "{body:?}");
        }
        let trailers = format!("0\r\n{}", "a: b\r\n".repeat(3000));
        assert_eq!(
            ChunkedBody::new().advance(trailers.as_bytes()),
            Err(Malformed)
        );
    }
}
