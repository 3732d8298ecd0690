//! Adders that are fed from a reader, or written to.

use std::io::{self, ErrorKind, Read, Write};

use sum_core::csv::{Csv, CsvAdder, CsvError};
use sum_core::{Format, Limits, TextAdder, TextError};

fn lines() -> TextAdder {
    TextAdder::new(Format::Lines, Limits::default())
}

fn column() -> CsvAdder {
    CsvAdder::new(Csv::column("b"), Limits::default())
}

/// What each read does in turn.
struct Reads<'a>(&'a [Result<&'a str, ErrorKind>]);

impl Read for Reads<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some((read, rest)) = self.0.split_first() else {
            return Ok(0);
        };
        self.0 = rest;
        let bytes = read.map_err(io::Error::from)?.as_bytes();
        buffer[..bytes.len()].copy_from_slice(bytes);
        Ok(bytes.len())
    }
}

#[test]
fn a_reader_is_read_to_its_end() {
    let reads = [Ok("a,b\n1,2\n3,"), Ok("4"), Ok("5\n"), Ok("6,7\n")];
    let mut adder = column();
    assert_eq!(adder.feed_from(Reads(&reads)).unwrap(), 17);
    assert_eq!(adder.finish().unwrap().sum.total(), 54.into());

    let reads = [Ok("1\n2"), Ok("3\n"), Ok("4")];
    let mut adder = lines();
    assert_eq!(adder.feed_from(Reads(&reads)).unwrap(), 6);
    assert_eq!(adder.feed_from(Reads(&[])).unwrap(), 0);
    assert_eq!(adder.finish().unwrap().total(), 28.into());

    let text = "-1234.56\n".repeat(100_000);
    let mut adder = lines();
    let bytes = adder.feed_from(text.as_bytes()).unwrap();
    assert_eq!(bytes, text.len() as u64);
    assert_eq!(adder.finish().unwrap().total().to_string(), "-123456000.00");
}

#[test]
fn a_read_that_was_interrupted_is_tried_again_and_any_other_error_is_returned() {
    let reads = [
        Ok("1\n"),
        Err(ErrorKind::Interrupted),
        Ok("2\n"),
        Err(ErrorKind::WouldBlock),
        Ok("3\n"),
    ];
    let mut adder = lines();
    let error = adder.feed_from(Reads(&reads)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    // It can go on from there.
    assert_eq!(adder.feed_from(Reads(&reads[4..])).unwrap(), 2);
    assert_eq!(adder.finish().unwrap().total(), 6.into());
}

#[test]
fn an_error_of_the_text_is_invalid_data() {
    let mut adder = lines();
    let error = adder.feed_from("1\nx\n".as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    let inner = error.downcast::<TextError>().unwrap();
    assert_eq!(adder.finish().unwrap_err(), inner);

    let mut adder = column();
    let error = adder.feed_from("a\n1\n".as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    let inner = error.downcast::<CsvError>().unwrap();
    assert_eq!(adder.finish().unwrap_err(), inner);
}

#[test]
fn a_write_takes_all_of_its_chunk() {
    let mut adder = lines();
    assert_eq!(adder.write(b"12\n3").unwrap(), 4);
    adder.flush().unwrap();
    assert_eq!(adder.write(b"4\n").unwrap(), 2);
    assert_eq!(adder.finish().unwrap().total(), 46.into());

    let mut adder = column();
    assert_eq!(adder.write(b"a,b\n1,2\n3,").unwrap(), 10);
    adder.flush().unwrap();
    assert_eq!(adder.write(b"4\n").unwrap(), 2);
    assert_eq!(adder.finish().unwrap().sum.total(), 6.into());
}

#[test]
fn a_read_has_room_for_many_lines_in_aligned_memory() {
    struct Room;
    impl Read for Room {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(buffer.len() >= 64 * 1024);
            assert_eq!(buffer.as_ptr().align_offset(64), 0);
            Ok(0)
        }
    }
    assert_eq!(lines().feed_from(Room).unwrap(), 0);
}
