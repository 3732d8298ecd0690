//! The file: flagd's JSON, of which the flags of this program are read. Others are some other program's.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::context::Context;
use super::flag::{Flag, PerFlag, Subject};
use super::rule::{Rule, Variants};

/// How many numbers a request can have: a share is exact to one in as many.
const NUMBERS: usize = 10_000;

/// How each flag decides.
#[derive(Debug)]
pub(super) struct FlagSet(PerFlag<State>);

/// How a flag decides.
#[derive(Debug)]
pub(super) struct State {
    rule: Rule,
    default: bool,
    /// What is decided for the requests of a thread, by their numbers; no rule knows the time. To look it up takes
    /// 20 instructions of 25,000 for a request, to evaluate a rule 700.
    numbered: Vec<bool>,
    /// The name of the variant that requests get which no rule is about.
    pub(super) variant: String,
    /// Where the variant comes from, in the words of OpenFeature.
    pub(super) reason: &'static str,
}

#[derive(Deserialize)]
struct File {
    flags: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Definition {
    state: Activity,
    variants: Variants,
    default_variant: Option<String>,
    targeting: Option<Value>,
    #[serde(rename = "metadata")]
    _metadata: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Activity {
    Enabled,
    Disabled,
}

impl FlagSet {
    /// What the program does without a file.
    pub(super) fn defaults() -> Self {
        let Ok(states) = PerFlag::new(|flag| {
            Ok::<_, std::convert::Infallible>(State::of_program(flag, "default"))
        });
        Self(states)
    }

    /// # Errors
    ///
    /// What is wrong with the text; it names the flag.
    pub(super) fn parse(text: &[u8]) -> Result<Self, String> {
        let file: File = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        let states = PerFlag::new(|flag| {
            let key = flag.about().key;
            match file.flags.get(key) {
                None => Ok(State::of_program(flag, "default")),
                Some(value) => {
                    State::parse(flag, value).map_err(|error| format!("flag {key}: {error}"))
                }
            }
        });
        states.map(Self)
    }

    pub(super) fn of(&self, flag: Flag) -> &State {
        self.0.of(flag)
    }
}

impl State {
    /// The default of the program.
    fn of_program(flag: Flag, reason: &'static str) -> Self {
        let default = flag.about().default;
        Self {
            rule: Rule::Variant(None),
            default,
            numbered: Vec::new(),
            variant: if default { "on" } else { "off" }.to_owned(),
            reason,
        }
    }

    fn parse(flag: Flag, value: &Value) -> Result<Self, String> {
        let definition = Definition::deserialize(value).map_err(|error| error.to_string())?;
        let variants = &definition.variants;
        // As in flagd, no targeting is also one that is empty.
        let targeting = definition.targeting.filter(|rule| {
            let members = rule.as_object();
            members.is_none_or(|members| !members.is_empty())
        });
        let mut state = Self::of_program(flag, "default");
        if let Some(name) = definition.default_variant {
            let variant = variants.get(&name);
            state.default =
                *variant.ok_or_else(|| format!("defaultVariant: there is no variant {name:?}"))?;
            state.variant = name;
            state.reason = "static";
        }
        if let Some(targeting) = &targeting {
            let rule = Rule::parse(targeting, variants);
            state.rule = rule.map_err(|error| format!("targeting: {error}"))?;
            state.reason = "targeting_match";
        }
        state.numbered = state.number(flag);
        Ok(match definition.state {
            Activity::Enabled => state,
            Activity::Disabled => Self::of_program(flag, "disabled"),
        })
    }

    /// Whether the variant is one that is on.
    pub(super) fn is_on(&self, flag: Flag, context: &Context<'_>) -> bool {
        let variant = self.rule.evaluate(flag.about().key, context);
        variant.unwrap_or(self.default)
    }

    /// Whether it is for the request of this number, which is its key.
    pub(super) fn is_on_for_request(&self, number: usize) -> bool {
        let numbered = number.checked_rem(self.numbered.len());
        let on = numbered.and_then(|number| self.numbered.get(number));
        on.copied().unwrap_or(self.default)
    }

    /// Decides for every number that the key of a request can be.
    fn number(&self, flag: Flag) -> Vec<bool> {
        let count = match (flag.about().subject, &self.rule) {
            (Subject::Client, _) => 0,
            (Subject::Request, Rule::Variant(_)) => 1,
            (Subject::Request, Rule::If(..) | Rule::Fractional { .. }) => NUMBERS,
        };
        let is_on = |number: usize| {
            let targeting_key = number.to_string().into();
            self.is_on(
                flag,
                &Context {
                    targeting_key,
                    cohort: None,
                },
            )
        };
        (0..count).map(is_on).collect()
    }
}
