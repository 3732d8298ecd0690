//! Content codings (RFC 9110, section 8.4.1), undone piece by piece on the way to the sum. Memory is
//! bounded by what a coding asks for: 32 KiB for gzip, 8 MiB for zstd.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use sum_core::{Accumulator, TextAdder, TextError};
use utoipa::ToSchema;
use zstd::stream::{raw, zio};
use zstd::zstd_safe::DParameter;

/// Those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(
    rename_all = "lowercase",
    description = "What the body is compressed with."
)]
pub(crate) enum Coding {
    Identity,
    Gzip,
    Zstd,
}

impl Coding {
    /// Names are compared without regard to case.
    pub(crate) fn named(name: &[u8]) -> Option<Self> {
        match name.trim_ascii().to_ascii_lowercase().as_slice() {
            b"identity" => Some(Self::Identity),
            b"gzip" | b"x-gzip" => Some(Self::Gzip),
            b"zstd" => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// Why a body has no sum.
#[derive(Debug)]
pub(crate) enum Failure {
    Refused(TextError),
    TooLarge,
    Miscoded(io::Error),
}

/// Where the decoded bytes go.
pub(crate) struct Sink {
    adder: TextAdder,
    /// How many bytes may still come.
    room: u64,
    /// What a decoder cannot pass on, since it knows no errors but those of I/O.
    failure: Option<Failure>,
}

impl Sink {
    pub(crate) fn new(adder: TextAdder, max_bytes: u64) -> Self {
        Self {
            adder,
            room: max_bytes,
            failure: None,
        }
    }

    fn feed(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let room = self.room.checked_sub(bytes.len() as u64);
        self.room = room.ok_or(Failure::TooLarge)?;
        self.adder.feed(bytes).map_err(Failure::Refused)
    }

    fn failed(&mut self, error: io::Error) -> Failure {
        self.failure.take().unwrap_or(Failure::Miscoded(error))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.feed(bytes).map_err(|failure| {
            self.failure = Some(failure);
            io::Error::other("the sum failed")
        })?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Undoes a coding on the way to a [`Sink`].
pub(crate) enum Decoder {
    Identity(Box<Sink>),
    Gzip(Box<MultiGzDecoder<Sink>>),
    Zstd(Box<zio::Writer<Sink, raw::Decoder<'static>>>),
}

impl Decoder {
    pub(crate) fn new(coding: Coding, sink: Sink) -> Result<Self, Failure> {
        Ok(match coding {
            Coding::Identity => Self::Identity(Box::new(sink)),
            Coding::Gzip => Self::Gzip(Box::new(MultiGzDecoder::new(sink))),
            Coding::Zstd => {
                let mut decoder = raw::Decoder::new().map_err(Failure::Miscoded)?;
                // 8 MiB, the most that RFC 9659 lets a sender ask for.
                let window = DParameter::WindowLogMax(23);
                decoder.set_parameter(window).map_err(Failure::Miscoded)?;
                Self::Zstd(Box::new(zio::Writer::new(sink, decoder)))
            }
        })
    }

    /// How many bytes to decode in one go: a few can become very many.
    pub(crate) fn piece(&self) -> usize {
        match self {
            Self::Identity(_) => usize::MAX,
            Self::Gzip(_) | Self::Zstd(_) => 1024,
        }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Identity(sink) => sink.feed(bytes),
            Self::Gzip(decoder) => {
                let written = decoder.write_all(bytes);
                written.map_err(|error| decoder.get_mut().failed(error))
            }
            Self::Zstd(decoder) => {
                let written = decoder.write_all(bytes);
                written.map_err(|error| decoder.writer_mut().failed(error))
            }
        }
    }

    pub(crate) fn finish(self) -> Result<Accumulator, Failure> {
        let sink = match self {
            Self::Identity(sink) => *sink,
            Self::Gzip(mut decoder) => {
                let finished = decoder.try_finish();
                finished.map_err(|error| decoder.get_mut().failed(error))?;
                decoder.finish().map_err(Failure::Miscoded)?
            }
            Self::Zstd(mut decoder) => {
                let finished = decoder.finish();
                finished.map_err(|error| decoder.writer_mut().failed(error))?;
                decoder.into_inner().0
            }
        };
        sink.adder.finish().map_err(Failure::Refused)
    }
}
