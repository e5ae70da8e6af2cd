//! Random choices that depend on the seed alone.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// A deterministic source of choices: the same seed gives the same choices on every machine.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of one scene of a set.
    pub(crate) fn of_scene(seed: u64, index: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed ^ (index + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// Evenly distributed in `low..high`.
    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.0.random::<f32>()
    }

    /// Evenly distributed in `0..n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0.random_range(0..n)
    }

    /// True with the given probability.
    pub(crate) fn chance(&mut self, probability: f32) -> bool {
        self.0.random::<f32>() < probability
    }

    /// -1 or 1.
    pub(crate) fn sign(&mut self) -> f32 {
        if self.chance(0.5) { 1.0 } else { -1.0 }
    }

    /// Any angle, radians.
    pub(crate) fn angle(&mut self) -> f32 {
        self.between(0.0, std::f32::consts::TAU)
    }

    /// One of the choices.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// A number to start other random sequences from.
    pub(crate) fn number(&mut self) -> u32 {
        self.0.random()
    }
}
