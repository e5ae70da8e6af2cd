use std::num::NonZeroUsize;

/// Photos under way at once for each core: one is looked at while the others are on the network. S3 takes some 100 ms
/// for a photo of 7 MB with its thumbnail, a core some 50 ms to look at it, so two would leave cores waiting.
const PHOTOS_PER_CORE: usize = 4;

/// Photo bytes held at once for each core: three photos of 70 MB. With what decoding takes, that stays well under the
/// 2 GiB that Fargate gives to each core at least.
const BYTES_PER_CORE: u64 = 256 * 1000 * 1000;

/// How many photos are held in memory at once, so that network and cores work at the same time.
#[derive(Debug, Clone, Copy)]
pub struct ReadAhead {
    /// At most so many photos.
    pub photos: usize,
    /// At most so many bytes of photos together; a single photo may have more.
    pub bytes: u64,
}

impl ReadAhead {
    /// What suits this machine's cores.
    pub fn for_this_machine() -> Self {
        Self::for_cores(std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    /// What suits so many cores.
    pub fn for_cores(cores: NonZeroUsize) -> Self {
        let cores = cores.get();
        Self { photos: cores * PHOTOS_PER_CORE, bytes: cores as u64 * BYTES_PER_CORE }
    }
}

/// What of the read-ahead is in use.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Held {
    photos: usize,
    bytes: u64,
}

impl Held {
    pub(crate) fn has_room_for(self, bytes: u64, most: ReadAhead) -> bool {
        self.photos == 0 || (self.photos < most.photos && self.bytes.saturating_add(bytes) <= most.bytes)
    }

    pub(crate) fn take(&mut self, bytes: u64) {
        self.photos += 1;
        self.bytes = self.bytes.saturating_add(bytes);
    }

    pub(crate) fn give_back(&mut self, bytes: u64) {
        self.photos = self.photos.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    pub(crate) fn is_empty(self) -> bool {
        self.photos == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: ReadAhead = ReadAhead { photos: 3, bytes: 100 };

    #[test]
    fn photos_are_bounded_by_number_and_by_bytes_and_one_always_fits() {
        let mut held = Held::default();
        assert!(held.has_room_for(1_000, MOST));
        held.take(60);
        assert!(held.has_room_for(40, MOST) && !held.has_room_for(41, MOST));
        held.take(20);
        held.take(20);
        assert!(!held.has_room_for(0, MOST));
        held.give_back(20);
        assert!(held.has_room_for(20, MOST));
    }

    #[test]
    fn sizes_that_no_photo_has_do_not_overflow() {
        let mut held = Held::default();
        held.take(u64::MAX);
        assert!(!held.has_room_for(u64::MAX, MOST));
        held.give_back(u64::MAX);
        assert!(held.is_empty());
    }
}
