//! What a scene shows.

use std::fmt;

use crate::noise::hash;

/// The one thing that a scene was composed around.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// A lattice or tubular tower of a transmission line, with its wires.
    Pylon,
    /// A wooden or concrete pole of a distribution line, with its wires.
    Pole,
    /// Wires whose supports are all outside the picture.
    Wires,
    /// Wind turbines.
    Turbine,
    /// A tower crane.
    Crane,
    /// A guyed radio mast.
    Antenna,
    /// A steel truss bridge.
    Bridge,
    /// A village church.
    Church,
    /// Street lamps.
    Lamps,
    /// Leafless trees.
    BareTrees,
    /// Land only.
    Empty,
}

/// One block of a set: a third with supports, a third look-alikes, the rest wires and empty land.
const BLOCK: [Subject; 24] = [
    Subject::Pylon,
    Subject::Pylon,
    Subject::Pylon,
    Subject::Pylon,
    Subject::Pylon,
    Subject::Pylon,
    Subject::Pylon,
    Subject::Pole,
    Subject::Wires,
    Subject::Wires,
    Subject::Turbine,
    Subject::Turbine,
    Subject::Crane,
    Subject::Antenna,
    Subject::Bridge,
    Subject::Church,
    Subject::Lamps,
    Subject::BareTrees,
    Subject::Empty,
    Subject::Empty,
    Subject::Empty,
    Subject::Empty,
    Subject::Empty,
    Subject::Empty,
];

impl Subject {
    /// Every subject.
    pub const ALL: [Self; 11] = [
        Self::Pylon,
        Self::Pole,
        Self::Wires,
        Self::Turbine,
        Self::Crane,
        Self::Antenna,
        Self::Bridge,
        Self::Church,
        Self::Lamps,
        Self::BareTrees,
        Self::Empty,
    ];

    /// Whether a support of a power line (pylon or pole) is in the picture.
    pub const fn has_pylon(self) -> bool {
        matches!(self, Self::Pylon | Self::Pole)
    }

    /// The name in `truth.csv`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pylon => "pylon",
            Self::Pole => "pole",
            Self::Wires => "wires",
            Self::Turbine => "turbine",
            Self::Crane => "crane",
            Self::Antenna => "antenna",
            Self::Bridge => "bridge",
            Self::Church => "church",
            Self::Lamps => "lamps",
            Self::BareTrees => "bare trees",
            Self::Empty => "empty",
        }
    }

    /// The subject of photo `index`: every 24 photos hold each subject, in an order that depends on the seed.
    pub(crate) fn of(seed: u64, index: u64) -> Self {
        let (block, place) = (index / 24, (index % 24) as usize);
        let mut order = BLOCK;
        for i in (1..order.len()).rev() {
            let draw = hash(i as i32, block as i32, (seed ^ (seed >> 32)) as u32);
            order.swap(i, draw as usize % (i + 1));
        }
        order[place]
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_24_photos_hold_each_subject_and_a_third_with_supports() {
        for seed in [0, 1, u64::MAX] {
            let mut seen = BTreeMap::new();
            for index in 24..48 {
                *seen.entry(Subject::of(seed, index)).or_insert(0) += 1;
            }
            assert_eq!(seen.len(), Subject::ALL.len(), "seed {seed}: {seen:?}");
            let supports: i32 = seen.iter().filter(|(s, _)| s.has_pylon()).map(|(_, n)| n).sum();
            assert_eq!(supports, 8);
        }
    }

    #[test]
    fn the_order_depends_on_the_seed() {
        let order = |seed| (0..24).map(|i| Subject::of(seed, i)).collect::<Vec<_>>();
        assert_ne!(order(1), order(2));
    }
}
