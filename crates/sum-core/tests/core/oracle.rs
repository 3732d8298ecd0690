//! Addition as it is done on paper: digits are characters, columns are added from the right. It
//! shares no code and no idea with the crate, so that the two cannot be wrong in the same way.

use std::cmp::Ordering;

/// A number in plain notation: its sign, and its digits before and behind the point.
#[derive(Clone, Debug)]
pub(crate) struct Paper {
    negative: bool,
    integer: Vec<u8>,
    fraction: Vec<u8>,
}

impl Paper {
    /// The grammar, told from the outside in.
    pub(crate) fn is_number(text: &str) -> bool {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = |text: &str| text.strip_prefix(['+', '-']).unwrap_or(text).to_owned();
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (mantissa, exponent) = (unsigned(mantissa), unsigned(exponent));
        let (integer, fraction) = mantissa.split_once('.').unwrap_or((&mantissa, ""));
        let some = !integer.is_empty() || !fraction.is_empty();
        some && digits(integer) && digits(fraction) && digits(&exponent) && !exponent.is_empty()
    }

    /// Reads a text that follows the grammar by moving the point, one place at a time.
    pub(crate) fn read(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let negative = mantissa.starts_with('-');
        let mantissa = mantissa.trim_start_matches(['+', '-']);
        let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let (mut integer, mut fraction) = (integer.to_owned(), fraction.to_owned());
        let exponent: i32 = exponent.parse().expect("tests keep to small exponents");
        for _ in 0..exponent {
            integer.push(if fraction.is_empty() {
                '0'
            } else {
                fraction.remove(0)
            });
        }
        for _ in exponent..0 {
            fraction.insert(0, integer.pop().unwrap_or('0'));
        }
        Self {
            negative,
            integer: integer.into_bytes(),
            fraction: fraction.into_bytes(),
        }
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.clone(), other.clone());
        let width = a.integer.len().max(b.integer.len()) + 1;
        let scale = a.fraction.len().max(b.fraction.len());
        let (a_columns, b_columns) = (a.columns(width, scale), b.columns(width, scale));

        let (columns, negative) = if a.negative == b.negative {
            (combine(&a_columns, &b_columns, |a, b| a + b), a.negative)
        } else if a_columns.cmp(&b_columns) == Ordering::Less {
            (combine(&b_columns, &a_columns, |b, a| b - a), b.negative)
        } else {
            (combine(&a_columns, &b_columns, |a, b| a - b), a.negative)
        };
        let (integer, fraction) = columns.split_at(width);
        Self {
            negative,
            integer: integer.to_vec(),
            fraction: fraction.to_vec(),
        }
    }

    pub(crate) fn print(&self) -> String {
        let integer = String::from_utf8(self.integer.clone()).unwrap();
        let fraction = String::from_utf8(self.fraction.clone()).unwrap();
        let zero = integer
            .bytes()
            .chain(fraction.bytes())
            .all(|digit| digit == b'0');
        let sign = if self.negative && !zero { "-" } else { "" };
        let integer = match integer.trim_start_matches('0') {
            "" => "0",
            integer => integer,
        };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{integer}{point}{fraction}")
    }

    fn columns(&mut self, width: usize, scale: usize) -> Vec<u8> {
        while self.integer.len() < width {
            self.integer.insert(0, b'0');
        }
        self.fraction.resize(scale, b'0');
        [self.integer.as_slice(), &self.fraction].concat()
    }
}

/// Column by column from the right, with a carry or a borrow.
fn combine(a: &[u8], b: &[u8], operation: fn(i8, i8) -> i8) -> Vec<u8> {
    let mut carry = 0;
    let mut columns: Vec<u8> = Vec::new();
    for (a, b) in a.iter().zip(b).rev() {
        let column = operation((a - b'0').cast_signed(), (b - b'0').cast_signed()) + carry;
        carry = column.div_euclid(10);
        columns.push(b'0' + column.rem_euclid(10) as u8);
    }
    assert_eq!(carry, 0, "the leftmost column is wide enough");
    columns.reverse();
    columns
}
