use std::io::Cursor;

use png::{ColorType, DecodeOptions, Decoder, DecodingError, Reader, Transformations};

use super::fault::Fault;
use super::line::{Samples, row_bytes};
use super::orientation::Orientation;
use super::shrink::{HEAP_PER_FRAME_PIXEL, Shrink, factor_for, reduced};
use super::{Format, Frame, Limits, Size, exif};

/// Heap that the library holds for its own windows, rows and small chunks, in bytes.
const LIBRARY_HEAP_BYTES: usize = 8 << 20;

/// Decodes a PNG row by row up to its `IEND`, with every checksum checked.
pub(super) fn decode(bytes: &[u8], wanted_edge: u32, limits: &Limits) -> Result<Frame, Fault> {
    let mut reader = open(bytes, limits)?;
    let original = Size { width: reader.info().width, height: reader.info().height };
    let samples = samples_of(&reader)?;
    let factor = factor_for(original, wanted_edge, limits);
    let whole = if reader.info().interlaced { original.pixels() * samples.count() as u64 } else { 0 };
    let row = row_bytes(original.width, Samples::Rgba)? as u64 * 6;
    let frame = reduced(original, factor).pixels() * HEAP_PER_FRAME_PIXEL;
    limits.check_heap(whole + row + frame + LIBRARY_HEAP_BYTES as u64)?;
    let mut shrink = Shrink::new(original, factor);
    if reader.info().interlaced {
        add_whole(&mut reader, samples, &mut shrink)?;
    } else {
        add_rows(&mut reader, samples, &mut shrink)?;
    }
    reader.finish().map_err(|error| fault(&error))?;
    let turn = reader.info().exif_metadata.as_deref().map_or_else(Orientation::default, exif::orientation);
    let (pixels, size) = shrink.finish();
    let (pixels, size) = turn.apply(pixels, size);
    Ok(Frame { pixels, size, original, format: Format::Png })
}

fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Reader<Cursor<&'a [u8]>>, Fault> {
    let mut options = DecodeOptions::default();
    options.set_ignore_checksums(false);
    options.set_skip_ancillary_crc_failures(false);
    options.set_ignore_text_chunk(true);
    options.set_ignore_iccp_chunk(true);
    let mut decoder = Decoder::new_with_options(Cursor::new(bytes), options);
    decoder.set_limits(png::Limits { bytes: LIBRARY_HEAP_BYTES });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(|error| fault(&error))?;
    limits.check_size(Size { width: header.width, height: header.height })?;
    let reader = decoder.read_info().map_err(|error| fault(&error))?;
    match reader.info().animation_control {
        Some(control) if control.num_frames > 1 => {
            Err(Fault::unsupported(format!("an animated PNG of {} pictures", control.num_frames)))
        }
        _ => Ok(reader),
    }
}

fn samples_of(reader: &Reader<Cursor<&[u8]>>) -> Result<Samples, Fault> {
    match reader.output_color_type().0 {
        ColorType::Grayscale => Ok(Samples::Grey),
        ColorType::GrayscaleAlpha => Ok(Samples::GreyAlpha),
        ColorType::Rgb => Ok(Samples::Rgb),
        ColorType::Rgba => Ok(Samples::Rgba),
        ColorType::Indexed => Err(Fault::damaged("a palette PNG without its palette")),
    }
}

fn add_rows(reader: &mut Reader<Cursor<&[u8]>>, samples: Samples, shrink: &mut Shrink) -> Result<(), Fault> {
    let mut rgb = Vec::new();
    let mut y = 0;
    while let Some(row) = reader.next_row().map_err(|error| fault(&error))? {
        samples.to_rgb(row.data(), &mut rgb);
        shrink.add(0, y, &rgb);
        y += 1;
    }
    Ok(())
}

/// An interlaced picture comes in seven passes, which the library puts together in one buffer.
fn add_whole(reader: &mut Reader<Cursor<&[u8]>>, samples: Samples, shrink: &mut Shrink) -> Result<(), Fault> {
    let bytes =
        reader.output_buffer_size().ok_or_else(|| Fault::damaged("its size does not fit in memory"))?;
    let mut picture = vec![0; bytes];
    let info = reader.next_frame(&mut picture).map_err(|error| fault(&error))?;
    let mut rgb = Vec::new();
    let row = info.width as usize * samples.count();
    for (y, line) in (0u32..info.height).zip(picture.chunks_exact(row)) {
        samples.to_rgb(line, &mut rgb);
        shrink.add(0, y, &rgb);
    }
    Ok(())
}

fn fault(error: &DecodingError) -> Fault {
    match error {
        DecodingError::LimitsExceeded => Fault::TooLarge("its chunks or rows need too much memory".into()),
        DecodingError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Fault::damaged("the file ends before the picture does")
        }
        other => Fault::damaged(other),
    }
}
