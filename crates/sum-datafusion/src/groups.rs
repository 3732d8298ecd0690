//! The sums of many groups at once.

use std::mem::size_of;

use datafusion::arrow::array::{Array, ArrayRef, BooleanArray};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::common::{Result, internal_err};
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};
use sum_core::Decimal;

use crate::column::{Totals, add_column, add_states};
use crate::kind::Kind;
use crate::output::{StateBuilder, results, states};
use crate::total::Total;

/// A [`Total`] for each group.
pub(crate) struct GroupTotals {
    kind: Kind,
    totals: Vec<Total>,
    /// What all totals have allocated, in bytes.
    heap: usize,
}

impl GroupTotals {
    pub(crate) const fn new(kind: Kind) -> Self {
        Self {
            kind,
            totals: Vec::new(),
            heap: 0,
        }
    }

    /// The rows of a batch, each with the total that it is added to.
    fn grouped<'a>(&'a mut self, groups: &'a [usize], count: usize) -> Grouped<'a> {
        let scale = self.kind.scale();
        self.totals.resize_with(count, || Total::at(scale));
        Grouped {
            totals: &mut self.totals,
            groups,
            heap: &mut self.heap,
        }
    }

    fn take(&mut self, groups: EmitTo) -> Vec<Total> {
        let taken = groups.take_needed(&mut self.totals);
        self.heap -= taken.iter().map(Total::heap).sum::<usize>();
        taken
    }
}

impl GroupsAccumulator for GroupTotals {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        let column = only(values)?;
        let mut totals = self.grouped(group_indices, total_num_groups);
        add_column(column, valid(column, opt_filter).as_ref(), &mut totals)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        results(self.kind, self.take(emit_to).iter().map(Total::get))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![states(self.take(emit_to).iter().map(Total::get))])
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        add_states(
            only(values)?,
            &mut self.grouped(group_indices, total_num_groups),
        )
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let column = only(values)?;
        let mut states = StateBuilder::with_capacity(column.len());
        add_column(column, valid(column, opt_filter).as_ref(), &mut states)?;
        Ok(vec![states.finish(column.len())])
    }

    fn size(&self) -> usize {
        self.totals.capacity() * size_of::<Total>() + self.heap
    }
}

/// The totals that the rows of one batch are added to.
struct Grouped<'a> {
    totals: &'a mut [Total],
    groups: &'a [usize],
    heap: &'a mut usize,
}

impl Grouped<'_> {
    #[inline]
    fn add_to(&mut self, row: usize, add: impl FnOnce(&mut Total) -> usize) {
        let group = self.groups.get(row);
        if let Some(total) = group.and_then(|&group| self.totals.get_mut(group)) {
            *self.heap += add(total);
        }
    }
}

impl Totals for Grouped<'_> {
    fn add(&mut self, rows: impl Iterator<Item = (usize, i128)>, scale: u16) {
        for (row, value) in rows {
            self.add_to(row, |total| total.add(value, scale));
        }
    }

    fn push(&mut self, row: usize, number: &Decimal) {
        self.add_to(row, |total| total.push(number));
    }
}

/// The rows that are neither NULL nor filtered out; `None` if that is all of them.
fn valid(column: &ArrayRef, filter: Option<&BooleanArray>) -> Option<NullBuffer> {
    let kept = filter.map(|filter| NullBuffer::new(filter.values().clone()));
    let nulls = NullBuffer::union(column.nulls(), filter.and_then(Array::nulls));
    NullBuffer::union(kept.as_ref(), nulls.as_ref())
}

fn only(columns: &[ArrayRef]) -> Result<&ArrayRef> {
    let [column] = columns else {
        return internal_err!("exact_sum takes one column, not {}", columns.len());
    };
    Ok(column)
}
