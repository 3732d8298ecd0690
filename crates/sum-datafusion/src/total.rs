//! One exact total: what a group, or a query without groups, has added up.

use datafusion::arrow::array::types::{Decimal256Type, DecimalType};
use datafusion::arrow::datatypes::{DECIMAL256_MAX_PRECISION, i256};
use sum_core::{Accumulator, Decimal};

/// An exact sum in 32 bytes, and of any size.
///
/// Numbers are added in 128 bits at the scale of the column. A sum that leaves them is moved to an
/// accumulator of `sum-core`, and goes on from what did not fit.
#[derive(Default, Debug)]
pub(crate) struct Total {
    coefficient: i128,
    spilled: Option<Box<Accumulator>>,
    scale: u16,
    /// Whether any number was added: the sum of no rows is NULL.
    seen: bool,
}

impl Total {
    /// The sum of nothing, in a column of numbers of this scale: to add another one takes longer.
    pub(crate) fn at(scale: u16) -> Self {
        Self {
            scale,
            ..Self::default()
        }
    }

    /// Adds `coefficient × 10^-scale`, and returns how many bytes that has allocated.
    #[inline]
    pub(crate) fn add(&mut self, coefficient: i128, scale: u16) -> usize {
        self.seen = true;
        if scale == self.scale
            && let Some(sum) = self.coefficient.checked_add(coefficient)
        {
            self.coefficient = sum;
            return 0;
        }
        self.realign(coefficient, scale)
    }

    /// Adds any number, and returns how many bytes that has allocated.
    #[inline]
    pub(crate) fn push(&mut self, number: &Decimal) -> usize {
        if let Some((coefficient, scale)) = short(number) {
            return self.add(coefficient, scale);
        }
        self.seen = true;
        self.spill(|sum| sum.push(number))
    }

    /// The sum, with the largest scale of all that was added; `None` if nothing was.
    pub(crate) fn get(&self) -> Option<Decimal> {
        self.seen.then(|| match &self.spilled {
            None => decimal(self.coefficient, self.scale),
            Some(spilled) => {
                let mut sum = Accumulator::clone(spilled);
                sum.add_scaled(self.coefficient, self.scale);
                sum.total()
            }
        })
    }

    /// What is allocated beside the value itself, in bytes.
    pub(crate) fn heap(&self) -> usize {
        self.spilled.as_ref().map_or(0, |sum| sum.memory())
    }

    /// Adds at another scale, or beyond 128 bits. The larger scale stays, also where the digits are spilled.
    #[cold]
    fn realign(&mut self, coefficient: i128, scale: u16) -> usize {
        let (own, other) = (
            decimal(self.coefficient, self.scale),
            decimal(coefficient, scale),
        );
        self.scale = self.scale.max(scale);
        if let Some(sum) = (&own + &other).coefficient_at(self.scale.into()) {
            self.coefficient = sum;
            return 0;
        }
        let kept = other.coefficient_at(self.scale.into());
        self.coefficient = kept.unwrap_or_default();
        self.spill(|sum| {
            sum.push(&own);
            if kept.is_none() {
                sum.push(&other);
            }
        })
    }

    fn spill(&mut self, add: impl FnOnce(&mut Accumulator)) -> usize {
        let before = self.heap();
        add(self.spilled.get_or_insert_default());
        self.heap() - before
    }
}

/// Coefficient and scale of a number of at most 128 bits.
#[inline]
pub(crate) fn short(number: &Decimal) -> Option<(i128, u16)> {
    let scale = u16::try_from(number.scale()).ok()?;
    Some((number.coefficient_at(scale.into())?, scale))
}

/// The coefficient of a number at a scale, in 256 bits. `None` if it has more than 76 digits.
pub(crate) fn wide_coefficient(number: &Decimal, scale: u16) -> Option<i256> {
    if let Some(coefficient) = number.coefficient_at(scale.into()) {
        return Some(i256::from_i128(coefficient));
    }
    let number = number + decimal(0, scale);
    let digits = number.to_string().replace('.', "");
    let coefficient = i256::from_string(&digits)?;
    Decimal256Type::is_valid_decimal_precision(coefficient, DECIMAL256_MAX_PRECISION)
        .then_some(coefficient)
}

/// A number, of which every scale is allowed: [`sum_core::Limits::MAX_DIGITS`] is more than a `u16` holds.
pub(crate) fn decimal(coefficient: i128, scale: u16) -> Decimal {
    Decimal::from_parts(coefficient, scale.into()).unwrap_or_default()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use super::{Decimal, Total, decimal, wide_coefficient};

    /// Numbers of which many pairs leave 128 bits or change the scale.
    fn numbers() -> Vec<Decimal> {
        let coefficients = [
            0,
            1,
            -1,
            99,
            i128::MAX,
            i128::MIN,
            i128::MAX - 7,
            10i128.pow(38),
            -(10i128.pow(37)),
        ];
        let mut numbers: Vec<_> = [0, 2, 38, 0, 400]
            .iter()
            .flat_map(|&scale| coefficients.map(|coefficient| decimal(coefficient, scale)))
            .collect();
        numbers.extend(["1e100", "-1e-100", "1e4299", "-1e4299"].map(|text| text.parse().unwrap()));
        numbers
    }

    fn total(numbers: &[Decimal]) -> (String, usize, usize) {
        let mut total = Total::default();
        let reported: usize = numbers.iter().map(|number| total.push(number)).sum();
        (total.get().unwrap().to_string(), reported, total.heap())
    }

    #[test]
    fn a_total_is_a_sum_in_any_order() {
        let mut numbers = numbers();
        let sum: Decimal = numbers.iter().sum();
        for step in 0..numbers.len() * 3 {
            let (text, reported, heap) = total(&numbers);
            assert_eq!(text, sum.to_string());
            assert_eq!(reported, heap);
            let middle = step * 7 % numbers.len();
            numbers.rotate_left(1);
            numbers.swap(0, middle);
        }
    }

    #[test]
    fn each_beginning_of_a_stream_is_a_sum() {
        let numbers = numbers();
        for end in 1..numbers.len() {
            let (some, _) = numbers.split_at(end);
            assert_eq!(total(some).0, some.iter().sum::<Decimal>().to_string());
        }
    }

    #[test]
    fn a_total_takes_32_bytes_and_none_is_none() {
        assert!(size_of::<Total>() <= 32);
        assert!(Total::default().get().is_none());
    }

    #[test]
    fn a_coefficient_of_76_digits_is_the_longest() {
        let digits = |count: usize| "9".repeat(count).parse::<Decimal>().unwrap();
        assert_eq!(
            wide_coefficient(&digits(76), 0).unwrap().to_string(),
            "9".repeat(76)
        );
        assert_eq!(
            wide_coefficient(&digits(70), 6).unwrap().to_string(),
            "9".repeat(70) + "000000"
        );
        assert!(wide_coefficient(&digits(77), 0).is_none());
        assert!(wide_coefficient(&digits(71), 6).is_none());
    }
}
