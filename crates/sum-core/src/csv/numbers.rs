//! The fields of the column. They are collected as lines, some hundred at a time, which are added up as lines
//! of any other text are.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::CsvSum;
use super::error::{CsvColumn, CsvError};
use super::options::EmptyFields;
use crate::text::items::Items;
use crate::text::scan::Scan;
use crate::{Format, Limits, TextError};

/// When as many bytes or fields are there, they are added up.
const ENOUGH_BYTES: usize = 4096;
const ENOUGH_FIELDS: usize = 512;

pub(super) struct Numbers {
    items: Items,
    scanner: Box<dyn Scan>,
    /// A line for each field.
    fields: Vec<u8>,
    /// For each field, the line on which its record begins.
    lines: Vec<u64>,
    column: CsvColumn,
    empty: EmptyFields,
}

impl Numbers {
    pub(super) fn new(
        scanner: Box<dyn Scan>,
        column: CsvColumn,
        empty: EmptyFields,
        limits: Limits,
    ) -> Self {
        Self {
            items: Items::new(Format::Lines, limits),
            scanner,
            fields: Vec::new(),
            lines: Vec::new(),
            column,
            empty,
        }
    }

    pub(super) const fn column(&self) -> &CsvColumn {
        &self.column
    }

    pub(super) fn set_column(&mut self, column: CsvColumn) {
        self.column = column;
    }

    /// The length of the longest field that can be right, with one blank for a run of them.
    pub(super) fn longest(&self) -> usize {
        self.items.longest()
    }

    /// How many records there were.
    pub(super) fn records(&self) -> u64 {
        self.items.taken() + self.lines.len() as u64
    }

    /// Adds the field of the next record, which has no line end in it.
    #[inline]
    pub(super) fn push(&mut self, line: u64, field: &[u8]) -> Result<(), CsvError> {
        if self.empty == EmptyFields::Refuse
            && field.iter().all(|&byte| Format::Lines.is_blank(byte))
        {
            return self.refuse_empty(line);
        }
        self.fields.extend_from_slice(field);
        self.fields.push(b'\n');
        self.lines.push(line);
        if self.fields.len() >= ENOUGH_BYTES || self.lines.len() >= ENOUGH_FIELDS {
            self.flush()?;
        }
        Ok(())
    }

    /// The same for a field with anything in it.
    pub(super) fn push_any(&mut self, line: u64, field: &[u8]) -> Result<(), CsvError> {
        if !field.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
            return self.push(line, field);
        }
        self.refuse(line, |items| items.take(field, false))
    }

    /// Refuses the field of the next record, which is longer than the longest.
    pub(super) fn refuse_long(&mut self, line: u64, start: &[u8]) -> Result<(), CsvError> {
        self.refuse(line, |items| items.refuse(start))
    }

    /// Adds up what was collected. What is wrong with a later record is said after this.
    pub(super) fn flush(&mut self) -> Result<(), CsvError> {
        let before = self.items.taken();
        if let Err(error) = self.scanner.scan(&self.fields, &mut self.items) {
            let index = usize::try_from(self.items.taken() - before).ok();
            let line = index.and_then(|index| self.lines.get(index));
            let line = line.copied().unwrap_or_default();
            return Err(self.error(line, error));
        }
        self.fields.clear();
        self.lines.clear();
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<CsvSum, CsvError> {
        self.flush()?;
        self.scanner.flush(&mut self.items);
        let records = self.items.taken();
        let sum = self.items.sum;
        let empty = records - sum.count();
        Ok(CsvSum { sum, empty })
    }

    fn refuse_empty(&mut self, line: u64) -> Result<(), CsvError> {
        self.flush()?;
        Err(CsvError::EmptyField {
            line,
            record: self.items.taken() + 1,
            column: Box::new(self.column.clone()),
        })
    }

    /// Judges the field of the next record on its own.
    fn refuse(
        &mut self,
        line: u64,
        judge: impl FnOnce(&mut Items) -> Result<(), TextError>,
    ) -> Result<(), CsvError> {
        self.flush()?;
        judge(&mut self.items).map_err(|error| self.error(line, error))
    }

    fn error(&self, line: u64, error: TextError) -> CsvError {
        match error {
            TextError::Line {
                line: record,
                error,
                excerpt,
            } => CsvError::Field {
                line,
                record,
                column: Box::new(self.column.clone()),
                error,
                excerpt,
            },
            // Those are of arrays, and here are lines.
            TextError::Element { .. }
            | TextError::AfterElement { .. }
            | TextError::NotAnArray { .. }
            | TextError::AfterArray { .. }
            | TextError::UnexpectedEnd => CsvError::MissingHeader,
        }
    }
}
