//! Equality, order and hash, all by value: `1.0 == 1`.

use core::cmp::Ordering;
use core::hash::{Hash, Hasher};

use crate::Decimal;
use crate::limbs::INLINE_LIMBS;
use crate::repr::aligned;

/// By value, whatever the scales. Linear in the number of digits at most; the first digits that differ
/// decide.
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
        match (self.is_negative(), other.is_negative()) {
            (false, true) => return Ordering::Greater,
            (true, false) => return Ordering::Less,
            (true, true) | (false, false) => {}
        }
        let (mut buffer, mut other_buffer) = ([0; INLINE_LIMBS], [0; INLINE_LIMBS]);
        let magnitudes = self.limbs(&mut buffer).cmp(other.limbs(&mut other_buffer));
        if self.is_negative() {
            magnitudes.reverse()
        } else {
            magnitudes
        }
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
/// residue of the number, so that no client can choose numbers that collide.
impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let mut buffer = [0; INLINE_LIMBS];
        let number = self.limbs(&mut buffer);
        let zeros = number.limbs.iter().take_while(|&&limb| limb == 0).count();
        let significant = number.limbs.split_at(zeros).1;
        // The place of the lowest limb that is not 0; of zero there is none.
        let place = (!significant.is_empty()).then(|| zeros.wrapping_sub(number.fraction));
        (self.is_negative(), place, significant).hash(state);
    }
}
