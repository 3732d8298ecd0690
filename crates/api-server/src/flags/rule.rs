//! Targeting: the part of flagd's JsonLogic that decides between variants, read once and checked as it is read.
//! What is not known here is refused, where flagd would take the default variant without a word.
//!
//! Own code, since the libraries do not fit into an image of 8 MB: `flagd-evaluation-engine` 0.1.0 makes a
//! program larger by 1.05 MB, `datalogic-rs` 5.4.0 by 0.99 MB, and the former reads the rule again for each
//! request.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::slice;

use serde_json::Value;

use super::context::Context;
use super::fractional::{MAX_WEIGHT, bucket};

/// The variants of a flag, by name.
pub(super) type Variants = BTreeMap<String, bool>;

/// Ends in a variant.
#[derive(Debug)]
pub(super) enum Rule {
    /// This one; none stands for the default variant.
    Variant(Option<bool>),
    /// That of the first condition that holds, else the last.
    If(Vec<(Condition, Rule)>, Box<Rule>),
    /// That of the bucket which the key falls into.
    Fractional {
        /// The flag and `targetingKey`, if there is none.
        key: Option<Text>,
        total: u32,
        buckets: Vec<(u32, Rule)>,
    },
}

/// Holds or does not.
#[derive(Debug)]
pub(super) enum Condition {
    Literal(bool),
    Equal(Text, Text),
    Among(Text, Vec<Text>),
    Within(Text, Text),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    /// There is one, and it is not empty.
    Given(Text),
}

/// A text, or nothing.
#[derive(Debug)]
pub(super) enum Text {
    Nothing,
    Literal(String),
    TargetingKey,
    Cohort,
    FlagKey,
    Joined(Vec<Text>),
}

impl Rule {
    /// # Errors
    ///
    /// What is wrong, or not supported.
    pub(super) fn parse(value: &Value, variants: &Variants) -> Result<Self, String> {
        let variant = |name: &str| match variants.get(name) {
            Some(on) => Ok(Self::Variant(Some(*on))),
            None => Err(format!("there is no variant {name:?}")),
        };
        match value {
            Value::Null => return Ok(Self::Variant(None)),
            Value::Bool(name) => return variant(&name.to_string()),
            Value::String(name) => return variant(name),
            _ => {}
        }
        match operation(value)? {
            ("if", arguments) => Self::parse_if(arguments, variants),
            ("fractional", arguments) => Self::parse_fractional(arguments, variants),
            (operator, _) => Err(format!("{operator:?} does not end in a variant")),
        }
    }

    fn parse_if(arguments: &[Value], variants: &Variants) -> Result<Self, String> {
        let (pairs, rest) = arguments.as_chunks::<2>();
        let pairs = pairs.iter().map(|[condition, rule]| {
            Ok((Condition::parse(condition)?, Self::parse(rule, variants)?))
        });
        let otherwise = Self::parse(rest.first().unwrap_or(&Value::Null), variants)?;
        Ok(Self::If(
            pairs.collect::<Result<_, String>>()?,
            Box::new(otherwise),
        ))
    }

    fn parse_fractional(arguments: &[Value], variants: &Variants) -> Result<Self, String> {
        let (key, buckets) = match arguments {
            [first, rest @ ..] if !first.is_array() => (Some(Text::parse(first)?), rest),
            _ => (None, arguments),
        };
        let buckets = buckets
            .iter()
            .map(|bucket| match bucket.as_array().map(Vec::as_slice) {
                Some([rule]) => Ok((1, Self::parse(rule, variants)?)),
                Some([rule, weight]) => {
                    let weight = weight.as_u64().and_then(|weight| weight.try_into().ok());
                    let weight = weight.ok_or("a weight is an integer from 0 to 2147483647")?;
                    Ok((weight, Self::parse(rule, variants)?))
                }
                _ => Err(format!("{bucket} is not a variant and its weight")),
            });
        let buckets: Vec<(u32, _)> = buckets.collect::<Result<_, String>>()?;
        let mut weights = buckets.iter().map(|(weight, _)| *weight);
        match weights.try_fold(0, u32::checked_add) {
            Some(total @ 1..=MAX_WEIGHT) => Ok(Self::Fractional {
                key,
                total,
                buckets,
            }),
            _ => Err(format!("the weights must add up to 1 to {MAX_WEIGHT}")),
        }
    }

    /// Whether the variant is one that is on; nothing for the default variant.
    pub(super) fn evaluate(&self, flag: &str, context: &Context<'_>) -> Option<bool> {
        match self {
            Self::Variant(variant) => *variant,
            Self::If(pairs, otherwise) => {
                let found = pairs
                    .iter()
                    .find(|(condition, _)| condition.holds(flag, context));
                let rule = found.map_or(&**otherwise, |(_, rule)| rule);
                rule.evaluate(flag, context)
            }
            Self::Fractional {
                key: None,
                total,
                buckets,
            } => {
                let key = &context.targeting_key;
                let bucket = (!key.is_empty()).then(|| bucket(&[flag, key], *total))?;
                in_bucket(bucket, buckets)?.evaluate(flag, context)
            }
            Self::Fractional {
                key: Some(key),
                total,
                buckets,
            } => {
                let bucket = bucket(&[&key.read(flag, context)?], *total);
                in_bucket(bucket, buckets)?.evaluate(flag, context)
            }
        }
    }
}

