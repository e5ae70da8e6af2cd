use std::io::Cursor;

use image_webp::{DecodingError, WebPDecoder};

use super::fault::Fault;
use super::line::Samples;
use super::orientation::Orientation;
use super::shrink::{HEAP_PER_FRAME_PIXEL, Shrink, factor_for, reduced};
use super::{Format, Frame, Limits, Size, exif};

/// Bytes that the library holds for each pixel: its own planes (lossy) or ARGB (lossless) beside the output.
const LIBRARY_HEAP_PER_PIXEL: u64 = 5;

/// Decodes a WebP whole, then shrinks it; the library has no rows to give.
pub(super) fn decode(bytes: &[u8], wanted_edge: u32, limits: &Limits) -> Result<Frame, Fault> {
    check_chunks(bytes, limits)?;
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    let (width, height) = decoder.dimensions();
    let original = Size { width, height };
    limits.check_size(original)?;
    if decoder.is_animated() {
        return Err(Fault::unsupported(format!("an animated WebP of {} pictures", decoder.num_frames())));
    }
    let samples = if decoder.has_alpha() { Samples::Rgba } else { Samples::Rgb };
    let factor = factor_for(original, wanted_edge, limits);
    let frame = reduced(original, factor).pixels() * HEAP_PER_FRAME_PIXEL;
    let whole = original.pixels() * (LIBRARY_HEAP_PER_PIXEL + samples.count() as u64);
    limits.check_heap(whole.max(frame + original.pixels() * samples.count() as u64) + (1 << 20))?;
    decoder.set_memory_limit(1 << 20);
    let mut picture = vec![0; decoder.output_buffer_size().ok_or_else(|| Fault::damaged("no size"))?];
    decoder.read_image(&mut picture).map_err(|error| fault(&error))?;
    let turn = decoder.exif_metadata().ok().flatten().map_or_else(Orientation::default, |block| {
        // Some writers put JPEG's marker in front, which the WebP container does not ask for.
        exif::orientation(block.strip_prefix(b"Exif\0\0").unwrap_or(&block))
    });
    drop(decoder);
    let mut shrink = Shrink::new(original, factor);
    let mut rgb = Vec::new();
    for (y, row) in (0u32..height).zip(picture.chunks_exact(width as usize * samples.count())) {
        samples.to_rgb(row, &mut rgb);
        shrink.add(0, y, &rgb);
    }
    drop(picture);
    let (pixels, size) = shrink.finish();
    let (pixels, size) = turn.apply(pixels, size);
    Ok(Frame { pixels, size, original, format: Format::WebP })
}

/// Walks the RIFF chunks: all of them lie in the file, and the picture's own header breaks no limit.
///
/// The library believes the bitstream's size when it allocates, whatever the container's header says.
fn check_chunks(bytes: &[u8], limits: &Limits) -> Result<(), Fault> {
    let length = u32_at(bytes, 4)? as usize;
    if length > bytes.len() - 8 {
        return Err(Fault::damaged(format!(
            "the file ends at {} bytes, its header says {}",
            bytes.len(),
            length + 8
        )));
    }
    let mut rest = bytes.get(12..length + 8).ok_or_else(|| Fault::damaged("an empty container"))?;
    while !rest.is_empty() {
        let size = u32_at(rest, 4)? as usize;
        let chunk =
            rest.get(8..8 + size).ok_or_else(|| Fault::damaged("a chunk ends after the file does"))?;
        match &rest[..4] {
            b"VP8 " => limits.check_size(lossy_size(chunk)?)?,
            b"VP8L" => limits.check_size(lossless_size(chunk)?)?,
            _ => {}
        }
        rest = rest.get(8 + size + size % 2..).unwrap_or_default();
    }
    Ok(())
}

/// Source: RFC 6386, section 9.1.
fn lossy_size(chunk: &[u8]) -> Result<Size, Fault> {
    let edges = u32_at(chunk, 6)?;
    Ok(Size { width: edges & 0x3fff, height: edges >> 16 & 0x3fff })
}

/// Source: RFC 9649, section 3.4.
fn lossless_size(chunk: &[u8]) -> Result<Size, Fault> {
    let edges = u32_at(chunk, 1)?;
    Ok(Size { width: (edges & 0x3fff) + 1, height: (edges >> 14 & 0x3fff) + 1 })
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, Fault> {
    match bytes.get(at..at + 4) {
        Some(&[a, b, c, d]) => Ok(u32::from_le_bytes([a, b, c, d])),
        _ => Err(Fault::damaged("the file ends inside a header")),
    }
}

fn fault(error: &DecodingError) -> Fault {
    match error {
        DecodingError::MemoryLimitExceeded => Fault::TooLarge("its metadata needs too much memory".into()),
        DecodingError::UnsupportedFeature(what) => Fault::unsupported(what),
        other => Fault::damaged(other),
    }
}
