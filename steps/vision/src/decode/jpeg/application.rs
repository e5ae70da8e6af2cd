use super::super::exif;
use super::super::orientation::Orientation;

/// What application segments say of how to show the picture.
#[derive(Debug, Default)]
pub(super) struct Application {
    /// A JFIF segment was there, which makes three components YCbCr.
    pub(super) jfif: bool,
    /// The transform that an Adobe segment names: 0 none, 1 YCbCr, 2 YCCK.
    pub(super) adobe_transform: Option<u8>,
    pub(super) orientation: Option<Orientation>,
}

impl Application {
    /// Takes APP`n`; what it does not know says nothing of the pixels.
    pub(super) fn read(&mut self, n: u8, payload: &[u8]) {
        match (n, payload) {
            (0, [b'J', b'F', b'I', b'F', 0, ..]) => self.jfif = true,
            (1, [b'E', b'x', b'i', b'f', 0, _, block @ ..]) if self.orientation.is_none() => {
                self.orientation = Some(exif::orientation(block));
            }
            (14, [b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, transform, ..]) => {
                self.adobe_transform = Some(*transform);
            }
            _ => {}
        }
    }
}
