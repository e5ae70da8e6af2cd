use exif::{In, Reader, Tag};

use super::orientation::Orientation;

/// The orientation that an EXIF block (a TIFF structure, without the `Exif\0\0` in front) states for the photo.
///
/// A broken block states nothing: it says nothing of the pixels, so it is no reason to doubt them.
pub(super) fn orientation(block: &[u8]) -> Orientation {
    let Ok(exif) = Reader::new().read_raw(block.to_vec()) else {
        return Orientation::default();
    };
    let value = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0));
    value.map(Orientation::from_exif).unwrap_or_default()
}
