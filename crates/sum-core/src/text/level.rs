//! Which instructions are used: chosen when the program runs, once for each adder.

#[cfg(any(
    target_arch = "x86",
    target_arch = "x86_64",
    target_arch = "aarch64",
    target_arch = "wasm32"
))]
use {super::lanes::Vectors, fearless_simd::Level};

use super::lanes::{Lanes, Words};

/// What can be made for any lanes.
pub(crate) trait ForLanes {
    type Made;

    fn make(self, lanes: impl Lanes) -> Self::Made;
}

/// By the best instructions that the processor has.
pub(crate) fn fastest<F: ForLanes>(plan: F) -> F::Made {
    #[cfg(all(feature = "std", any(target_arch = "x86", target_arch = "x86_64")))]
    if let Some(avx2) = Level::new().as_avx2() {
        return plan.make(Vectors(avx2));
    }
    baseline(plan)
}

/// By the instructions that all processors of the target have.
pub(crate) fn baseline<F: ForLanes>(plan: F) -> F::Made {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    if let Some(sse2) = Level::baseline().as_sse2() {
        return plan.make(Vectors(sse2));
    }
    #[cfg(target_arch = "aarch64")]
    if let Some(neon) = Level::baseline().as_neon() {
        return plan.make(Vectors(neon));
    }
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    if let Some(simd128) = Level::baseline().as_wasm_simd128() {
        return plan.make(Vectors(simd128));
    }
    plan.make(Words)
}
