//! Valgrind counts the instructions of this very program, which it runs on one case.

use std::env;
use std::process::Command;

/// A case, told by the names of its input and its adder, that is run so many times.
pub(crate) struct Case<'a> {
    pub(crate) input: &'a str,
    pub(crate) adder: &'a str,
    pub(crate) times: u64,
}

const FLAG: &str = "--run-for-valgrind";

pub(crate) fn asked_for(arguments: &[String]) -> Option<Case<'_>> {
    match arguments {
        [flag, input, adder, times] if flag == FLAG => Some(Case {
            input,
            adder,
            times: times.parse().ok()?,
        }),
        _ => None,
    }
}

/// The instructions that one run takes: those of a second run, so that all that is done once, such as
/// to make the text, does not count. `None` without valgrind.
pub(crate) fn of_one_run(input: &str, adder: &str) -> Option<u64> {
    let count = |times| {
        collected(&Case {
            input,
            adder,
            times,
        })
    };
    count(2)?.checked_sub(count(1)?)
}

fn collected(case: &Case<'_>) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe().ok()?)
        .args([FLAG, case.input, case.adder, &case.times.to_string()])
        .output()
        .ok()?;
    let log = String::from_utf8(output.stderr).ok()?;
    let (_, count) = log.split_once("Collected : ")?;
    count.split_whitespace().next()?.parse().ok()
}
