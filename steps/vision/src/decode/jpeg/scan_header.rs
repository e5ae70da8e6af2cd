use super::corrupt::Corrupt;
use super::header::{Header, Process};

/// One component's part in a scan.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScanComponent {
    /// Index in the frame header.
    pub(super) index: usize,
    pub(super) dc: u8,
    pub(super) ac: u8,
}

/// The scan header (B.2.3).
#[derive(Debug)]
pub(super) struct ScanHeader {
    pub(super) components: Vec<ScanComponent>,
    /// First coefficient of the band, in sending order.
    pub(super) first: usize,
    /// Last coefficient of the band.
    pub(super) last: usize,
    /// Bit position that the scan before this one reached; 0 where there was none.
    pub(super) high: u8,
    /// Bit position that this scan reaches.
    pub(super) low: u8,
}

impl ScanHeader {
    pub(super) fn read(header: &Header, payload: &[u8]) -> Result<Self, Corrupt> {
        let (&count, rest) = payload.split_first().ok_or(Corrupt::ShortSegment)?;
        let (parts, band) = rest.split_at_checked(usize::from(count) * 2).ok_or(Corrupt::ShortSegment)?;
        let &[first, last, bits] = band else { return Err(Corrupt::ShortSegment) };
        let mut components: Vec<ScanComponent> = Vec::new();
        for part in parts.chunks_exact(2) {
            let index = header.components.iter().position(|c| c.id == part[0]).ok_or(Corrupt::Scan)?;
            if components.iter().any(|earlier| earlier.index >= index) {
                return Err(Corrupt::Scan);
            }
            components.push(ScanComponent { index, dc: part[1] >> 4, ac: part[1] & 15 });
        }
        let (first, last) = (usize::from(first), usize::from(last));
        let scan = Self { components, first, last, high: bits >> 4, low: bits & 15 };
        if scan.is_sound(header) { Ok(scan) } else { Err(Corrupt::Scan) }
    }

    fn is_sound(&self, header: &Header) -> bool {
        let blocks: u32 = self
            .components
            .iter()
            .map(|c| &header.components[c.index])
            .map(|c| c.horizontal * c.vertical)
            .sum();
        let parts = match self.components.len() {
            0 => false,
            1 => true,
            _ => blocks <= 10,
        };
        let band = match header.process {
            // Some sequential encoders leave the band's fields empty; they say nothing there.
            Process::Sequential => self.low == 0 && self.high == 0,
            Process::Progressive if self.first == 0 => self.last == 0,
            Process::Progressive => self.first <= self.last && self.last < 64 && self.components.len() == 1,
        };
        parts && band && self.low <= 13 && (self.high == 0 || self.high == self.low + 1)
    }
}
