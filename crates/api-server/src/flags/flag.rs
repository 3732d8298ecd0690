//! The table of all flags: what each decides, who answers for it, and when it must be gone. docs/flags.md says
//! how one is born, rolled out and deleted.

/// Something that an operator switches while the service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// `POST /sum` takes `text/csv`.
    Csv,
    /// `GET /sum` has its sum computed again by another library.
    Verify,
}

/// What is recorded of a flag.
#[derive(Debug)]
pub struct About {
    /// Its name in the file and in metrics.
    pub key: &'static str,
    /// Whether it is on where no file says.
    pub default: bool,
    /// What it is decided for.
    pub subject: Subject,
    /// Who answers for it, and deletes it.
    pub owner: &'static str,
    /// Until when.
    pub end: End,
}

/// What a flag is decided for, and so what `targetingKey` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The address of a client.
    Client,
    /// A number, another one for each request.
    Request,
}

/// When a flag must be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A day, as 2027-01-31: it is a switch for a release.
    Date(&'static str),
    /// It is a switch for operators.
    Lasting,
}

impl Flag {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Verify];

    /// Its row in the table.
    pub const fn about(self) -> &'static About {
        match self {
            Self::Csv => &About {
                key: "csv",
                default: true,
                subject: Subject::Client,
                owner: "the maintainers of sum-core",
                end: End::Date("2027-03-31"),
            },
            Self::Verify => &About {
                key: "verify",
                default: false,
                subject: Subject::Request,
                owner: "the operators of the service",
                end: End::Lasting,
            },
        }
    }
}

/// One of something for each flag.
#[derive(Debug, Clone)]
pub(super) struct PerFlag<T> {
    csv: T,
    verify: T,
}

impl<T> PerFlag<T> {
    pub(super) fn new<E>(mut each: impl FnMut(Flag) -> Result<T, E>) -> Result<Self, E> {
        Ok(Self {
            csv: each(Flag::Csv)?,
            verify: each(Flag::Verify)?,
        })
    }

    pub(super) fn of(&self, flag: Flag) -> &T {
        match flag {
            Flag::Csv => &self.csv,
            Flag::Verify => &self.verify,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn every_flag_has_a_key_an_owner_and_an_end() {
        for (index, flag) in Flag::ALL.into_iter().enumerate() {
            let about = flag.about();
            assert!(!about.key.is_empty() && !about.owner.is_empty(), "{flag:?}");
            if let End::Date(day) = about.end {
                assert!(end_of(day).is_ok(), "{flag:?}: {day} is not a day");
            }
            let before = Flag::ALL.iter().take(index);
            assert!(before.copied().all(|other| other.about().key != about.key));
        }
    }

    /// Not in every run, or it would fail some day without a change.
    #[test]
    #[ignore = "depends on the day; run by the nightly workflow"]
    fn no_flag_is_past_its_end() {
        for flag in Flag::ALL {
            let About {
                key, owner, end, ..
            } = flag.about();
            if let End::Date(day) = end {
                let ahead = end_of(day).is_ok_and(|end| end > SystemTime::now());
                assert!(ahead, "{key} was to be gone by {day}: {owner}");
            }
        }
    }

    fn end_of(day: &str) -> Result<SystemTime, humantime::TimestampError> {
        humantime::parse_rfc3339(&format!("{day}T23:59:59Z"))
    }
}
