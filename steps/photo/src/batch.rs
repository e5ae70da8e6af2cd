use serde::{Deserialize, Serialize};

/// How many photos one Express child execution takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchPlan {
    /// `MaxItemsPerBatch` of the Distributed Map's `ItemBatcher`, 1 to [`BatchPlan::MAX_ITEMS`].
    pub max_items: u64,
}

impl BatchPlan {
    /// Most photos in a batch: keeps a child's input and output far below the 256 KiB payload limit, and its work far
    /// below the 5 minutes of an Express execution even where each photo is retried.
    pub const MAX_ITEMS: u64 = 40;

    /// Most photo bytes meant for one batch: 25 photos of 70 MB would fill an Express child's 5 minutes (DESIGN
    /// section 4); a tenth of that leaves room for retries.
    pub const TARGET_BYTES: u64 = 280 * 1000 * 1000;

    /// The plan for photos of which the largest has this size: by bytes first, then by count.
    pub fn for_largest(largest_bytes: u64) -> Self {
        Self { max_items: (Self::TARGET_BYTES / largest_bytes.max(1)).clamp(1, Self::MAX_ITEMS) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_photos_travel_in_small_batches() {
        let table =
            [(0, 40), (1, 40), (7_000_000, 40), (28_000_000, 10), (70_000_000, 4), (5_000_000_000, 1)];
        for (largest, items) in table {
            assert_eq!(BatchPlan::for_largest(largest).max_items, items, "{largest}");
        }
    }
}
