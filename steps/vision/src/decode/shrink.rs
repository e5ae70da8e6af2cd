use super::frame::Size;
use super::limits::Limits;

/// Shrinks a picture by a whole factor while its rows come, in any order: each frame pixel is the mean of a box.
#[derive(Debug)]
pub(super) struct Shrink {
    source: Size,
    size: Size,
    factor: u32,
    sums: Vec<u32>,
}

/// Heap bytes for each pixel of the frame: the sums and, at the end, the pixels twice (turning copies them).
pub(super) const HEAP_PER_FRAME_PIXEL: u64 = 4 * 3 + 3 + 3;

/// Picks the factor for a picture: the largest that leaves the shorter edge at least `wanted_edge`, or larger where
/// the frame would pass the limit.
pub(super) fn factor_for(source: Size, wanted_edge: u32, limits: &Limits) -> u32 {
    let wanted = source.shorter_edge() / wanted_edge.max(1);
    let mut factor = wanted.max(1);
    while reduced(source, factor).pixels() > limits.max_frame_pixels
        && factor < source.width.max(source.height)
    {
        factor += 1;
    }
    factor
}

/// The size after shrinking; partial boxes at the right and bottom edges count.
pub(super) fn reduced(source: Size, factor: u32) -> Size {
    Size { width: source.width.div_ceil(factor), height: source.height.div_ceil(factor) }
}

impl Shrink {
    pub(super) fn new(source: Size, factor: u32) -> Self {
        let size = reduced(source, factor);
        let sums = vec![0; usize::try_from(size.pixels() * 3).expect("the frame is within its limit")];
        Self { source, size, factor, sums }
    }

    /// Adds RGB pixels that lie side by side, starting at `(x, y)`. What lies outside the picture is passed over.
    pub(super) fn add(&mut self, x: u32, y: u32, rgb: &[u8]) {
        if y >= self.source.height || x >= self.source.width {
            return;
        }
        let room = (self.source.width - x) as usize * 3;
        let rgb = &rgb[..rgb.len().min(room)];
        let factor = self.factor as usize;
        let row = (y / self.factor) as usize * self.size.width as usize;
        // The first box may already hold the pixels left of x.
        let head = ((factor - x as usize % factor) * 3).min(rgb.len());
        let first = (row + x as usize / factor) * 3;
        add_box(&mut self.sums[first..first + 3], &rgb[..head]);
        let boxes = self.sums[first + 3..].chunks_exact_mut(3);
        for (sum, pixels) in boxes.zip(rgb[head..].chunks(factor * 3)) {
            add_box(sum, pixels);
        }
    }

    /// The frame's pixels and size.
    pub(super) fn finish(self) -> (Vec<u8>, Size) {
        let mut pixels = Vec::with_capacity(self.sums.len());
        let rows = self.sums.chunks_exact(self.size.width as usize * 3);
        for (y, row) in (0u32..).zip(rows) {
            let tall = self.factor.min(self.source.height - y * self.factor);
            for (x, sum) in (0u32..).zip(row.chunks_exact(3)) {
                let wide = self.factor.min(self.source.width - x * self.factor);
                let count = tall * wide;
                pixels
                    .extend(sum.iter().map(|sum| u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX)));
            }
        }
        (pixels, self.size)
    }
}

fn add_box(sum: &mut [u32], pixels: &[u8]) {
    let [mut red, mut green, mut blue] = [0u32; 3];
    for pixel in pixels.chunks_exact(3) {
        red += u32::from(pixel[0]);
        green += u32::from(pixel[1]);
        blue += u32::from(pixel[2]);
    }
    sum[0] += red;
    sum[1] += green;
    sum[2] += blue;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_keeps_the_shorter_edge_at_least_as_wanted() {
        let limits = Limits::default();
        let table =
            [((5472, 3648), 320, 11), ((640, 480), 320, 1), ((100, 50), 320, 1), ((65_535, 320), 320, 3)];
        for ((width, height), wanted, factor) in table {
            assert_eq!(factor_for(Size { width, height }, wanted, &limits), factor, "{width}x{height}");
        }
    }

    #[test]
    fn boxes_hold_means_whatever_the_order_and_the_edges() {
        let mut shrink = Shrink::new(Size { width: 3, height: 3 }, 2);
        shrink.add(0, 2, &[7; 9]);
        shrink.add(2, 0, &[50; 3]);
        shrink.add(0, 0, &[10; 6]);
        shrink.add(1, 1, &[20; 6]);
        shrink.add(0, 1, &[40; 3]);
        shrink.add(0, 3, &[255; 9]);
        let (pixels, size) = shrink.finish();
        assert_eq!(size, Size { width: 2, height: 2 });
        assert_eq!(pixels, [20, 20, 20, 35, 35, 35, 7, 7, 7, 7, 7, 7]);
    }
}
