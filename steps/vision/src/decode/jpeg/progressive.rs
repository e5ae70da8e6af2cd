use super::bits::Bits;
use super::coefficients::Coefficients;
use super::component::Component;
use super::corrupt::Corrupt;
use super::huffman::Huffman;
use super::inverse_dct::InverseDct;
use super::scan::{BlockDecoder, Scan};
use super::scan_header::ScanHeader;
use super::sequential::dequantised_dc;
use super::skip_table::LARGEST_AC_SIZE;
use super::tables::Tables;

/// Decodes one scan of a band or a bit into the coefficients (annex G).
pub(super) fn decode(
    scan: &Scan,
    header: &ScanHeader,
    (components, tables): (&mut [Component], &Tables),
    (data, at): (&[u8], usize),
) -> Result<usize, Corrupt> {
    let mut parts = Vec::new();
    for (index, component) in components.iter_mut().enumerate() {
        let Some(part) = header.components.iter().find(|part| part.index == index) else { continue };
        if component.quantisation.is_none() {
            component.quantisation = Some(tables.quantisation(component.header.quantisation)?);
        }
        let wide = component.blocks.0;
        let coefficients = component.coefficients.as_mut().ok_or(Corrupt::Scan)?;
        coefficients.begin_band(header.first..=header.last, header.high, header.low)?;
        let table = match (header.first, header.high) {
            (0, 0) => Some(tables.dc(part.dc)?),
            (0, _) => None,
            _ => Some(tables.ac(part.ac)?),
        };
        parts.push(Part { coefficients, table, wide, prediction: 0 });
    }
    let band = Band { first: header.first, last: header.last, low: header.low, is_first: header.high == 0 };
    scan.decode(data, at, &mut Progressive { parts, band, empty_blocks: 0 })
}

/// Turns the coefficients of a complete picture into samples.
pub(super) fn render(component: &mut Component) -> Result<(), Corrupt> {
    let coefficients = component.coefficients.take().ok_or(Corrupt::MissingScan)?;
    let quantisation = component.quantisation.ok_or(Corrupt::MissingScan)?;
    coefficients.check_complete()?;
    let inverse_dct = InverseDct::new();
    let (stride, size) = (component.stride(), component.reduced);
    for y in 0..component.own_blocks.1 {
        for x in 0..component.own_blocks.0 {
            let block = coefficients.block(y * component.blocks.0 + x, &quantisation);
            check_dc(block[0], quantisation[0])?;
            let start = component.block_start(x, y);
            inverse_dct.write(&block, size, &mut component.plane[start..], stride);
        }
    }
    Ok(())
}

fn check_dc(dc: f32, step: u16) -> Result<(), Corrupt> {
    #[expect(clippy::cast_possible_truncation, reason = "it was made from whole numbers of 16 bits")]
    let value = (dc / f32::from(step)) as i32;
    dequantised_dc(value, step).map(|_| ())
}

#[derive(Debug, Clone, Copy)]
struct Band {
    first: usize,
    last: usize,
    low: u8,
    is_first: bool,
}

struct Part<'a> {
    coefficients: &'a mut Coefficients,
    table: Option<&'a Huffman>,
    /// Blocks in a row of the component.
    wide: usize,
    prediction: i32,
}

struct Progressive<'a> {
    parts: Vec<Part<'a>>,
    band: Band,
    /// Blocks still to come that have nothing (more) in this band.
    empty_blocks: u32,
}

impl BlockDecoder for Progressive<'_> {
    #[inline]
    fn block(&mut self, bits: &mut Bits<'_>, part: usize, place: (usize, usize)) -> Result<(), Corrupt> {
        let part = &mut self.parts[part];
        let block = place.1 * part.wide + place.0;
        match (self.band.first, self.band.is_first) {
            (0, true) => part.dc_first(bits, block, self.band.low),
            (0, false) => {
                if bits.take(1) == 1 {
                    part.coefficients.set_dc_bit(block, 1 << self.band.low);
                }
                Ok(())
            }
            (_, true) => part.ac_first(bits, block, self.band, &mut self.empty_blocks),
            (_, false) => part.ac_refine(bits, block, self.band, &mut self.empty_blocks),
        }
    }

    fn reset(&mut self) -> Result<(), Corrupt> {
        for part in &mut self.parts {
            part.prediction = 0;
        }
        if self.empty_blocks == 0 { Ok(()) } else { Err(Corrupt::EmptyBlocks) }
    }
}

