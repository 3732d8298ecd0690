//! The body of a request: bounded in length, in time and in memory, and with its content coding undone,
//! piece by piece as it arrives. Nothing of it is kept.

mod coding;
mod decoder;
mod error;
mod gzip;
mod incoming;
mod memory;
mod zstd;

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{Bytes, Payload};

pub use self::coding::ContentCoding;
use self::coding::Step;
use self::decoder::Decoder;
pub use self::error::BodyError;
use self::incoming::Incoming;
pub use self::memory::DecoderMemory;
use crate::fairness::others_first;

/// How much a body may become: somewhat more than the most that gzip can do, and far less than zstd.
const MAX_EXPANSION: u64 = 1100;
/// What any body may become.
const EXPANSION_FLOOR: u64 = 1 << 20;

/// How much is taken, and how slow it may come.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    /// The most bytes, decoded.
    pub max_bytes: u64,
    /// The longest time without a byte.
    pub read_timeout: Duration,
    /// The fewest bytes a second, once the body has had that time; 0 turns it off.
    pub min_rate: u64,
}

/// A body that is being read.
pub struct DecodedBody<'a> {
    incoming: Incoming<'a>,
    limits: BodyLimits,
    decoder: Option<Decoder>,
    piece: Bytes,
    decoded: u64,
}

impl<'a> DecodedBody<'a> {
    /// Checks what the head says of the body.
    ///
    /// # Errors
    ///
    /// [`BodyError::UnsupportedCoding`], [`BodyError::TooLarge`] if it is declared to be, and
    /// [`BodyError::OutOfMemory`] if there are too many bodies to decode already.
    pub fn new(
        request: &HttpRequest,
        payload: &'a mut Payload,
        limits: BodyLimits,
        memory: &DecoderMemory,
    ) -> Result<Self, BodyError> {
        let coding = ContentCoding::of(request)?;
        if declared_length(request).is_some_and(|length| length > limits.max_bytes) {
            return Err(BodyError::TooLarge {
                max: limits.max_bytes,
            });
        }
        Ok(Self {
            incoming: Incoming::new(request, payload, limits),
            limits,
            decoder: Decoder::new(coding, memory)?,
            piece: Bytes::new(),
            decoded: 0,
        })
    }

    /// How many bytes have arrived, as they were sent.
    pub fn received(&self) -> u64 {
        self.incoming.received()
    }

    /// The next piece, decoded; None at the end.
    ///
    /// # Errors
    ///
    /// Any [`BodyError`]. There is nothing more to read after it.
    pub async fn next(&mut self) -> Result<Option<&[u8]>, BodyError> {
        let Some(decoder) = &mut self.decoder else {
            // Without its last piece the framework reads into the same memory again, which is still in the
            // cache: an eighth less CPU time than with new memory.
            self.piece = Bytes::new();
            let Some(piece) = self.incoming.next().await? else {
                return Ok(None);
            };
            self.piece = piece;
            self.decoded += self.piece.len() as u64;
            check_length(self.decoded, self.incoming.received(), self.limits)?;
            return Ok(Some(&self.piece));
        };
        loop {
            match decoder.step()? {
                Step::Output => break,
                Step::End => return Ok(None),
                Step::NeedsInput => decoder.give(self.incoming.next().await?),
            }
        }
        // A few bytes can become very many.
        let _ = others_first().await;
        let piece = decoder.output();
        self.decoded += piece.len() as u64;
        check_length(self.decoded, self.incoming.received(), self.limits)?;
        Ok(Some(piece))
    }
}

fn check_length(decoded: u64, received: u64, limits: BodyLimits) -> Result<(), BodyError> {
    if decoded > limits.max_bytes {
        return Err(BodyError::TooLarge {
            max: limits.max_bytes,
        });
    }
    let expands = received.saturating_mul(MAX_EXPANSION);
    if decoded > expands.saturating_add(EXPANSION_FLOOR) {
        return Err(BodyError::Expands {
            times: MAX_EXPANSION,
        });
    }
    Ok(())
}

fn declared_length(request: &HttpRequest) -> Option<u64> {
    let length = request.headers().get(CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use std::future::poll_fn;
    use std::io::Read;
    use std::pin::pin;

    use actix_web::FromRequest;
    use actix_web::test::TestRequest;
    use flate2::Compression;
    use flate2::read::GzEncoder;

    use super::*;

    /// What a body becomes, and in how many pieces.
    async fn read(coding: &str, bytes: Vec<u8>) -> Result<(u64, u32), BodyError> {
        let limits = BodyLimits {
            max_bytes: u64::MAX,
            read_timeout: Duration::from_hours(1),
            min_rate: 0,
        };
        let memory = DecoderMemory::new(1 << 30);
        let request = TestRequest::post().insert_header(("content-encoding", coding));
        let (request, mut payload) = request.set_payload(bytes).to_http_parts();
        let mut payload = Payload::from_request(&request, &mut payload).await.unwrap();
        let mut body = DecodedBody::new(&request, &mut payload, limits, &memory)?;
        let (mut length, mut pieces) = (0, 0);
        loop {
            let mut next = pin!(body.next());
            let mut waited = false;
            let piece = poll_fn(|context| {
                let piece = next.as_mut().poll(context);
                waited |= piece.is_pending();
                piece.map(|piece| piece.map(|piece| piece.map(<[u8]>::len)))
            });
            let Some(piece) = piece.await? else {
                return Ok((length, pieces));
            };
            assert!(waited, "others have their turn before each piece");
            assert!(piece <= 65_536, "{piece} bytes are a short turn");
            (length, pieces) = (length + piece as u64, pieces + 1);
        }
    }

    #[actix_web::test]
    async fn others_have_their_turn_however_few_bytes_become_very_many() {
        for coding in ["zstd", "gzip"] {
            let text = vec![b'\n'; 1 << 20];
            let coded = if coding == "zstd" {
                ::zstd::encode_all(text.as_slice(), 1).unwrap()
            } else {
                let mut coded = Vec::new();
                let mut encoder = GzEncoder::new(text.as_slice(), Compression::fast());
                encoder.read_to_end(&mut coded).unwrap();
                coded
            };
            let (length, pieces) = read(coding, coded).await.unwrap();
            assert_eq!(length, 1 << 20, "{coding}");
            assert!(pieces >= 16, "{coding}: {pieces}");
        }
    }

    #[test]
    fn a_body_may_expand_as_much_as_gzip_can_and_no_more() {
        let limits = BodyLimits {
            max_bytes: u64::MAX,
            read_timeout: Duration::ZERO,
            min_rate: 0,
        };
        // DEFLATE codes at most 258 bytes with two bits.
        let most = |received: u64| received * 1032;
        for received in [1, 1000, 1 << 40] {
            assert_eq!(check_length(most(received), received, limits), Ok(()));
            let more = 1101 * received + EXPANSION_FLOOR;
            let error = BodyError::Expands { times: 1100 };
            assert_eq!(check_length(more, received, limits), Err(error));
        }
    }
}
