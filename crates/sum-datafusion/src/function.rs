//! `exact_sum` as an aggregate function of the engine.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, GroupsAccumulator, ReversedUDAF, Signature, Volatility,
};

use crate::distinct::DistinctAccumulator;
use crate::groups::GroupTotals;
use crate::kind::{Kind, coerced};
use crate::whole::WholeAccumulator;

/// `exact_sum(x)`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct ExactSum {
    signature: Signature,
}

impl ExactSum {
    pub(crate) fn new() -> Self {
        Self {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl AggregateUDFImpl for ExactSum {
    fn name(&self) -> &'static str {
        "exact_sum"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, arg_types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(vec![coerced(argument(arg_types)?)?])
    }

    fn return_type(&self, arg_types: &[DataType]) -> Result<DataType> {
        Ok(Kind::of_argument(argument(arg_types)?)?.data_type())
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let state = if args.is_distinct {
            let [input] = args.input_fields else {
                return plan_err!("exact_sum takes one argument");
            };
            DataType::new_list(input.data_type().clone(), true)
        } else {
            DataType::LargeUtf8
        };
        let name = format_state_name(args.name, "total");
        Ok(vec![Arc::new(Field::new(name, state, true))])
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        let kind = Kind::of_sum(args.return_field.data_type())?;
        match args.expr_fields {
            [input] if args.is_distinct => {
                let input = input.data_type().clone();
                Ok(Box::new(DistinctAccumulator::new(kind, input)))
            }
            _ => Ok(Box::new(WholeAccumulator::new(kind))),
        }
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs) -> bool {
        !args.is_distinct
    }

    fn create_groups_accumulator(
        &self,
        args: AccumulatorArgs,
    ) -> Result<Box<dyn GroupsAccumulator>> {
        let kind = Kind::of_sum(args.return_field.data_type())?;
        Ok(Box::new(GroupTotals::new(kind)))
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        ReversedUDAF::Identical
    }
}

fn argument(arg_types: &[DataType]) -> Result<&DataType> {
    let [argument] = arg_types else {
        return plan_err!("exact_sum takes one argument, not {}", arg_types.len());
    };
    Ok(argument)
}
