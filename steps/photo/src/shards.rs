use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::PhotoKey;

/// Into how many shards the lane `batch` cuts an execution's photos: the size of AWS Batch's array job.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/array_jobs.html>, an array has 2 to 10,000 jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Shards(u64);

/// A number of shards that AWS Batch does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("shards is {found}, {} to {} are allowed", Shards::MIN, Shards::MAX)]
pub struct InvalidShards {
    /// The number found.
    pub found: u64,
}

impl Shards {
    /// Fewest jobs of an array.
    pub const MIN: u64 = 2;
    /// Most jobs of an array.
    pub const MAX: u64 = 10_000;
    /// Photo bytes meant for one shard: two vCPUs read and classify these in some minutes, many times what a container
    /// takes to start, and few enough to do again when a Spot instance is taken back.
    pub const TARGET_BYTES: u64 = 10 * 1000 * 1000 * 1000;
    /// Photos meant for one shard, for the same reason.
    pub const TARGET_PHOTOS: u64 = 2_000;

    /// The shards for so many photos of so many bytes together.
    pub fn for_photos(photos: u64, bytes: u64) -> Self {
        let wanted = photos.div_ceil(Self::TARGET_PHOTOS).max(bytes.div_ceil(Self::TARGET_BYTES));
        Self(wanted.clamp(Self::MIN, Self::MAX))
    }

    /// How many.
    pub const fn count(self) -> u64 {
        self.0
    }

    /// The shard that a photo is in, 0 to one less than [`Shards::count`]. It rests on the listed key alone, so it is the
    /// same whatever the order in which photos are met, and at every attempt.
    pub fn of(self, listed: &PhotoKey) -> u64 {
        let digest = Sha256::digest(listed.as_str().as_bytes());
        let head = digest.iter().take(8).fold(0, |head, byte| (head << 8) | u64::from(*byte));
        head % self.0
    }
}

impl TryFrom<u64> for Shards {
    type Error = InvalidShards;

    fn try_from(found: u64) -> Result<Self, Self::Error> {
        if (Self::MIN..=Self::MAX).contains(&found) { Ok(Self(found)) } else { Err(InvalidShards { found }) }
    }
}

impl From<Shards> for u64 {
    fn from(shards: Shards) -> Self {
        shards.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_hold_so_many_photos_and_so_many_bytes() {
        let table = [
            (0, 0, 2),
            (1_000, 7_000_000_000, 2),
            (30_000, 210_000_000_000, 21),
            (30_000, 2_100_000_000_000, 210),
            (30_000, 30_000, 15),
            (u64::MAX, u64::MAX, 10_000),
        ];
        for (photos, bytes, shards) in table {
            assert_eq!(Shards::for_photos(photos, bytes).count(), shards, "{photos} photos, {bytes} bytes");
        }
    }

    #[test]
    fn every_photo_is_in_one_shard_and_no_shard_is_left_out() {
        let shards = Shards::try_from(7).unwrap();
        let mut held = [0_u32; 7];
        for number in 0..7_000 {
            let key: PhotoKey = format!("sin procesar/línea 4/{number}.jpg").parse().unwrap();
            held[usize::try_from(shards.of(&key)).unwrap()] += 1;
        }
        assert!(held.iter().all(|photos| (900..1_100).contains(photos)), "{held:?}");
    }

    /// A worker of a newer image may go on where one of an older image was stopped.
    #[test]
    fn a_photo_stays_in_its_shard_for_ever() {
        let shards = Shards::try_from(10_000).unwrap();
        let table = [("sin procesar/a.jpg", 799), ("sin procesar/línea 4/b.jpg", 2_046)];
        for (key, shard) in table {
            assert_eq!(shards.of(&key.parse().unwrap()), shard, "{key}");
        }
    }

    #[test]
    fn a_number_that_batch_does_not_take_is_refused_by_value() {
        let refused = serde_json::from_str::<Shards>("1").unwrap_err().to_string();
        assert!(refused.contains("shards is 1, 2 to 10000 are allowed"), "{refused}");
    }
}
