//! The sum of all rows: of a query without groups, and of a window.

use std::mem::size_of_val;

use datafusion::arrow::array::{Array, ArrayRef};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::Accumulator;
use sum_core::Decimal;

use crate::column::{Totals, add_column, add_states};
use crate::kind::Kind;
use crate::output::{results, states};
use crate::total::Total;

#[derive(Debug)]
pub(crate) struct WholeAccumulator {
    kind: Kind,
    total: Total,
}

impl WholeAccumulator {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            total: Total::default(),
        }
    }
}

impl Accumulator for WholeAccumulator {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        values
            .iter()
            .try_for_each(|column| add_column(column, column.nulls(), &mut self.total))
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let column = results(self.kind, [self.total.get()].into_iter())?;
        ScalarValue::try_from_array(&column, 0)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.total.heap()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let column = states([self.total.get()].into_iter());
        Ok(vec![ScalarValue::try_from_array(&column, 0)?])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        states
            .iter()
            .try_for_each(|column| add_states(column, &mut self.total))
    }
}

/// All rows are added to one total.
impl Totals for Total {
    fn add(&mut self, rows: impl Iterator<Item = (usize, i128)>, scale: u16) {
        // In a variable of its own, which stays in registers.
        let mut rows = rows.map(|(_, value)| value);
        let Some(mut sum) = rows.next() else {
            return;
        };
        for value in rows {
            if let Some(more) = sum.checked_add(value) {
                sum = more;
            } else {
                Self::add(self, sum, scale);
                sum = value;
            }
        }
        Self::add(self, sum, scale);
    }

    fn push(&mut self, _row: usize, number: &Decimal) {
        Self::push(self, number);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{ArrayRef, LargeStringArray, StringArray};

    use super::{Accumulator, Kind, WholeAccumulator};

    /// A sum of states that other processes have sent.
    fn merged(kind: Kind, states: &[&str]) -> WholeAccumulator {
        let mut sum = WholeAccumulator::new(kind);
        let states: ArrayRef = Arc::new(LargeStringArray::from(states.to_vec()));
        sum.merge_batch(&[states]).unwrap();
        sum
    }

    #[test]
    fn integers_beyond_38_digits_are_an_error() {
        let most = "9".repeat(38);
        let mut sum = merged(Kind::Integer, &[&most]);
        assert_eq!(sum.evaluate().unwrap().to_string(), most);
        let error = merged(Kind::Integer, &[&most, "1"]).evaluate().unwrap_err();
        assert!(
            error.to_string().contains("the sum has 39 digits"),
            "{error}"
        );
    }

    #[test]
    fn a_state_can_be_longer_than_any_number_that_is_read() {
        let long = "9".repeat(5000);
        let mut sum = merged(Kind::Text, &[&long, "1", "0.10"]);
        let expected = format!("1{}.10", "0".repeat(5000));
        assert_eq!(sum.evaluate().unwrap().to_string(), expected);
        let state = sum.state().unwrap().pop().unwrap();
        assert_eq!(state.to_string(), expected);
    }

    #[test]
    fn a_state_that_is_no_number_is_an_error() {
        let states: ArrayRef = Arc::new(StringArray::from(vec!["1", "one"]));
        let error = WholeAccumulator::new(Kind::Integer)
            .merge_batch(&[states])
            .unwrap_err();
        assert!(
            error
                .to_string()
                .contains("unexpected 'o' at position 0: 'one'"),
            "{error}"
        );
    }
}
