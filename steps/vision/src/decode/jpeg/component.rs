use super::super::frame::Size;
use super::coefficients::Coefficients;
use super::header::{ComponentHeader, Header};
use super::zigzag::last_used;

/// One component while it is decoded: its geometry at the reduced scale, and its samples.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) header: ComponentHeader,
    /// Blocks that hold samples of the picture; what a scan of this component alone sends.
    pub(super) own_blocks: (usize, usize),
    /// Blocks of all whole MCUs, at least as many; the plane has room for these.
    pub(super) blocks: (usize, usize),
    /// Samples that a block is reduced to, across and down: 1, 2, 4 or 8 each.
    pub(super) reduced: (usize, usize),
    /// Index in sending order of the last coefficient that the reduced block uses.
    pub(super) last_used: usize,
    /// Samples of the picture at the reduced scale.
    pub(super) size: Size,
    /// Samples for each pixel of the frame, across and down; 1 where the plane matches the frame.
    pub(super) density: (f32, f32),
    /// Samples row by row, `stride` apart.
    pub(super) plane: Vec<u8>,
    /// The quantisation table of its first scan.
    pub(super) quantisation: Option<[u16; 64]>,
    /// What progressive scans have sent.
    pub(super) coefficients: Option<Coefficients>,
    /// Whether a sequential scan has sent it.
    pub(super) is_sent: bool,
}

impl Component {
    /// The component at `eighths`/8 of its size. Takes no memory for samples yet.
    pub(super) fn new(header: &Header, index: usize, eighths: u32) -> Self {
        let part = header.components[index];
        let (most_across, most_down) = header.sampling();
        let mcus = mcus(header);
        let reduced =
            (reduced(eighths, part.horizontal, most_across), reduced(eighths, part.vertical, most_down));
        let own = Size {
            width: (header.size.width * part.horizontal).div_ceil(most_across),
            height: (header.size.height * part.vertical).div_ceil(most_down),
        };
        Self {
            header: part,
            own_blocks: (own.width.div_ceil(8) as usize, own.height.div_ceil(8) as usize),
            blocks: (mcus.0 * part.horizontal as usize, mcus.1 * part.vertical as usize),
            reduced: (reduced.0 as usize, reduced.1 as usize),
            last_used: last_used(reduced.0 as usize, reduced.1 as usize),
            size: Size {
                width: (own.width * reduced.0).div_ceil(8),
                height: (own.height * reduced.1).div_ceil(8),
            },
            density: (
                density(part.horizontal * reduced.0, most_across * eighths),
                density(part.vertical * reduced.1, most_down * eighths),
            ),
            plane: Vec::new(),
            quantisation: None,
            coefficients: None,
            is_sent: false,
        }
    }

    /// Samples between the starts of two rows of the plane.
    pub(super) fn stride(&self) -> usize {
        self.blocks.0 * self.reduced.0
    }

    /// Bytes that the plane takes.
    pub(super) fn plane_bytes(&self) -> usize {
        self.stride() * self.blocks.1 * self.reduced.1
    }

    /// Index in the plane of a block's first sample.
    #[inline]
    pub(super) fn block_start(&self, across: usize, down: usize) -> usize {
        down * self.reduced.1 * self.stride() + across * self.reduced.0
    }
}

/// MCUs of an interleaved scan, across and down (A.2.3).
pub(super) fn mcus(header: &Header) -> (usize, usize) {
    let (across, down) = header.sampling();
    (header.size.width.div_ceil(8 * across) as usize, header.size.height.div_ceil(8 * down) as usize)
}

/// Samples that a block is reduced to in one direction: a component sampled at half the rate is reduced half as much,
/// as far as a block has samples, so that its plane matches the finest one without interpolation.
fn reduced(eighths: u32, sampling: u32, most: u32) -> u32 {
    let ratio = most / sampling;
    if most.is_multiple_of(sampling) && ratio != 3 && eighths * ratio <= 8 {
        eighths * ratio
    } else {
        eighths
    }
}

#[expect(clippy::cast_precision_loss, reason = "both are at most 32")]
fn density(samples: u32, pixels: u32) -> f32 {
    samples as f32 / pixels as f32
}