impl Part<'_> {
    fn symbol(&self, bits: &mut Bits<'_>) -> Result<(usize, u8), Corrupt> {
        let symbol = self.table.ok_or(Corrupt::MissingTable)?.decode(bits)?;
        Ok((usize::from(symbol >> 4), symbol & 15))
    }

    fn dc_first(&mut self, bits: &mut Bits<'_>, block: usize, low: u8) -> Result<(), Corrupt> {
        let (high, size) = self.symbol(bits)?;
        if high != 0 {
            return Err(Corrupt::Code);
        }
        self.prediction += bits.take_signed(size.into());
        if self.prediction.abs() > i32::from(i16::MAX) {
            return Err(Corrupt::Brightness);
        }
        self.coefficients.set(block, 0, self.prediction << low)
    }

    fn ac_first(
        &mut self,
        bits: &mut Bits<'_>,
        block: usize,
        band: Band,
        empty: &mut u32,
    ) -> Result<(), Corrupt> {
        if *empty > 0 {
            *empty -= 1;
            return Ok(());
        }
        let mut k = band.first;
        while k <= band.last {
            let (run, size) = self.symbol(bits)?;
            match (run, size) {
                (15, 0) => k += 15,
                (_, 0) => {
                    *empty = empty_run(bits, run) - 1;
                    return Ok(());
                }
                (_, 1..=LARGEST_AC_SIZE) => {
                    k += run;
                    let value = bits.take_signed(size.into());
                    if k > band.last {
                        return Err(Corrupt::Run);
                    }
                    self.coefficients.set(block, k, value << band.low)?;
                }
                _ => return Err(Corrupt::Code),
            }
            if k > band.last {
                return Err(Corrupt::Run);
            }
            k += 1;
        }
        Ok(())
    }

    fn ac_refine(
        &mut self,
        bits: &mut Bits<'_>,
        block: usize,
        band: Band,
        empty: &mut u32,
    ) -> Result<(), Corrupt> {
        let mut k = band.first;
        while *empty == 0 && k <= band.last {
            let (run, size) = self.symbol(bits)?;
            let value = match (run, size) {
                (15, 0) => 0,
                (_, 0) => {
                    *empty = empty_run(bits, run);
                    break;
                }
                (_, 1) => {
                    if bits.take(1) == 1 {
                        1
                    } else {
                        -1
                    }
                }
                _ => return Err(Corrupt::Code),
            };
            k = self.refine_over(bits, block, k..band.last + 1, (run, band.low));
            if k > band.last {
                return Err(Corrupt::Run);
            }
            if value != 0 {
                self.coefficients.set(block, k, value << band.low)?;
            }
            k += 1;
        }
        if *empty > 0 {
            self.refine_over(bits, block, k..band.last + 1, (64, band.low));
            *empty -= 1;
        }
        Ok(())
    }

    /// Reads a bit for each coefficient that is not zero, until `run` zeros were passed; returns where it stopped.
    fn refine_over(
        &mut self,
        bits: &mut Bits<'_>,
        block: usize,
        band: std::ops::Range<usize>,
        (mut run, low): (usize, u8),
    ) -> usize {
        let sent = self.coefficients.sent[block];
        for k in band.clone() {
            if sent >> k & 1 == 1 {
                if bits.take(1) == 1 {
                    self.coefficients.refine(block, k, 1 << low);
                }
            } else if run == 0 {
                return k;
            } else {
                run -= 1;
            }
        }
        band.end
    }
}

/// Length of a run of blocks without coefficients, this one included (G.1.2.2).
fn empty_run(bits: &mut Bits<'_>, exponent: usize) -> u32 {
    let exponent = u32::try_from(exponent).unwrap_or(0);
    (1 << exponent) + bits.take(exponent)
}
