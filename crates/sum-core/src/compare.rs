//! Equality, order and hash, all by value: `1.0 == 1`.

use core::cmp::Ordering;
use core::hash::{Hash, Hasher};

use alloc::string::ToString;
use num_bigint::BigInt;

use crate::Decimal;
use crate::add::aligned;
use crate::decimal::Repr;

/// By value, whatever the scales. It costs what an addition does.
///
/// ```
/// # use sum_core::Decimal;
/// let [one, one_point_zero, two] = ["1", "1.0", "2"].map(|text| text.parse::<Decimal>().unwrap());
/// assert!(one == one_point_zero && one < two);
/// assert_ne!(one.to_string(), one_point_zero.to_string());
/// ```
impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        if let Some((a, b)) = aligned(self, other) {
            return a.cmp(&b);
        }
        let scale = self.scale().max(other.scale());
        self.coefficient_at(scale).cmp(&other.coefficient_at(scale))
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

/// Equal numbers hash alike, whatever their scales. The digits themselves are hashed rather than a
/// residue of the number, so that nobody can choose numbers that collide.
impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.normalized().0.hash(state);
    }
}

impl Decimal {
    /// The same value at the smallest scale that holds it.
    pub(crate) fn normalized(&self) -> Self {
        match &self.0 {
            &Repr::Small { coefficient: 0, .. } => Self::ZERO,
            &Repr::Small {
                mut coefficient,
                mut scale,
            } => {
                while scale > 0 && coefficient % 10 == 0 {
                    coefficient /= 10;
                    scale -= 1;
                }
                Self::small(coefficient, scale)
            }
            Repr::Big(big) if big.scale == 0 => self.clone(),
            Repr::Big(big) => {
                let digits = big.coefficient.to_string();
                let zeros = digits.len() - digits.trim_end_matches('0').len();
                let surplus = u32::try_from(zeros).unwrap_or(u32::MAX).min(big.scale);
                Self::new(
                    &big.coefficient / BigInt::from(10).pow(surplus),
                    big.scale - surplus,
                )
            }
        }
    }
}
