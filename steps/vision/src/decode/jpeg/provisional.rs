use jpeg_decoder::{Decoder, PixelFormat};

use super::super::fault::Fault;
use super::super::line::Samples;
use super::super::orientation::Orientation;
use super::super::{Format, Frame, Limits, Size, exif};

pub(in super::super) fn decode(bytes: &[u8], wanted_edge: u32, limits: &Limits) -> Result<Frame, Fault> {
    let mut decoder = Decoder::new(bytes);
    decoder.read_info().map_err(Fault::damaged)?;
    let info = decoder.info().ok_or_else(|| Fault::damaged("no header"))?;
    let original = Size { width: info.width.into(), height: info.height.into() };
    limits.check_size(original)?;
    let samples = match info.pixel_format {
        PixelFormat::L8 => Samples::Grey,
        PixelFormat::RGB24 => Samples::Rgb,
        other => return Err(Fault::unsupported(format!("a JPEG with pixels of {other:?}"))),
    };
    let eighths = [1, 2, 4].into_iter().find(|n| original.shorter_edge() * n / 8 >= wanted_edge).unwrap_or(8);
    let edge = |pixels: u32| u16::try_from(pixels * eighths / 8).unwrap_or(u16::MAX).max(1);
    let (width, height) =
        decoder.scale(edge(original.width), edge(original.height)).map_err(Fault::damaged)?;
    let decoded = decoder.decode().map_err(Fault::damaged)?;
    let turn = decoder.exif_data().map_or_else(Orientation::default, exif::orientation);
    let mut pixels = Vec::new();
    samples.to_rgb(&decoded, &mut pixels);
    let (pixels, size) = turn.apply(pixels, Size { width: width.into(), height: height.into() });
    Ok(Frame { pixels, size, original, format: Format::Jpeg })
}