fn in_bucket(mut bucket: u32, buckets: &[(u32, Rule)]) -> Option<&Rule> {
    for (weight, rule) in buckets {
        match bucket.checked_sub(*weight) {
            None => return Some(rule),
            Some(rest) => bucket = rest,
        }
    }
    None
}

impl Condition {
    fn parse(value: &Value) -> Result<Self, String> {
        if let Value::Bool(holds) = value {
            return Ok(Self::Literal(*holds));
        }
        let all = |values: &[Value]| {
            values
                .iter()
                .map(Self::parse)
                .collect::<Result<Vec<_>, _>>()
        };
        let equal = |a, b| Ok::<_, String>(Self::Equal(Text::parse(a)?, Text::parse(b)?));
        let not = |condition| Self::Not(Box::new(condition));
        if !value.is_object() {
            return Ok(Self::Given(Text::parse(value)?));
        }
        match operation(value)? {
            ("==" | "===", [a, b]) => equal(a, b),
            ("!=" | "!==", [a, b]) => Ok(not(equal(a, b)?)),
            ("!", [condition]) => Ok(not(Self::parse(condition)?)),
            ("!!", [condition]) => Self::parse(condition),
            // Of none, `and` holds to a mathematician and does not hold in flagd.
            ("and", conditions @ [_, ..]) => Ok(Self::All(all(conditions)?)),
            ("or", conditions @ [_, ..]) => Ok(Self::Any(all(conditions)?)),
            ("in", [text, Value::Array(texts)]) => {
                let texts = texts.iter().map(Text::parse);
                Ok(Self::Among(
                    Text::parse(text)?,
                    texts.collect::<Result<_, _>>()?,
                ))
            }
            ("in", [part, whole]) => Ok(Self::Within(Text::parse(part)?, Text::parse(whole)?)),
            _ => Ok(Self::Given(Text::parse(value)?)),
        }
    }

    fn holds(&self, flag: &str, context: &Context<'_>) -> bool {
        match self {
            Self::Literal(holds) => *holds,
            Self::Equal(a, b) => a.read(flag, context) == b.read(flag, context),
            Self::Among(text, texts) => {
                let text = text.read(flag, context);
                texts.iter().any(|other| other.read(flag, context) == text)
            }
            Self::Within(part, whole) => {
                match (part.read(flag, context), whole.read(flag, context)) {
                    (Some(part), Some(whole)) => whole.contains(&*part),
                    _ => false,
                }
            }
            Self::Not(condition) => !condition.holds(flag, context),
            Self::All(conditions) => conditions.iter().all(|each| each.holds(flag, context)),
            Self::Any(conditions) => conditions.iter().any(|each| each.holds(flag, context)),
            Self::Given(text) => text
                .read(flag, context)
                .is_some_and(|text| !text.is_empty()),
        }
    }
}

impl Text {
    fn parse(value: &Value) -> Result<Self, String> {
        match value {
            Value::Null => return Ok(Self::Nothing),
            Value::String(text) => return Ok(Self::Literal(text.clone())),
            _ => {}
        }
        match operation(value)? {
            ("var", [Value::String(name)]) => match name.as_str() {
                "targetingKey" => Ok(Self::TargetingKey),
                "cohort" => Ok(Self::Cohort),
                "$flagd.flagKey" => Ok(Self::FlagKey),
                _ => Err(format!(
                    "there is no attribute {name:?}, but targetingKey, cohort and $flagd.flagKey"
                )),
            },
            ("cat", texts) => {
                let texts = texts.iter().map(Self::parse);
                Ok(Self::Joined(texts.collect::<Result<_, _>>()?))
            }
            (operator, _) => Err(format!("{operator:?} is not supported here")),
        }
    }

    fn read<'a>(&'a self, flag: &'a str, context: &'a Context<'_>) -> Option<Cow<'a, str>> {
        match self {
            Self::Nothing => None,
            Self::Literal(text) => Some(text.into()),
            Self::TargetingKey => Some((&*context.targeting_key).into()),
            Self::Cohort => context.cohort.map(Into::into),
            Self::FlagKey => Some(flag.into()),
            Self::Joined(texts) => {
                let texts = texts.iter().filter_map(|text| text.read(flag, context));
                Some(texts.collect::<String>().into())
            }
        }
    }
}

/// The one operator of an object and its arguments, of which a single one need not be in a list.
fn operation(value: &Value) -> Result<(&str, &[Value]), String> {
    let mut members = value.as_object().into_iter().flatten();
    match (members.next(), members.next()) {
        (Some((operator, Value::Array(arguments))), None) => Ok((operator, arguments)),
        (Some((operator, argument)), None) => Ok((operator, slice::from_ref(argument))),
        _ => Err(format!("{value} is not supported here")),
    }
}
