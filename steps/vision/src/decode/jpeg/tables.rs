use super::corrupt::Corrupt;
use super::huffman::Huffman;
use super::zigzag::NATURAL;

/// The tables that segments have set so far.
#[derive(Debug, Default)]
pub(super) struct Tables {
    quantisation: [Option<[u16; 64]>; 4],
    dc: [Option<Huffman>; 4],
    ac: [Option<Huffman>; 4],
    /// MCUs between restart markers; 0: none.
    pub(super) restart_interval: u32,
}

impl Tables {
    /// Reads a DQT segment (B.2.4.1).
    pub(super) fn define_quantisation(&mut self, mut payload: &[u8]) -> Result<(), Corrupt> {
        while let [head, rest @ ..] = payload {
            let (wide, slot) = (head >> 4, usize::from(head & 15));
            let bytes = match wide {
                0 => 64,
                1 => 128,
                _ => return Err(Corrupt::QuantisationTable),
            };
            let (values, rest) = rest.split_at_checked(bytes).ok_or(Corrupt::ShortSegment)?;
            let mut table = [0; 64];
            for (place, value) in NATURAL.iter().zip(values.chunks_exact(bytes / 64)) {
                table[usize::from(*place)] = value.iter().fold(0, |sum, &byte| sum << 8 | u16::from(byte));
            }
            if table.contains(&0) {
                return Err(Corrupt::QuantisationTable);
            }
            *self.quantisation.get_mut(slot).ok_or(Corrupt::QuantisationTable)? = Some(table);
            payload = rest;
        }
        Ok(())
    }

    /// Reads a DHT segment (B.2.4.2).
    pub(super) fn define_huffman(&mut self, mut payload: &[u8]) -> Result<(), Corrupt> {
        while let [head, rest @ ..] = payload {
            let (counts, rest) = rest.split_first_chunk::<16>().ok_or(Corrupt::ShortSegment)?;
            let total = counts.iter().map(|&count| usize::from(count)).sum();
            let (symbols, rest) = rest.split_at_checked(total).ok_or(Corrupt::ShortSegment)?;
            let table = Huffman::new(counts, symbols)?;
            let slots = match head >> 4 {
                // A DC difference of 8-bit samples has at most 11 bits; libjpeg lets 15 pass, and so more harm.
                0 if table.all_symbols(|symbol| symbol <= 11) => &mut self.dc,
                1 => &mut self.ac,
                _ => return Err(Corrupt::HuffmanTable),
            };
            *slots.get_mut(usize::from(head & 15)).ok_or(Corrupt::HuffmanTable)? = Some(table);
            payload = rest;
        }
        Ok(())
    }

    /// Reads a DRI segment (B.2.4.4).
    pub(super) fn define_restart(&mut self, payload: &[u8]) -> Result<(), Corrupt> {
        let &[high, low] = payload else { return Err(Corrupt::ShortSegment) };
        self.restart_interval = u16::from_be_bytes([high, low]).into();
        Ok(())
    }

    pub(super) fn quantisation(&self, slot: u8) -> Result<[u16; 64], Corrupt> {
        self.quantisation.get(usize::from(slot)).copied().flatten().ok_or(Corrupt::MissingTable)
    }

    pub(super) fn dc(&self, slot: u8) -> Result<&Huffman, Corrupt> {
        self.dc.get(usize::from(slot)).and_then(Option::as_ref).ok_or(Corrupt::MissingTable)
    }

    pub(super) fn ac(&self, slot: u8) -> Result<&Huffman, Corrupt> {
        self.ac.get(usize::from(slot)).and_then(Option::as_ref).ok_or(Corrupt::MissingTable)
    }
}
