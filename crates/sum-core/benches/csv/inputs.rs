use std::fmt::Write;

pub(crate) struct Input {
    pub(crate) name: &'static str,
    /// Whether every field is quoted, none, or those of text.
    quotes: [bool; 2],
    end: &'static str,
}

pub(crate) static INPUTS: [Input; 4] = [
    input("plain", [false, false], "\n"),
    input("plain-crlf", [false, false], "\r\n"),
    input("text-quoted", [true, false], "\n"),
    input("all-quoted", [true, true], "\n"),
];

const fn input(name: &'static str, quotes: [bool; 2], end: &'static str) -> Input {
    Input { name, quotes, end }
}

const NAMES: [&str; 6] = ["Miller", "Lopez", "Schmidt", "Okafor", "Tanaka", "Li"];
const CITIES: [&str; 5] = ["Berlin", "Sao Paulo", "Nairobi", "Osaka", "Austin"];
const STATES: [&str; 3] = ["paid", "open", "cancelled"];

impl Input {
    /// A text of at least so many bytes. The money is in the sixth of eight columns, about 70 bytes a record.
    pub(crate) fn text(&self, bytes: usize) -> String {
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        let mut text = format!(
            "id,date,customer,city,quantity,amount,currency,state{}",
            self.end
        );
        let [texts, all] = self.quotes.map(|quoted| if quoted { "\"" } else { "" });
        let mut id = 100_000;
        while text.len() < bytes {
            id += random.below(9);
            let (year, month, day) = (
                2020 + random.below(6),
                1 + random.below(12),
                1 + random.below(28),
            );
            let (name, city, state) = (random.of(&NAMES), random.of(&CITIES), random.of(&STATES));
            // In quotes a name has the delimiter, too.
            let first = if texts.is_empty() { " A." } else { ", A." };
            let (units, cents) = (random.below(10_000), random.below(100));
            let sign = random.of(&["", "", "", "-"]);
            let quantity = 1 + random.below(20);
            write!(
                text,
                "{all}{id}{all},{all}{year}-{month:02}-{day:02}{all},{texts}{name}{first}{texts},\
                 {texts}{city}{texts},{all}{quantity}{all},{all}{sign}{units}.{cents:02}{all},\
                 {all}EUR{all},{texts}{state}{texts}{}",
                self.end
            )
            .unwrap();
        }
        text
    }
}

/// Xorshift: as random as is needed here, and the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % end
    }

    fn of(&mut self, texts: &[&'static str]) -> &'static str {
        let index = self.below(texts.len() as u64);
        texts.get(usize::try_from(index).unwrap()).unwrap()
    }
}
