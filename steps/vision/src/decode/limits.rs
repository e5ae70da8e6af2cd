use super::fault::Fault;
use super::frame::Size;

/// What a photo may cost; whatever would cost more goes to review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes. Default 512 MiB: far above any camera's, and it ends a read that would never end.
    pub max_bytes: u64,
    /// Most pixels of the photo in its file. Default 268,435,456 (2^28): a 200 MP camera fits, 40,000 x 40,000 does not.
    pub max_pixels: u64,
    /// Longest edge of the photo in its file, in pixels. Default 65,535, JPEG's own limit; it bounds one row.
    pub max_edge: u32,
    /// Most pixels of the decoded frame. Default 4,194,304 (2^22): bounds what a long, narrow panorama costs.
    pub max_frame_pixels: u64,
    /// Most heap that a decode may hold at once beside the file's own bytes, in bytes. Default 128 MiB.
    ///
    /// A 20 MP baseline JPEG takes under 4 MiB and a 100 MP one under 24 MiB, a progressive one about 16 bytes for
    /// every 64 samples more. PNG and TIFF are shrunk row by row or strip by strip, so only a row or strip counts. WebP
    /// and interlaced PNG are held whole: about 25 MP fit.
    pub max_heap_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 512 << 20,
            max_pixels: 1 << 28,
            max_edge: 65_535,
            max_frame_pixels: 1 << 22,
            max_heap_bytes: 128 << 20,
        }
    }
}

impl Limits {
    pub(super) fn check_bytes(&self, bytes: usize) -> Result<(), Fault> {
        if bytes as u64 <= self.max_bytes {
            return Ok(());
        }
        Err(Fault::TooLarge(format!("the file has {bytes} bytes, at most {} are read", self.max_bytes)))
    }

    pub(super) fn check_size(&self, size: Size) -> Result<(), Fault> {
        if size.pixels() == 0 {
            return Err(Fault::damaged(format!("its size is {size}")));
        }
        if size.pixels() > self.max_pixels {
            let limit = self.max_pixels;
            return Err(Fault::TooLarge(format!("its size is {size}, at most {limit} pixels are read")));
        }
        if size.width.max(size.height) > self.max_edge {
            let limit = self.max_edge;
            return Err(Fault::TooLarge(format!("its size is {size}, edges of at most {limit} are read")));
        }
        Ok(())
    }

    pub(super) fn check_heap(&self, needed: u64) -> Result<(), Fault> {
        if needed <= self.max_heap_bytes {
            return Ok(());
        }
        let limit = self.max_heap_bytes;
        Err(Fault::TooLarge(format!("decoding needs {needed} bytes of memory, at most {limit} are used")))
    }
}
