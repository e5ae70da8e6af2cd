use std::panic::{AssertUnwindSafe, catch_unwind};

use apoyo_photo::Reason;

use super::fault::Fault;
use super::{Format, Frame, Limits, jpeg, png, tiff, webp};

/// Decodes a whole photo, at the smallest scale whose shorter edge is still at least `wanted_edge` pixels.
///
/// The format is found in the bytes. A JPEG comes at 1/8, 1/4, 1/2 or 1/1 of its size (the inverse DCT does the
/// scaling), the others at 1/n (the mean of n x n pixels). A photo smaller than `wanted_edge` keeps its size. A photo
/// so long and narrow that its frame would pass [`Limits::max_frame_pixels`] comes smaller than wanted. The EXIF
/// orientation is applied; transparent pixels lie on white; 16-bit samples lose their low byte.
///
/// Heap in use beyond `bytes` stays under [`Limits::max_heap_bytes`] whatever the input is.
///
/// # Errors
/// [`Reason::Damaged`] where the data does not decode cleanly to its end, [`Reason::Unsupported`] where it is of no
/// format or variant that we read, [`Reason::TooLarge`] where it breaks a limit. Never [`Reason::Uncertain`].
pub fn decode(bytes: &[u8], wanted_edge: u32, limits: &Limits) -> Result<Frame, Reason> {
    // The libraries under png, tiff and webp promise not to panic; a photo in the trash must not rest on that.
    catch_unwind(AssertUnwindSafe(|| decode_format(bytes, wanted_edge, limits)))
        .unwrap_or_else(|_| Err(Fault::Damaged("the decoder gave up on these bytes".into())))
        .map_err(Reason::from)
}

fn decode_format(bytes: &[u8], wanted_edge: u32, limits: &Limits) -> Result<Frame, Fault> {
    limits.check_bytes(bytes.len())?;
    match Format::of(bytes)? {
        Format::Jpeg => jpeg::decode(bytes, wanted_edge, limits),
        Format::Png => png::decode(bytes, wanted_edge, limits),
        Format::Tiff => tiff::decode(bytes, wanted_edge, limits),
        Format::WebP => webp::decode(bytes, wanted_edge, limits),
    }
}
