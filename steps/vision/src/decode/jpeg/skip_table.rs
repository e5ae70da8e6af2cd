use super::bits::Bits;
use super::corrupt::Corrupt;
use super::huffman::Huffman;

/// Bits that one look-up sees. Wider passes more coefficients at once; 13 keeps two tables in a 32 KiB first cache.
const WINDOW_BITS: u32 = 13;

/// Largest size category of an AC coefficient of 8-bit samples (table F.2).
pub(super) const LARGEST_AC_SIZE: u8 = 10;

/// Passes over AC coefficients whose values nobody needs, several at a look-up, checking that they are sound.
#[derive(Debug)]
pub(super) struct SkipTable<'a> {
    huffman: &'a Huffman,
    steps: Vec<u16>,
}

/// What the next bits hold, packed: bits taken (5), coefficients passed (6), whether the block ends (1).
/// 0 where the first code does not fit the window or is not sound.
#[derive(Debug, Clone, Copy)]
struct Step(u16);

impl Step {
    fn bits(self) -> u32 {
        u32::from(self.0 & 31)
    }

    fn passed(self) -> u32 {
        u32::from(self.0 >> 5 & 63)
    }

    fn end(self) -> u32 {
        u32::from(self.0 >> 11)
    }
}

impl<'a> SkipTable<'a> {
    pub(super) fn new(huffman: &'a Huffman) -> Self {
        Self { huffman, steps: (0..1 << WINDOW_BITS).map(|window| step(huffman, window).0).collect() }
    }

    /// Passes over the rest of a block, from coefficient `k` (in sending order).
    #[inline]
    pub(super) fn skip(&self, bits: &mut Bits<'_>, mut k: u32) -> Result<(), Corrupt> {
        while k < 64 {
            bits.refill();
            let step = Step(self.steps[bits.peek(WINDOW_BITS)]);
            let next = k + step.passed();
            // An end of block after the last coefficient would be the next block's.
            if step.0 == 0 || next + step.end() > 64 {
                k = self.skip_one(bits, k)?;
                continue;
            }
            bits.drop_bits(step.bits());
            if step.end() != 0 {
                return Ok(());
            }
            k = next;
        }
        Ok(())
    }

    #[inline(never)]
    fn skip_one(&self, bits: &mut Bits<'_>, k: u32) -> Result<u32, Corrupt> {
        let symbol = self.huffman.decode(bits)?;
        let (run, size) = (u32::from(symbol >> 4), symbol & 15);
        match (run, size) {
            (0, 0) => Ok(64),
            (15, 0) | (_, 1..=LARGEST_AC_SIZE) if k + run < 64 => {
                bits.take(size.into());
                Ok(k + run + 1)
            }
            (15, 0) | (_, 1..=LARGEST_AC_SIZE) => Err(Corrupt::Run),
            _ => Err(Corrupt::Code),
        }
    }
}

fn step(huffman: &Huffman, window: u32) -> Step {
    let (mut taken, mut passed, mut end) = (0, 0, 0);
    while taken < WINDOW_BITS && end == 0 {
        let next = window << (16 - WINDOW_BITS) << taken & 0xffff;
        let Some((symbol, length)) = huffman.find(next).filter(|(_, length)| taken + length <= WINDOW_BITS)
        else {
            break;
        };
        let (run, size) = (u32::from(symbol >> 4), symbol & 15);
        match (run, size) {
            (0, 0) => end = 1,
            (15, 0) | (_, 1..=LARGEST_AC_SIZE) if passed + run < 63 => passed += run + 1,
            _ => break,
        }
        taken += length + u32::from(size);
    }
    Step(u16::try_from(taken | passed << 5 | end << 11).unwrap_or(0))
}
