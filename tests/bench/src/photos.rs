use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{ImageReader, RgbImage};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use walkdir::WalkDir;

/// What photos to make.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) count: usize,
    pub(crate) megapixels: f64,
    pub(crate) megabytes: f64,
}

/// JPEG quality of the large photos: what drone cameras write.
const QUALITY: u8 = 92;

/// Scales the photos of `from` up, adds sensor noise until the files have the wanted size, and writes them to `to`.
pub(crate) fn scale_up(from: &Path, to: &Path, wanted: &Wanted) -> anyhow::Result<()> {
    let sources = real_photos(from);
    anyhow::ensure!(!sources.is_empty(), "{} holds no .jpg", from.display());
    fs::create_dir_all(to)?;
    let amplitude = noise_for(&sources[0], wanted)?;
    let bytes: Vec<u64> = (0..wanted.count)
        .into_par_iter()
        .map(|index| {
            let source = &sources[nth_of(index, wanted.count, sources.len())];
            let name = format!("{index:05} {}", source.file_name().unwrap_or_default().to_string_lossy());
            let jpeg = large(source, index as u64, amplitude, wanted)?;
            fs::write(to.join(name), &jpeg)?;
            Ok(jpeg.len() as u64)
        })
        .collect::<anyhow::Result<_>>()?;
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let mean = bytes.iter().sum::<u64>() as f64 / bytes.len() as f64 / 1e6;
    println!("{} photos of {} MP, {mean:.1} MB each on average", bytes.len(), wanted.megapixels);
    Ok(())
}

/// Which source makes the photo `index` of `count`: spread over all kinds where there are fewer photos than sources.
fn nth_of(index: usize, count: usize, sources: usize) -> usize {
    if count < sources { index * sources / count } else { index % sources }
}

fn real_photos(from: &Path) -> Vec<PathBuf> {
    WalkDir::new(from)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "jpg"))
        .collect()
}

/// The noise amplitude, in levels of 255, at which a photo comes out nearest the wanted file size.
fn noise_for(source: &Path, wanted: &Wanted) -> anyhow::Result<u8> {
    let mut best = (f64::INFINITY, 0);
    for amplitude in [0, 4, 8, 12, 16, 20, 24, 32, 40] {
        #[expect(clippy::cast_precision_loss, reason = "file sizes are far below 2^52")]
        let megabytes = large(source, 0, amplitude, wanted)?.len() as f64 / 1e6;
        let distance = (megabytes - wanted.megabytes).abs();
        if distance < best.0 {
            best = (distance, amplitude);
        }
    }
    Ok(best.1)
}

fn large(source: &Path, seed: u64, amplitude: u8, wanted: &Wanted) -> anyhow::Result<Vec<u8>> {
    let photo = ImageReader::open(source)?
        .with_guessed_format()?
        .decode()
        .with_context(|| source.display().to_string())?;
    let scale = (wanted.megapixels * 1e6 / f64::from(photo.width() * photo.height())).sqrt();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "edges are positive and far below 2^32"
    )]
    let edge = |pixels: u32| (f64::from(pixels) * scale).round() as u32;
    let mut big =
        photo.resize_exact(edge(photo.width()), edge(photo.height()), FilterType::CatmullRom).to_rgb8();
    add_noise(&mut big, seed, amplitude);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&big)?;
    Ok(jpeg)
}

fn add_noise(photo: &mut RgbImage, seed: u64, amplitude: u8) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let reach = i16::from(amplitude);
    for pixel in photo.pixels_mut() {
        let noise = rng.random_range(-reach..=reach);
        for channel in &mut pixel.0 {
            *channel = u8::try_from((i16::from(*channel) + noise).clamp(0, 255)).unwrap_or(u8::MAX);
        }
    }
}
