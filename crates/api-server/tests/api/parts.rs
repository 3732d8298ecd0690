//! A file that is split over several machines: the totals of its parts are one more request.

use crate::support::Service;

const LINES: &str = "Content-Type: text/plain\r\n";

/// Amounts of many lengths, signs and scales.
fn lines() -> Vec<String> {
    (1..=2000u64)
        .map(|line| match (line % 5, line * 104_729 % 1_000_003) {
            (0, digits) => format!("{digits}e{}", line % 40),
            (1, digits) => format!("-{digits}.{:03}", line % 1000),
            (2, digits) => format!("{digits}e-{}", line % 25),
            (_, digits) => format!("{digits}.{:02}", line % 100),
        })
        .collect()
}

/// The digits of the sum, as they stand in the response.
fn digits(service: &Service, lines: &[String]) -> String {
    let answer = service.post(LINES, lines.join("\n"));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let (_, rest) = answer.body.split_once("\"sum\":").expect("a sum");
    rest.split_once(',').expect("a count").0.to_owned()
}

#[test]
fn totals_of_parts_add_up_to_the_digits_of_the_whole_in_any_order() {
    let replicas = [Service::start(), Service::start(), Service::start()];
    let lines = lines();
    let whole = digits(&replicas[0], &lines);
    for parts in [1, 2, 7, 64] {
        let replicas = replicas.iter().cycle();
        let mut totals: Vec<_> = lines
            .chunks(lines.len().div_ceil(parts))
            .zip(replicas)
            .map(|(part, replica)| digits(replica, part))
            .collect();
        // As if each part ended when it likes: backwards, then by the digits.
        for order in 0..3 {
            assert_eq!(digits(&Service::start(), &totals), whole, "{parts} parts");
            if order == 0 {
                totals.reverse();
            } else {
                totals.sort();
            }
        }
    }
}
