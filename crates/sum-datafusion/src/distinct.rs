//! `exact_sum(DISTINCT x)`, where the engine does not turn it into a query with groups.

use std::collections::HashSet;
use std::mem::size_of_val;

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::Accumulator;

use crate::kind::Kind;
use crate::whole::WholeAccumulator;

/// Keeps each value once, as the column has it: of text, `1` and `1.0` are two.
#[derive(Debug)]
pub(crate) struct DistinctAccumulator {
    kind: Kind,
    argument: DataType,
    values: HashSet<ScalarValue>,
    /// What the values have allocated, in bytes.
    heap: usize,
}

impl DistinctAccumulator {
    pub(crate) fn new(kind: Kind, argument: DataType) -> Self {
        Self {
            kind,
            argument,
            values: HashSet::new(),
            heap: 0,
        }
    }

    fn insert(&mut self, column: &ArrayRef) -> Result<()> {
        for row in 0..column.len() {
            if column.is_valid(row) {
                // Compacted, or a text would keep the whole batch that it is from.
                let value = ScalarValue::try_from_array(column, row)?;
                let heap = value.size() - size_of_val(&value);
                if self.values.insert(value) {
                    self.heap += heap;
                }
            }
        }
        Ok(())
    }
}

impl Accumulator for DistinctAccumulator {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        values.iter().try_for_each(|column| self.insert(column))
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let mut sum = WholeAccumulator::new(self.kind);
        if !self.values.is_empty() {
            sum.update_batch(&[ScalarValue::iter_to_array(self.values.iter().cloned())?])?;
        }
        sum.evaluate()
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.values.capacity() * size_of::<ScalarValue>() + self.heap
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let values: Vec<_> = self.values.iter().cloned().collect();
        let list = ScalarValue::new_list_nullable(&values, &self.argument);
        Ok(vec![ScalarValue::List(list)])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for lists in states {
            for list in lists.as_list::<i32>().iter().flatten() {
                self.insert(&list)?;
            }
        }
        Ok(())
    }
}
