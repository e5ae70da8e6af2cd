use super::component::Component;
use super::corrupt::Corrupt;
use super::zigzag::{NATURAL, is_used};

/// Marks a coefficient whose value the reduced scale does not need.
const NOT_KEPT: u8 = u8::MAX;

/// What the progressive scans of one component have sent so far.
///
/// Later scans are coded by which coefficients are zero, so one bit is held for each; values are held only for those
/// that the reduced scale uses. At 1/8 that is 10 bytes a block, where whole coefficients would be 128.
#[derive(Debug)]
pub(super) struct Coefficients {
    /// Which coefficients are not zero, in sending order from the lowest bit, block by block.
    pub(super) sent: Vec<u64>,
    values: Vec<i16>,
    slots: [u8; 64],
    kept: usize,
    /// Lowest bit position sent of each coefficient.
    reached: [Option<u8>; 64],
}

impl Coefficients {
    /// Bytes that the coefficients of a component take.
    pub(super) fn bytes(component: &Component) -> usize {
        let blocks = component.blocks.0 * component.blocks.1;
        blocks * (8 + 2 * component.reduced.0 * component.reduced.1)
    }

    pub(super) fn new(component: &Component) -> Self {
        let (wide, high) = component.reduced;
        let blocks = component.blocks.0 * component.blocks.1;
        let mut slots = [NOT_KEPT; 64];
        for (slot, k) in (0..).zip((0..64).filter(|&k| is_used(k, wide, high))) {
            slots[k] = slot;
        }
        let kept = wide * high;
        Self { sent: vec![0; blocks], values: vec![0; blocks * kept], slots, kept, reached: [None; 64] }
    }

    /// Notes that a scan sends a band down to bit `low`; each bit must come once and in order (G.1.1.1.2).
    pub(super) fn begin_band(
        &mut self,
        band: std::ops::RangeInclusive<usize>,
        high: u8,
        low: u8,
    ) -> Result<(), Corrupt> {
        if *band.start() > 0 && self.reached[0].is_none() {
            return Err(Corrupt::Scan);
        }
        for reached in &mut self.reached[band] {
            let follows = match *reached {
                None => high == 0,
                Some(before) => high == before && before > 0,
            };
            if !follows {
                return Err(Corrupt::Scan);
            }
            *reached = Some(low);
        }
        Ok(())
    }

    /// Fails unless every bit of every coefficient was sent.
    pub(super) fn check_complete(&self) -> Result<(), Corrupt> {
        if self.reached.iter().all(|reached| *reached == Some(0)) {
            Ok(())
        } else {
            Err(Corrupt::MissingScan)
        }
    }

    /// Sets a coefficient of a block, and that it is not zero.
    pub(super) fn set(&mut self, block: usize, k: usize, value: i32) -> Result<(), Corrupt> {
        let value = i16::try_from(value).map_err(|_| Corrupt::Brightness)?;
        self.sent[block] |= 1 << k;
        if self.slots[k] != NOT_KEPT {
            self.values[block * self.kept + usize::from(self.slots[k])] = value;
        }
        Ok(())
    }

    /// Adds a bit to a coefficient that is not zero, away from zero.
    pub(super) fn refine(&mut self, block: usize, k: usize, bit: i16) {
        if self.slots[k] != NOT_KEPT {
            let value = &mut self.values[block * self.kept + usize::from(self.slots[k])];
            *value = value.saturating_add(if *value < 0 { -bit } else { bit });
        }
    }

    /// Sets a bit of the DC coefficient, which is a two's complement number.
    pub(super) fn set_dc_bit(&mut self, block: usize, bit: i16) {
        self.values[block * self.kept] |= bit;
    }

    /// The block's coefficients, dequantised, row by row.
    pub(super) fn block(&self, block: usize, quantisation: &[u16; 64]) -> [f32; 64] {
        let mut out = [0.0; 64];
        for (place, &slot) in NATURAL.iter().zip(&self.slots).filter(|(_, slot)| **slot != NOT_KEPT) {
            let place = usize::from(*place);
            let value = self.values[block * self.kept + usize::from(slot)];
            out[place] = f32::from(value) * f32::from(quantisation[place]);
        }
        out
    }
}
