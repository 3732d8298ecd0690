//! `Sum` over iterators.

use core::borrow::Borrow;
use core::iter::Sum;

use crate::repr::aligned;
use crate::{Accumulator, Decimal};

/// The exact sum, with the largest scale. Linear in the number of all digits, as that of an
/// [`Accumulator`] is.
///
/// ```
/// # use sum_core::Decimal;
/// let total: Decimal = [1, 2, 3].map(Decimal::from).iter().sum();
/// assert_eq!(total, Decimal::from(6));
///
/// let nothing: [Decimal; 0] = [];
/// assert_eq!(nothing.iter().sum::<Decimal>(), Decimal::ZERO);
/// ```
impl<'a> Sum<&'a Decimal> for Decimal {
    fn sum<I: Iterator<Item = &'a Decimal>>(numbers: I) -> Decimal {
        total(numbers)
    }
}

impl Sum for Decimal {
    fn sum<I: Iterator<Item = Decimal>>(numbers: I) -> Decimal {
        total(numbers)
    }
}

/// Adds inline as long as that fits. Then an accumulator takes over, since to add a short number to a
/// long total costs as much as the total is long.
fn total<D: Borrow<Decimal>>(mut numbers: impl Iterator<Item = D>) -> Decimal {
    let mut total = Decimal::ZERO;
    while let Some(number) = numbers.next() {
        let number = number.borrow();
        let Some(sum) = aligned(&total, number).and_then(|(a, b)| a.checked_add(b)) else {
            let mut sum = Accumulator::new();
            sum.push(&total);
            sum.push(number);
            numbers.for_each(|number| sum.push(number.borrow()));
            return sum.total();
        };
        total = Decimal::inline(sum, total.scale().max(number.scale()));
    }
    total
}
