//! The body of a response with a file: slices of it, stored or inflated on the way.

use std::io::{self, Cursor, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use flate2::bufread::GzDecoder;

/// What a connection fills its write buffer with before it writes (`h1_write_buffer_size` of actix-http).
/// It copies what a body yields into that buffer: a whole file would stay there for as long as the client
/// does not read.
const SLICE: usize = 32 * 1024;

/// A file of a known size.
pub(super) struct AssetBody {
    size: u64,
    rest: Rest,
}

enum Rest {
    Stored(Bytes),
    Inflated(Box<GzDecoder<Cursor<Bytes>>>),
}

impl AssetBody {
    /// Bytes as they are.
    pub(super) fn stored(bytes: Bytes) -> Self {
        Self {
            size: bytes.len() as u64,
            rest: Rest::Stored(bytes),
        }
    }

    /// The content of a gzip member, of which `size` is the length.
    pub(super) fn inflated(gzip: Bytes, size: u64) -> Self {
        Self {
            size,
            rest: Rest::Inflated(Box::new(GzDecoder::new(Cursor::new(gzip)))),
        }
    }

    /// At most `SLICE` bytes; none at the end.
    fn next(&mut self) -> io::Result<Bytes> {
        match &mut self.rest {
            Rest::Stored(bytes) => Ok(bytes.split_to(bytes.len().min(SLICE))),
            Rest::Inflated(decoder) => {
                let mut slice = Vec::with_capacity(SLICE);
                decoder.take(SLICE as u64).read_to_end(&mut slice)?;
                Ok(slice.into())
            }
        }
    }
}

impl MessageBody for AssetBody {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.size)
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        let slice = self.get_mut().next();
        Poll::Ready(Some(slice).filter(|slice| !matches!(slice, Ok(bytes) if bytes.is_empty())))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use std::task::Waker;

    use super::super::gzip;
    use super::*;

    fn slices(mut body: AssetBody) -> Vec<Bytes> {
        let mut context = Context::from_waker(Waker::noop());
        let mut slices = Vec::new();
        while let Poll::Ready(Some(slice)) = Pin::new(&mut body).poll_next(&mut context) {
            slices.push(slice.unwrap());
        }
        slices
    }

    #[test]
    fn a_long_file_comes_in_slices_and_whole() {
        let line = b"as long as it is, a connection holds but a slice of it\n";
        for length in [0, 1, SLICE - 1, SLICE, SLICE + 1, 5 * SLICE + 7] {
            let file: Bytes = line.iter().copied().cycle().take(length).collect();
            let size = length as u64;
            for body in [
                AssetBody::stored(file.clone()),
                AssetBody::inflated(gzip(&file), size),
            ] {
                assert_eq!(body.size(), BodySize::Sized(size));
                let slices = slices(body);
                assert_eq!(slices.len(), length.div_ceil(SLICE));
                assert!(slices.iter().all(|slice| slice.len() <= SLICE));
                assert_eq!(slices.concat(), file);
            }
        }
    }

    #[test]
    fn a_stored_file_is_not_copied() {
        let file = Bytes::from(vec![b'1'; 2 * SLICE]);
        for slice in slices(AssetBody::stored(file.clone())) {
            assert!(file.as_ptr_range().contains(&slice.as_ptr()));
        }
    }

    #[test]
    fn a_damaged_file_is_an_error_and_not_an_end() {
        let damaged = gzip(b"1.25").slice(..12);
        let mut body = AssetBody::inflated(damaged, 4);
        let mut context = Context::from_waker(Waker::noop());
        let slice = Pin::new(&mut body).poll_next(&mut context);
        assert!(matches!(slice, Poll::Ready(Some(Err(_)))));
    }
}
