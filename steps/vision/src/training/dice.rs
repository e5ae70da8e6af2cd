/// Chance from a seed: `SplitMix64`, the same everywhere.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// Chance of its own for each `number` under one `seed`, so that the order of work does not matter.
    pub(super) fn new(seed: u64, number: usize) -> Self {
        let mut dice = Self(seed ^ (number as u64).wrapping_mul(0xd134_2543_de82_ef95));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to below 1.
    pub(super) fn fraction(&mut self) -> f32 {
        f32::from(u16::try_from(self.next() >> 48).expect("16 bits are left")) / 65_536.0
    }

    /// `low` to below `high`.
    pub(super) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.fraction()
    }

    /// Whether something of this probability happens.
    pub(super) fn happens(&mut self, probability: f32) -> bool {
        self.fraction() < probability
    }

    /// 0 to below `count`, which is above 0.
    pub(super) fn index(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count as u64).expect("below a usize")
    }

    /// One of `choices`, which are not empty.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.index(choices.len())]
    }

    /// Mean 0, deviation 1, by the sum of four even draws: near enough to a bell for noise.
    pub(super) fn bell(&mut self) -> f32 {
        let bits = self.next().to_le_bytes();
        let sum: u16 = bits.iter().map(|byte| u16::from(*byte)).sum();
        // Eight bytes: mean 8 * 127.5, variance 8 * (256^2 - 1) / 12.
        (f32::from(sum) - 1020.0) / 209.02
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_and_number_give_one_sequence_and_others_another() {
        let draw = |seed, number| Dice::new(seed, number).next();
        assert_eq!(draw(1, 2), draw(1, 2));
        assert_ne!(draw(1, 2), draw(1, 3));
        assert_ne!(draw(1, 2), draw(2, 2));
    }

    #[test]
    fn the_bell_has_mean_0_and_deviation_1() {
        let mut dice = Dice::new(7, 0);
        let draws: Vec<f32> = (0..20_000).map(|_| dice.bell()).collect();
        let mean = draws.iter().sum::<f32>() / 20_000.0;
        let variance = draws.iter().map(|x| x * x).sum::<f32>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }
}
