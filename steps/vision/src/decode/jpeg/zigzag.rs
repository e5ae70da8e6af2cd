/// Place in the block, row by row, of each coefficient in the order in which they are sent (figure A.6).
pub(super) const NATURAL: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
    14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39,
    46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Index in sending order of the last coefficient that a block of `wide` x `high` samples uses.
pub(super) fn last_used(wide: usize, high: usize) -> usize {
    (0..64).rev().find(|&k| is_used(k, wide, high)).unwrap_or(0)
}

/// Whether a block reduced to `wide` x `high` samples uses the coefficient.
pub(super) fn is_used(k: usize, wide: usize, high: usize) -> bool {
    let place = usize::from(NATURAL[k]);
    place % 8 < wide && place / 8 < high
}
