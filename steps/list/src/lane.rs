use apoyo_photo::Lane;

use crate::manifest::Sums;
use crate::{BatchLane, ListError};

/// From so many photos on, `auto` chooses the lane `batch` where it is deployed.
///
/// The lane `lambda` works at 200 photos at once from its first second on and sorts about 300 photos a second, so this many
/// take it six minutes. The lane `batch` first waits one or two minutes for its containers, and walks through all photos
/// twice more, to stage and to settle them. Its containers look at a photo for about a fifth of what functions cost, which
/// saves some dollars in a million photos of 7 MB: below this number people would wait for cents. Above it, the lane also
/// leaves the account's functions to others for the longest part of the work.
pub const BATCH_FROM_PHOTOS: u64 = 100_000;

/// From so many bytes on, likewise: reading a photo of 70 MB takes a function ten times as long as one of 7 MB, so 2 TB are
/// for large photos what [`BATCH_FROM_PHOTOS`] are for small ones.
pub const BATCH_FROM_BYTES: u64 = 2 * 1000 * 1000 * 1000 * 1000;

/// Which lane an execution may take, before its photos are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LaneChoice {
    /// This one.
    Only(Lane),
    /// The one that suits the photos.
    BySize,
}

impl LaneChoice {
    /// What may be chosen, of what was asked for and what is deployed.
    pub(crate) fn read(asked: Lane, batch: BatchLane) -> Result<Self, ListError> {
        match (asked, batch) {
            (Lane::Batch, BatchLane::Absent) => Err(ListError::NoBatchLane),
            (Lane::Auto, BatchLane::Deployed) => Ok(Self::BySize),
            (Lane::Auto, BatchLane::Absent) => Ok(Self::Only(Lane::Lambda)),
            (Lane::Lambda | Lane::Batch, _) => Ok(Self::Only(asked)),
        }
    }

    /// The lane for these photos.
    pub(crate) fn lane(self, sums: Sums) -> Lane {
        match self {
            Self::Only(lane) => lane,
            Self::BySize if sums.photos >= BATCH_FROM_PHOTOS || sums.bytes >= BATCH_FROM_BYTES => Lane::Batch,
            Self::BySize => Lane::Lambda,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(asked: Lane, batch: BatchLane, (photos, bytes): (u64, u64)) -> Option<Lane> {
        let choice = LaneChoice::read(asked, batch).ok()?;
        Some(choice.lane(Sums { photos, bytes, largest: 0 }))
    }

    #[test]
    fn batch_is_chosen_only_where_it_is_deployed_and_pays() {
        use BatchLane::{Absent, Deployed};
        let (few, many, large) = ((30_000, 210_000_000_000), (100_000, 1), (30_000, 2_000_000_000_000));
        let table = [
            (Lane::Auto, Deployed, few, Some(Lane::Lambda)),
            (Lane::Auto, Deployed, (0, 0), Some(Lane::Lambda)),
            (Lane::Auto, Deployed, (99_999, 1_999_999_999_999), Some(Lane::Lambda)),
            (Lane::Auto, Deployed, many, Some(Lane::Batch)),
            (Lane::Auto, Deployed, large, Some(Lane::Batch)),
            (Lane::Auto, Absent, many, Some(Lane::Lambda)),
            (Lane::Lambda, Deployed, large, Some(Lane::Lambda)),
            (Lane::Batch, Deployed, (1, 1), Some(Lane::Batch)),
            (Lane::Batch, Absent, large, None),
        ];
        for (asked, deployed, photos, lane) in table {
            assert_eq!(chosen(asked, deployed, photos), lane, "{asked:?} {deployed:?} {photos:?}");
        }
    }
}
