use super::corrupt::Corrupt;

/// Walks the markers and segments of a JPEG.
#[derive(Debug)]
pub(super) struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Segments<'a> {
    /// Starts after the SOI marker.
    pub(super) fn after_start(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 2 }
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes on from where entropy-coded data ended.
    pub(super) fn go_on_at(&mut self, at: usize) {
        self.at = at;
    }

    /// The code of the next marker, which must stand right here; fill bytes (B.1.1.2) may precede it.
    pub(super) fn marker(&mut self) -> Result<u8, Corrupt> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let fill = rest.iter().take_while(|&&byte| byte == 0xff).count();
        let code = *rest.get(fill).ok_or(Corrupt::EndOfFile)?;
        if fill == 0 || code == 0 {
            return Err(Corrupt::BetweenSegments);
        }
        self.at += fill + 1;
        Ok(code)
    }

    /// The payload of the segment whose marker was just read.
    pub(super) fn payload(&mut self) -> Result<&'a [u8], Corrupt> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let &length = rest.first_chunk::<2>().ok_or(Corrupt::EndOfFile)?;
        let length = usize::from(u16::from_be_bytes(length));
        if length < 2 {
            return Err(Corrupt::ShortSegment);
        }
        let payload = rest.get(2..length).ok_or(Corrupt::EndOfFile)?;
        self.at += length;
        Ok(payload)
    }
}
