use super::corrupt::Corrupt;

/// Reads bits of entropy-coded data, from the highest of each byte, and stops at the first marker.
///
/// Beyond the marker it gives zeros and counts them, so that the inner loops need not ask; whoever decodes asks
/// [`Bits::check`] after each unit.
#[derive(Debug)]
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, left-aligned; those after `count` may be bits of the next byte.
    window: u64,
    count: u32,
    /// How many of the bits given so far, or waiting in `window`, are zeros from beyond the marker.
    invented: u32,
}

impl<'a> Bits<'a> {
    /// Bits a refill leaves at least: the longest code (16) with the longest value (15) fits.
    pub(super) const ROOM: u32 = 32;

    pub(super) fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at, window: 0, count: 0, invented: 0 }
    }

    /// Makes sure that [`Bits::ROOM`] bits wait.
    #[inline]
    pub(super) fn refill(&mut self) {
        if self.count < Self::ROOM {
            self.load();
        }
    }

    #[inline]
    fn load(&mut self) {
        if let Some(&next) = self.data.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
            let next = u64::from_be_bytes(next);
            if !has_ff_byte(next) {
                self.window |= next >> self.count;
                let bytes = (63 - self.count) / 8;
                self.at += bytes as usize;
                self.count += bytes * 8;
                return;
            }
        }
        self.load_bytes();
    }

    #[cold]
    #[inline(never)]
    fn load_bytes(&mut self) {
        while self.count <= 56 {
            let byte = match self.data.get(self.at..) {
                Some([0xff, 0, ..]) => {
                    self.at += 2;
                    0xff
                }
                Some([] | [0xff, ..]) | None => {
                    self.invented += 8;
                    0
                }
                Some([byte, ..]) => {
                    self.at += 1;
                    *byte
                }
            };
            self.window |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// The next `bits` (1 to 32) bits, which stay.
    #[inline]
    pub(super) fn peek(&self, bits: u32) -> usize {
        usize::try_from(self.window >> (64 - bits)).unwrap_or(0)
    }

    /// Drops bits that a refill made wait.
    #[inline]
    pub(super) fn drop_bits(&mut self, bits: u32) {
        self.window <<= bits;
        self.count -= bits;
    }

    /// The next 0 to 16 bits as a number.
    #[inline]
    pub(super) fn take(&mut self, bits: u32) -> u32 {
        if bits == 0 {
            return 0;
        }
        self.refill();
        let value = u32::try_from(self.peek(bits)).unwrap_or(0);
        self.drop_bits(bits);
        value
    }

    /// The next value of a size category, signed as F.2.2.1 "EXTEND" says.
    #[inline]
    pub(super) fn take_signed(&mut self, size: u32) -> i32 {
        let value = self.take(size).cast_signed();
        if size > 0 && value < 1 << (size - 1) { value - (1 << size) + 1 } else { value }
    }

    /// Fails where more bits were taken than there are.
    #[inline]
    pub(super) fn check(&self) -> Result<(), Corrupt> {
        if self.invented > self.count { Err(Corrupt::EndOfData) } else { Ok(()) }
    }

    /// Ends the data: nothing but a byte's padding is left before the marker, whose place is returned.
    ///
    /// The padding should be ones (F.1.2.3); zeros are let pass since hardware encoders write them.
    pub(super) fn finish(&mut self) -> Result<usize, Corrupt> {
        self.load_bytes();
        self.check()?;
        let left = self.count - self.invented;
        if left >= 8 {
            return Err(Corrupt::LeftOver);
        }
        let padding = if left == 0 { 0 } else { self.peek(left) };
        if padding == 0 || padding == (1 << left) - 1 { Ok(self.at) } else { Err(Corrupt::Padding) }
    }
}

impl Bits<'_> {
    /// Goes on behind restart marker `number` (0 to 7), which must stand where the data before it ends.
    pub(super) fn restart(&mut self, number: u8) -> Result<(), Corrupt> {
        let at = self.finish()?;
        let rest = self.data.get(at..).unwrap_or_default();
        let fill = rest.iter().take_while(|&&byte| byte == 0xff).count();
        if fill == 0 || rest.get(fill) != Some(&(0xd0 + number)) {
            return Err(Corrupt::Restart);
        }
        *self = Bits::new(self.data, at + fill + 1);
        Ok(())
    }
}

/// Whether one of the eight bytes is 0xff: it would be a zero byte of the complement.
#[inline]
fn has_ff_byte(bytes: u64) -> bool {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    (!bytes).wrapping_sub(LOW) & bytes & HIGH != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_in_order_and_stuffed_zeros_do_not() {
        let data = [0b1010_0000, 0xff, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x7f, 0xff, 0xd9];
        let mut bits = Bits::new(&data, 0);
        assert_eq!(bits.take(3), 0b101);
        assert_eq!(bits.take(5), 0);
        let rest: Vec<u32> = (0..13).map(|_| bits.take(8)).collect();
        assert_eq!(rest, [0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        assert_eq!(bits.take(1), 0);
        assert_eq!(bits.finish(), Ok(16));
    }

    #[test]
    fn an_end_that_is_too_early_too_late_or_ragged_is_noticed() {
        let data = [0x12, 0x34, 0xff, 0xd9];
        let after = |taken: u32| {
            let mut bits = Bits::new(&data, 0);
            bits.take(taken);
            bits.finish()
        };
        assert_eq!(after(8), Err(Corrupt::LeftOver));
        assert_eq!(after(12), Err(Corrupt::Padding));
        assert_eq!(after(16), Ok(2));
        let mut bits = Bits::new(&data, 0);
        bits.take(16);
        bits.take(1);
        assert_eq!(bits.check(), Err(Corrupt::EndOfData));
    }

    #[test]
    fn signed_values_follow_the_size_categories() {
        let table =
            [(0, 0u8, 0), (1, 0, -1), (1, 0x80, 1), (2, 0, -3), (2, 0x40, -2), (2, 0x80, 2), (3, 0xe0, 7)];
        for (size, byte, value) in table {
            assert_eq!(Bits::new(&[byte], 0).take_signed(size), value, "{size} {byte:x}");
        }
    }

    #[test]
    fn every_ff_byte_is_found() {
        for place in 0..8 {
            assert!(has_ff_byte(0xff << (place * 8)));
            assert!(has_ff_byte(0x7f7f_7f7f_7f7f_7f7f | 0xff << (place * 8)));
        }
        for byte in 0..0xffu8 {
            assert!(!has_ff_byte(u64::from_be_bytes([byte; 8])), "{byte:x}");
        }
    }
}
