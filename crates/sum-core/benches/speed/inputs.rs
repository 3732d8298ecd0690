use sum_core::Format;

pub(crate) struct Input {
    pub(crate) name: &'static str,
    pub(crate) format: Format,
    delimiter: &'static str,
    item: fn(&mut Random) -> String,
}

pub(crate) struct Text {
    pub(crate) content: String,
    pub(crate) format: Format,
    pub(crate) items: usize,
}

pub(crate) static INPUTS: [Input; 20] = [
    lines("money", "\n", money),
    lines("integers", "\n", integer),
    lines("mixed", "\n", mixed),
    lines("40-digits", "\n", |random| random.digits(40)),
    lines("one-digit", "\n", |random| random.digits(1)),
    lines("money-crlf", "\r\n", money),
    lines("money-padded", "\n", |random| {
        format!("{:>12}", money(random))
    }),
    array("json", ",", money),
    array("json-spaced", ", ", money),
    array("json-strings", ",", |random| {
        format!("\"{}\"", money(random))
    }),
    array("json-pretty", ",\n    ", money),
    // What a client may send to keep the processor busy.
    lines("blank-lines", "\n", |_| "\n".repeat(100)),
    lines("blanks", "\n", |_| " ".repeat(1_000)),
    array("json-blanks", ",", |_| " \n\t\r".repeat(250) + "0"),
    lines("blanks-after", "\n", |_| {
        "1".to_owned() + &" \t".repeat(500)
    }),
    lines("exponents", "\n", |_| "0e0".to_owned()),
    lines("points", "\n", |_| "5.".to_owned()),
    lines("pluses", "\n", |_| "+5".to_owned()),
    lines("far", "\n", |random| {
        format!("1e{}", random.between(0, 8_000).cast_signed() - 4_000)
    }),
    lines("4300-digits", "\n", |random| random.digits(4_300)),
];

const fn lines(
    name: &'static str,
    delimiter: &'static str,
    item: fn(&mut Random) -> String,
) -> Input {
    Input {
        name,
        format: Format::Lines,
        delimiter,
        item,
    }
}

const fn array(
    name: &'static str,
    delimiter: &'static str,
    item: fn(&mut Random) -> String,
) -> Input {
    let format = Format::JsonArray;
    Input {
        format,
        ..lines(name, delimiter, item)
    }
}

impl Input {
    /// A text of at least so many bytes.
    pub(crate) fn text(&self, bytes: usize) -> Text {
        let (open, close) = match self.format {
            Format::JsonArray => ("[", "]"),
            _ => ("", self.delimiter),
        };
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        let mut content = open.to_owned() + &(self.item)(&mut random);
        let mut items = 1;
        while content.len() < bytes {
            content += self.delimiter;
            content += &(self.item)(&mut random);
            items += 1;
        }
        content += close;
        Text {
            content,
            format: self.format,
            items,
        }
    }
}

/// From -10000.00 to 10000.00.
fn money(random: &mut Random) -> String {
    let cents = random.between(0, 2_000_000).cast_signed() - 1_000_000;
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// 1 to 18 digits.
fn integer(random: &mut Random) -> String {
    let digits = random.between(1, 18);
    random.sign().to_owned() + &random.digits(digits)
}

/// 1 to 9 digits, 0 to 8 decimals, and one in eight has an exponent.
fn mixed(random: &mut Random) -> String {
    let digits = random.between(1, 9);
    let mut number = random.sign().to_owned() + &random.digits(digits);
    let decimals = random.between(0, 8);
    if decimals > 0 {
        number += ".";
        number += &random.digits(decimals);
    }
    if random.between(1, 8) == 1 {
        let exponent = random.between(0, 40).cast_signed() - 20;
        number += "e";
        number += &exponent.to_string();
    }
    number
}

/// Xorshift: as random as is needed here, and the same in each run.
pub(crate) struct Random(u64);

impl Random {
    fn between(&mut self, first: u64, last: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        first + (self.0 >> 16) % (last - first + 1)
    }

    fn sign(&mut self) -> &'static str {
        if self.between(0, 1) == 0 { "" } else { "-" }
    }

    /// Without a leading zero, unless it is the only digit.
    fn digits(&mut self, digits: u64) -> String {
        (0..digits)
            .map(|place| u64::from(place == 0 && digits > 1))
            .map(|least| self.between(least, 9).to_string())
            .collect()
    }
}
