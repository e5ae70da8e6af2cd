use super::bits::Bits;
use super::component::{Component, mcus};
use super::corrupt::Corrupt;
use super::header::Header;
use super::scan_header::ScanHeader;

/// The units of a scan in the order in which they are sent (A.2).
#[derive(Debug)]
pub(super) struct Scan {
    wide: usize,
    high: usize,
    /// Blocks across and down that each component has in a unit.
    shapes: Vec<(usize, usize)>,
    restart_interval: u32,
}

/// What decodes one block after the other.
pub(super) trait BlockDecoder {
    /// Decodes a block of the scan's component `part`, at a place counted in that component's blocks.
    fn block(&mut self, bits: &mut Bits<'_>, part: usize, place: (usize, usize)) -> Result<(), Corrupt>;

    /// Forgets what earlier blocks said; fails where they said something of blocks that do not come.
    fn reset(&mut self) -> Result<(), Corrupt>;
}

impl Scan {
    pub(super) fn new(
        header: &Header,
        scan: &ScanHeader,
        components: &[Component],
        restart_interval: u32,
    ) -> Self {
        if let [only] = scan.components[..] {
            // A component alone is sent block by block, without the blocks that only fill MCUs.
            let (wide, high) = components[only.index].own_blocks;
            return Self { wide, high, shapes: vec![(1, 1)], restart_interval };
        }
        let (wide, high) = mcus(header);
        let shape = |index: usize| {
            let part = &header.components[index];
            (part.horizontal as usize, part.vertical as usize)
        };
        Self {
            wide,
            high,
            shapes: scan.components.iter().map(|c| shape(c.index)).collect(),
            restart_interval,
        }
    }

    /// Decodes the data from `at` on and returns the place of the marker that ends it.
    pub(super) fn decode(
        &self,
        data: &[u8],
        at: usize,
        decoder: &mut impl BlockDecoder,
    ) -> Result<usize, Corrupt> {
        let mut bits = Bits::new(data, at);
        let mut until_restart = self.restart_interval;
        let mut number = 0;
        for y in 0..self.high {
            for x in 0..self.wide {
                if self.restart_interval > 0 {
                    if until_restart == 0 {
                        decoder.reset()?;
                        bits.restart(number)?;
                        number = (number + 1) % 8;
                        until_restart = self.restart_interval;
                    }
                    until_restart -= 1;
                }
                self.unit(&mut bits, (x, y), decoder)?;
            }
        }
        decoder.reset()?;
        bits.finish()
    }

    #[inline]
    fn unit(
        &self,
        bits: &mut Bits<'_>,
        (x, y): (usize, usize),
        decoder: &mut impl BlockDecoder,
    ) -> Result<(), Corrupt> {
        for (part, &(across, down)) in self.shapes.iter().enumerate() {
            for v in 0..down {
                for u in 0..across {
                    decoder.block(bits, part, (x * across + u, y * down + v))?;
                }
            }
        }
        bits.check()
    }
}
