use super::bits::Bits;
use super::corrupt::Corrupt;

/// Bits that the first look-up sees; longer codes are rare and go the long way.
const FAST_BITS: u32 = 9;

/// A Huffman table, as its DHT segment defines it (annex C).
#[derive(Debug, Clone)]
pub(super) struct Huffman {
    /// Symbol and code length (in the high byte) by the next bits; 0 where the code is longer.
    fast: Vec<u16>,
    /// For each length, the first 16-bit window that is of a longer code.
    ends: [u32; 17],
    /// For each length, what to add to a code to get its symbol's index.
    offsets: [i32; 17],
    symbols: Vec<u8>,
}

impl Huffman {
    /// From the count of codes of each length, 1 to 16, and the symbols in order of their codes.
    pub(super) fn new(counts: &[u8; 16], symbols: &[u8]) -> Result<Self, Corrupt> {
        let (mut ends, mut offsets) = ([0; 17], [0; 17]);
        let (mut code, mut index) = (0u32, 0u32);
        for (length, &count) in (1..).zip(counts) {
            let count = u32::from(count);
            offsets[length] = index.cast_signed() - code.cast_signed();
            code += count;
            index += count;
            if code > 1 << length {
                return Err(Corrupt::HuffmanTable);
            }
            ends[length] = code << (16 - length);
            code <<= 1;
        }
        if index as usize != symbols.len() || symbols.is_empty() {
            return Err(Corrupt::HuffmanTable);
        }
        let mut table = Self { fast: Vec::new(), ends, offsets, symbols: symbols.to_vec() };
        table.fast = (0..1 << FAST_BITS).map(|window| table.fast_entry(window)).collect();
        Ok(table)
    }

    fn fast_entry(&self, window: u32) -> u16 {
        match self.find(window << (16 - FAST_BITS)) {
            Some((symbol, length)) if length <= FAST_BITS => {
                u16::from(symbol) | u16::try_from(length).unwrap_or(0) << 8
            }
            _ => 0,
        }
    }

    /// The symbol that 16 bits start with, and the length of its code.
    pub(super) fn find(&self, window: u32) -> Option<(u8, u32)> {
        let length = (1..=16).find(|&length| window < self.ends[length])?;
        let code = (window >> (16 - length)).cast_signed();
        let symbol = self.symbols.get(usize::try_from(code + self.offsets[length]).ok()?)?;
        Some((*symbol, u32::try_from(length).ok()?))
    }

    /// Whether every symbol passes.
    pub(super) fn all_symbols(&self, passes: impl Fn(u8) -> bool) -> bool {
        self.symbols.iter().all(|&symbol| passes(symbol))
    }

    /// The next symbol; leaves room for a value of 16 bits.
    #[inline]
    pub(super) fn decode(&self, bits: &mut Bits<'_>) -> Result<u8, Corrupt> {
        bits.refill();
        let [length, symbol] = self.fast[bits.peek(FAST_BITS)].to_be_bytes();
        if length != 0 {
            bits.drop_bits(length.into());
            return Ok(symbol);
        }
        self.decode_long(bits)
    }

    #[cold]
    #[inline(never)]
    fn decode_long(&self, bits: &mut Bits<'_>) -> Result<u8, Corrupt> {
        let window = u32::try_from(bits.peek(16)).unwrap_or(0);
        let (symbol, length) = self.find(window).ok_or(Corrupt::Code)?;
        bits.drop_bits(length);
        Ok(symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_length_are_read() {
        // 0, 10, 110, ... one code of each length, so the last is fifteen ones and a zero.
        let symbols: Vec<u8> = (1..=16).collect();
        let table = Huffman::new(&[1; 16], &symbols).unwrap();
        for length in 1..=16u32 {
            let code = !(1u32 << (16 - length)) & 0xffff & !((1 << (16 - length)) - 1);
            assert_eq!(table.find(code), Some((u8::try_from(length).unwrap(), length)));
        }
        assert_eq!(table.find(0xffff), None);
    }

    #[test]
    fn tables_with_too_many_codes_are_refused() {
        let mut counts = [0; 16];
        counts[0] = 3;
        assert_eq!(Huffman::new(&counts, &[1, 2, 3]).err(), Some(Corrupt::HuffmanTable));
        assert_eq!(Huffman::new(&[0; 16], &[]).err(), Some(Corrupt::HuffmanTable));
    }
}
