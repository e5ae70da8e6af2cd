use super::depthwise::Axis;

const KERNEL: usize = 3;
const STRIDE: usize = 2;
const COLOURS: usize = 3;

/// Numbers that the stem's kernel sees at one place: 3 x 3 pixels of 3 colours.
pub(super) const PATCH: usize = KERNEL * KERNEL * COLOURS;

/// Lays out what the stem's kernel sees at each place of its output as one row, so that the stem is a matrix product.
///
/// `pixels` is `height x width x 3`; the result `(height / 2) * (width / 2) x 27`, with zeros where the kernel hangs over.
pub(super) fn patches(pixels: &[f32], height: usize, width: usize) -> Vec<f32> {
    let (rows, columns) = (height.div_ceil(STRIDE), width.div_ceil(STRIDE));
    let vertical = Axis { length: height, kernel: KERNEL, stride: STRIDE };
    let horizontal = Axis { length: width, ..vertical };
    let mut laid_out = vec![0.0; rows * columns * PATCH];
    for (at, patch) in laid_out.chunks_exact_mut(PATCH).enumerate() {
        for (y, row) in vertical.window(at / columns).places() {
            for (x, column) in horizontal.window(at % columns).places() {
                let pixel = &pixels[(y * width + x) * COLOURS..][..COLOURS];
                patch[(row * KERNEL + column) * COLOURS..][..COLOURS].copy_from_slice(pixel);
            }
        }
    }
    laid_out
}
