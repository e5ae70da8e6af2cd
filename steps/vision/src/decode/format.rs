use super::fault::Fault;

/// A format of photo that Apoyo reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// ISO/IEC 10918-1, baseline, extended and progressive Huffman, 8 bits a sample, 1 or 3 components.
    Jpeg,
    /// PNG, one picture.
    Png,
    /// TIFF 6.0 and `BigTIFF`, one page (reduced copies and masks beside it are passed over).
    Tiff,
    /// WebP, lossy or lossless, one picture.
    WebP,
}

impl Format {
    /// What the first bytes say; names and content types lie.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, Fault> {
        match bytes {
            [] => Err(Fault::unsupported("the file is empty")),
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Ok(Self::Png),
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Ok(Self::Tiff),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Self::WebP),
            _ => Err(Fault::unsupported(format!(
                "no JPEG, PNG, TIFF or WebP: starts with {}",
                start_of(bytes)
            ))),
        }
    }

    /// Its name, as people write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Tiff => "TIFF",
            Self::WebP => "WebP",
        }
    }
}

fn start_of(bytes: &[u8]) -> String {
    let hex: Vec<String> = bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    hex.join(" ")
}
