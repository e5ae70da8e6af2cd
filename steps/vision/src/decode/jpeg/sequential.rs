use super::bits::Bits;
use super::component::Component;
use super::corrupt::Corrupt;
use super::huffman::Huffman;
use super::inverse_dct::{InverseDct, to_sample};
use super::scan::{BlockDecoder, Scan};
use super::scan_header::ScanHeader;
use super::skip_table::{LARGEST_AC_SIZE, SkipTable};
use super::tables::Tables;
use super::zigzag::NATURAL;

/// Largest DC coefficient, dequantised, of a sound block, beside its quantisation step: 8 x 128 for full black or
/// white, and a quarter more for encoders that overshoot against ringing. A lost bit soon drives DC out of this.
pub(super) const LARGEST_DC: i32 = 1024 + 256;

/// Decodes a scan that sends whole blocks straight to samples (annex F).
pub(super) fn decode(
    scan: &Scan,
    header: &ScanHeader,
    (components, tables): (&mut [Component], &Tables),
    (data, at): (&[u8], usize),
) -> Result<usize, Corrupt> {
    let mut skips: [Option<SkipTable<'_>>; 4] = [const { None }; 4];
    for part in &header.components {
        if components[part.index].last_used < 63
            && skips.get(usize::from(part.ac)).is_some_and(Option::is_none)
        {
            skips[usize::from(part.ac)] = Some(SkipTable::new(tables.ac(part.ac)?));
        }
    }
    let mut parts = Vec::new();
    for (index, component) in components.iter_mut().enumerate() {
        let Some(part) = header.components.iter().find(|part| part.index == index) else { continue };
        if std::mem::replace(&mut component.is_sent, true) {
            return Err(Corrupt::Scan);
        }
        let quantisation = tables.quantisation(component.header.quantisation)?;
        let (dc, ac) = (tables.dc(part.dc)?, tables.ac(part.ac)?);
        let skip = skips[usize::from(part.ac)].as_ref();
        parts.push(Part { component, quantisation, dc, ac, skip, prediction: 0 });
    }
    scan.decode(data, at, &mut Sequential { parts, inverse_dct: InverseDct::new() })
}

struct Sequential<'a> {
    parts: Vec<Part<'a>>,
    inverse_dct: InverseDct,
}

struct Part<'a> {
    component: &'a mut Component,
    quantisation: [u16; 64],
    dc: &'a Huffman,
    ac: &'a Huffman,
    /// Absent where every coefficient is used.
    skip: Option<&'a SkipTable<'a>>,
    prediction: i32,
}

impl BlockDecoder for Sequential<'_> {
    #[inline]
    fn block(&mut self, bits: &mut Bits<'_>, part: usize, place: (usize, usize)) -> Result<(), Corrupt> {
        let part = &mut self.parts[part];
        let dc = part.read_dc(bits)?;
        let start = part.component.block_start(place.0, place.1);
        if part.component.last_used == 0 {
            if let Some(skip) = part.skip {
                skip.skip(bits, 1)?;
            }
            part.component.plane[start] = to_sample(dc / 8.0 + 128.0);
            return Ok(());
        }
        let mut block = [0.0; 64];
        block[0] = dc;
        let next = part.read_used(bits, &mut block)?;
        if let Some(skip) = part.skip {
            skip.skip(bits, next)?;
        }
        let stride = part.component.stride();
        let out = &mut part.component.plane[start..];
        self.inverse_dct.write(&block, part.component.reduced, out, stride);
        Ok(())
    }

    fn reset(&mut self) -> Result<(), Corrupt> {
        for part in &mut self.parts {
            part.prediction = 0;
        }
        Ok(())
    }
}

impl Part<'_> {
    #[inline]
    fn read_dc(&mut self, bits: &mut Bits<'_>) -> Result<f32, Corrupt> {
        let size = self.dc.decode(bits)?;
        self.prediction += bits.take_signed(size.into());
        dequantised_dc(self.prediction, self.quantisation[0])
    }

    /// Reads the coefficients up to the last that is used; returns the index of the next, 64 where the block ended.
    fn read_used(&self, bits: &mut Bits<'_>, block: &mut [f32; 64]) -> Result<u32, Corrupt> {
        let mut k = 1;
        while k <= self.component.last_used {
            let symbol = self.ac.decode(bits)?;
            let (run, size) = (usize::from(symbol >> 4), symbol & 15);
            k += run;
            match (run, size) {
                (0, 0) => return Ok(64),
                (15, 0) | (_, 1..=LARGEST_AC_SIZE) if k > 63 => return Err(Corrupt::Run),
                (15, 0) => {}
                (_, 1..=LARGEST_AC_SIZE) => {
                    let place = usize::from(NATURAL[k]);
                    block[place] = dequantised(bits.take_signed(size.into()), self.quantisation[place]);
                }
                _ => return Err(Corrupt::Code),
            }
            k += 1;
        }
        Ok(u32::try_from(k).unwrap_or(64))
    }
}

/// The DC coefficient times its step; fails where no photo's block could have it.
pub(super) fn dequantised_dc(value: i32, step: u16) -> Result<f32, Corrupt> {
    let step = i32::from(step);
    if value.abs() > LARGEST_DC / step + 1 {
        return Err(Corrupt::Brightness);
    }
    Ok(dequantised(value, u16::try_from(step).unwrap_or(u16::MAX)))
}

#[expect(clippy::cast_precision_loss, reason = "coefficients have at most 16 bits, which are exact")]
fn dequantised(value: i32, step: u16) -> f32 {
    value as f32 * f32::from(step)
}
