//! The file: flagd's JSON, of which the flags of this program are read. Others are some other program's.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::context::Context;
use super::flag::{Flag, PerFlag};
use super::rule::{Rule, Variants};

/// How each flag decides.
#[derive(Debug)]
pub(super) struct FlagSet(PerFlag<State>);

/// How a flag decides.
#[derive(Debug)]
pub(super) struct State {
    rule: Rule,
    default: bool,
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
        let rule = match &targeting {
            Some(targeting) => {
                Rule::parse(targeting, variants).map_err(|error| format!("targeting: {error}"))?
            }
            None => Rule::Variant(None),
        };
        let mut state = Self::of_program(flag, "default");
        if let Some(name) = definition.default_variant {
            let variant = variants.get(&name);
            state.default =
                *variant.ok_or_else(|| format!("defaultVariant: there is no variant {name:?}"))?;
            state.variant = name;
            state.reason = "static";
        }
        match (definition.state, targeting) {
            (Activity::Disabled, _) => Ok(Self::of_program(flag, "disabled")),
            (Activity::Enabled, None) => Ok(state),
            (Activity::Enabled, Some(_)) => Ok(Self {
                rule,
                reason: "targeting_match",
                ..state
            }),
        }
    }

    /// Whether the variant is one that is on.
    pub(super) fn is_on(&self, flag: Flag, context: &Context<'_>) -> bool {
        let variant = self.rule.evaluate(flag.about().key, context);
        variant.unwrap_or(self.default)
    }

    /// The one answer for every request, if there is one.
    pub(super) fn fixed(&self) -> Option<bool> {
        match self.rule {
            Rule::Variant(variant) => Some(variant.unwrap_or(self.default)),
            Rule::If(..) | Rule::Fractional { .. } => None,
        }
    }
}
