use std::io::Cursor;

use tiff::decoder::{ChunkType, Decoder, DecodingResult};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::fault::Fault;
use super::line::Samples;
use super::orientation::Orientation;
use super::shrink::{HEAP_PER_FRAME_PIXEL, Shrink, factor_for, reduced};
use super::{Format, Frame, Limits, Size};

type Tiff<'a> = Decoder<Cursor<&'a [u8]>>;

/// Largest tag, in bytes: a million strips.
const TAG_BYTES: usize = 8 << 20;

/// Most pages that are looked at for whether they are copies of the first; each costs little.
const MAX_PAGES: usize = 64;

/// Decodes a TIFF strip by strip or tile by tile.
pub(super) fn decode(bytes: &[u8], wanted_edge: u32, limits: &Limits) -> Result<Frame, Fault> {
    let mut tiff = open(bytes, limits)?;
    let (width, height) = tiff.dimensions().map_err(fault)?;
    let original = Size { width, height };
    limits.check_size(original)?;
    let samples = samples_of(&mut tiff)?;
    let turn = tiff.find_tag_unsigned::<u32>(Tag::Orientation).map_err(fault)?;
    let factor = factor_for(original, wanted_edge, limits);
    check_chunk_heap(&tiff, reduced(original, factor), limits)?;
    let chunks = check_offsets(&mut tiff, bytes.len() as u64)?;
    let mut shrink = Shrink::new(original, factor);
    for index in 0..chunks {
        add_chunk(&mut tiff, index, samples, &mut shrink)?;
    }
    check_other_pages(&mut tiff)?;
    drop(tiff);
    let (pixels, size) = shrink.finish();
    let (pixels, size) = turn.map(Orientation::from_exif).unwrap_or_default().apply(pixels, size);
    Ok(Frame { pixels, size, original, format: Format::Tiff })
}

fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Tiff<'a>, Fault> {
    let half = usize::try_from(limits.max_heap_bytes / 2).unwrap_or(usize::MAX);
    let mut bounds = tiff::decoder::Limits::default();
    bounds.decoding_buffer_size = half;
    bounds.intermediate_buffer_size = half;
    bounds.ifd_value_size = TAG_BYTES;
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(fault)?.with_limits(bounds);
    // None, LZW, Deflate (new and old number), PackBits. JPEG inside a TIFF has no strict reader.
    match decoder.find_tag_unsigned::<u16>(Tag::Compression).map_err(fault)?.unwrap_or(1) {
        1 | 5 | 8 | 32_773 | 32_946 => Ok(decoder),
        other => Err(Fault::unsupported(format!("TIFF compression {other}"))),
    }
}

fn samples_of(tiff: &mut Tiff<'_>) -> Result<Samples, Fault> {
    if tiff.find_tag_unsigned::<u16>(Tag::PlanarConfiguration).map_err(fault)?.unwrap_or(1) != 1 {
        return Err(Fault::unsupported("a TIFF with its colours in separate planes"));
    }
    match tiff.colortype().map_err(fault)? {
        ColorType::Gray(8 | 16) => Ok(Samples::Grey),
        ColorType::GrayA(8 | 16) => Ok(Samples::GreyAlpha),
        ColorType::RGB(8 | 16) => Ok(Samples::Rgb),
        ColorType::RGBA(8 | 16) => Ok(Samples::Rgba),
        other => Err(Fault::unsupported(format!("a TIFF with pixels of {other:?}"))),
    }
}

/// A strip or tile is held decoded, as stored and as RGB row; 16-bit samples count twice.
fn check_chunk_heap(tiff: &Tiff<'_>, frame: Size, limits: &Limits) -> Result<(), Fault> {
    let (width, height) = tiff.chunk_dimensions();
    let chunk = Size { width, height }.pixels() * 8;
    limits.check_heap(chunk * 3 / 2 + frame.pixels() * HEAP_PER_FRAME_PIXEL + (TAG_BYTES as u64) * 2)
}

/// All strips or tiles lie inside the file; the library reads a strip's missing end as if it were there.
fn check_offsets(tiff: &mut Tiff<'_>, file: u64) -> Result<u32, Fault> {
    let (offsets, counts, chunks) = match tiff.get_chunk_type() {
        ChunkType::Strip => (Tag::StripOffsets, Tag::StripByteCounts, tiff.strip_count()),
        ChunkType::Tile => (Tag::TileOffsets, Tag::TileByteCounts, tiff.tile_count()),
    };
    let chunks = chunks.map_err(fault)?;
    let offsets = tiff.get_tag_u64_vec(offsets).map_err(fault)?;
    let counts = tiff.get_tag_u64_vec(counts).map_err(fault)?;
    if offsets.len() != chunks as usize || counts.len() != chunks as usize {
        let (places, sizes) = (offsets.len(), counts.len());
        return Err(Fault::damaged(format!(
            "{chunks} strips or tiles have {places} places and {sizes} sizes"
        )));
    }
    match offsets.iter().zip(&counts).find(|(at, count)| at.saturating_add(**count) > file) {
        Some((at, count)) => {
            Err(Fault::damaged(format!("a strip of {count} bytes at {at} ends after the file does")))
        }
        None => Ok(chunks),
    }
}

fn add_chunk(tiff: &mut Tiff<'_>, index: u32, samples: Samples, shrink: &mut Shrink) -> Result<(), Fault> {
    let (full_width, full_height) = tiff.chunk_dimensions();
    let (width, _) = tiff.chunk_data_dimensions(index);
    let across = tiff.dimensions().map_err(fault)?.0.div_ceil(full_width.max(1));
    let (left, top) = (index % across * full_width, index / across * full_height);
    let eight = match tiff.read_chunk(index).map_err(fault)? {
        DecodingResult::U8(samples) => samples,
        // The high byte is the 8-bit sample.
        DecodingResult::U16(wide) => wide.iter().map(|sample| sample.to_be_bytes()[0]).collect(),
        _ => return Err(Fault::unsupported("a TIFF with samples that are no 8- or 16-bit whole numbers")),
    };
    let mut rgb = Vec::new();
    for (y, row) in (top..).zip(eight.chunks_exact(width.max(1) as usize * samples.count())) {
        samples.to_rgb(row, &mut rgb);
        shrink.add(left, y, &rgb);
    }
    Ok(())
}

/// A second page could show a pylon that nobody looked at; smaller copies (bit 0) and masks (bit 2) could not.
fn check_other_pages(tiff: &mut Tiff<'_>) -> Result<(), Fault> {
    for _ in 0..MAX_PAGES {
        if !tiff.more_images() {
            return Ok(());
        }
        tiff.next_image().map_err(fault)?;
        let kind = tiff.find_tag_unsigned::<u32>(Tag::NewSubfileType).map_err(fault)?.unwrap_or(0);
        if kind & 0b101 == 0 {
            return Err(Fault::unsupported("a TIFF of several pages"));
        }
    }
    Err(Fault::TooLarge(format!("a TIFF of more than {MAX_PAGES} pages")))
}

fn fault(error: TiffError) -> Fault {
    match error {
        TiffError::UnsupportedError(what) => Fault::unsupported(what),
        TiffError::LimitsExceeded | TiffError::IntSizeError => {
            Fault::TooLarge("a strip, tile or tag needs too much memory".into())
        }
        TiffError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Fault::damaged("the file ends before the picture does")
        }
        other => Fault::damaged(other),
    }
}
