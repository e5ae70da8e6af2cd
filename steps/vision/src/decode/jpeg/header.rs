use super::super::fault::Fault;
use super::super::frame::Size;
use super::corrupt::Corrupt;

/// How the coefficients are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Process {
    /// Each block once and whole (SOF0, SOF1).
    Sequential,
    /// Band by band and bit by bit (SOF2).
    Progressive,
}

/// A component as the header states it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ComponentHeader {
    pub(super) id: u8,
    pub(super) horizontal: u32,
    pub(super) vertical: u32,
    pub(super) quantisation: u8,
}

/// The frame header (B.2.2).
#[derive(Debug)]
pub(super) struct Header {
    pub(super) process: Process,
    pub(super) size: Size,
    pub(super) components: Vec<ComponentHeader>,
}

impl Header {
    pub(super) fn read(process: Process, payload: &[u8]) -> Result<Self, Fault> {
        let &[precision, h1, h0, w1, w0, count, ref parts @ ..] = payload else {
            return Err(Corrupt::ShortSegment.into());
        };
        if precision != 8 {
            return Err(Fault::unsupported(format!("a JPEG of {precision} bits a sample")));
        }
        match count {
            1 | 3 => {}
            4 => return Err(Fault::unsupported("a JPEG with four components (CMYK)")),
            _ => return Err(Fault::unsupported(format!("a JPEG with {count} components"))),
        }
        if parts.len() != usize::from(count) * 3 {
            return Err(Corrupt::Header.into());
        }
        let components = parts.chunks_exact(3).map(component).collect::<Result<Vec<_>, _>>()?;
        if (1..components.len()).any(|i| components[..i].iter().any(|earlier| earlier.id == components[i].id))
        {
            return Err(Corrupt::Header.into());
        }
        let size =
            Size { width: u16::from_be_bytes([w1, w0]).into(), height: u16::from_be_bytes([h1, h0]).into() };
        Ok(Self { process, size, components })
    }

    /// The largest sampling factors, horizontal and vertical.
    pub(super) fn sampling(&self) -> (u32, u32) {
        let most = |of: fn(&ComponentHeader) -> u32| self.components.iter().map(of).max().unwrap_or(1);
        (most(|c| c.horizontal), most(|c| c.vertical))
    }
}

fn component(part: &[u8]) -> Result<ComponentHeader, Corrupt> {
    let (horizontal, vertical) = (u32::from(part[1] >> 4), u32::from(part[1] & 15));
    if !(1..=4).contains(&horizontal) || !(1..=4).contains(&vertical) || part[2] > 3 {
        return Err(Corrupt::Header);
    }
    Ok(ComponentHeader { id: part[0], horizontal, vertical, quantisation: part[2] })
}
