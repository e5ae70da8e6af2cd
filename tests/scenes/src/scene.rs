//! One scene and its photos.

use std::io::Write;

use jpeg_encoder::{Encoder, SamplingFactor};

use crate::composition::Composition;
use crate::dice::Dice;
use crate::geometry::{Camera, Frame};
use crate::raster::{Backdrop, Exposure, Ink};
use crate::shot::{Shot, exif_segment};
use crate::{RenderError, Subject};

/// A scene: what is where, in which light, seen from where. The same seed and index give the same scene, always.
#[derive(Clone, Debug)]
pub struct Scene {
    seed: u64,
    index: u64,
    subject: Subject,
    composition: Composition,
    quality: u8,
    sampling: Sampling,
    usual_megapixels: f32,
}

#[derive(Clone, Copy, Debug)]
enum Sampling {
    Full,
    Half,
    Quarter,
}

/// The size of a photo in millions of pixels, 0.3 to 100.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Megapixels(f32);

impl Megapixels {
    /// The smallest photo: 640 by 480.
    pub const MIN: f32 = 0.3;
    /// The largest photo: what medium format drone cameras take.
    pub const MAX: f32 = 100.0;

    /// Checks the size.
    ///
    /// # Errors
    /// When `value` is not a number from [`Self::MIN`] to [`Self::MAX`].
    pub fn new(value: f32) -> Result<Self, RenderError> {
        if (Self::MIN..=Self::MAX).contains(&value) {
            Ok(Self(value))
        } else {
            Err(RenderError::Megapixels { value })
        }
    }

    /// The value.
    pub const fn get(self) -> f32 {
        self.0
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Stored width in pixels, before the EXIF orientation is applied.
    pub width: u32,
    /// Stored height in pixels.
    pub height: u32,
    /// Length of the file.
    pub bytes: u64,
}

/// The backdrop has at most this many pixels; larger photos add detail of their own (module `raster`).
const BACKDROP_PIXELS: f32 = 0.9e6;

impl Scene {
    /// The scene `index` of the set `seed`.
    pub fn from_seed(seed: u64, index: u64) -> Self {
        let subject = Subject::of(seed, index);
        let mut dice = Dice::of_scene(seed, index);
        let composition = Composition::draw(&mut dice, subject);
        let sampling = dice.pick(&[
            Sampling::Quarter,
            Sampling::Quarter,
            Sampling::Quarter,
            Sampling::Half,
            Sampling::Full,
        ]);
        let quality = dice.pick(&[88, 91, 93, 94, 95]);
        let usual_megapixels = dice.pick(&[0.3, 1.0, 2.0, 4.0, 8.0, 12.0, 12.0, 20.0, 20.0, 48.0]);
        Self { seed, index, subject, composition, quality, sampling, usual_megapixels }
    }

    /// The seed of the set.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The number of the scene in its set, from 0.
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// What the scene shows.
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// The EXIF orientation of its photos: 1, 3, 6 or 8.
    pub const fn orientation(&self) -> u16 {
        self.composition.orientation.exif()
    }

    /// The size its photo has in a set of mixed sizes.
    pub fn usual_size(&self) -> Megapixels {
        Megapixels(self.usual_megapixels)
    }

    /// Renders the scene as a JPEG file into `out`, row by row: memory stays
    /// under 50 MB at any size (100 megapixels peaked at 32 MB).
    ///
    /// # Errors
    /// When `out` fails.
    pub fn render(&self, size: Megapixels, out: &mut impl Write) -> Result<Rendered, RenderError> {
        let c = &self.composition;
        let frame = Frame::of(size.get(), c.aspect, c.orientation);
        let camera = Camera::new(&c.lens, frame);
        let small = Camera::new(&c.lens, frame.at_most(BACKDROP_PIXELS));
        let ink = Ink::new(&c.mesh, &c.light, &camera);
        let backdrop = Backdrop::render(&c.land, &c.light, &small, &c.mesh.clear);
        let exposure = Exposure::new(&backdrop, &ink, c.optics, (frame, c.noise_seed));
        drop(backdrop);
        let mut counted = Counted { out, bytes: 0 };
        let mut encoder = Encoder::new(&mut counted, self.quality);
        encoder.set_sampling_factor(self.sampling.factor());
        encoder.add_app_segment(1, exif_segment(&self.shot(), frame)?)?;
        encoder.encode_image(exposure)?;
        Ok(Rendered { width: frame.width as u32, height: frame.height as u32, bytes: counted.bytes })
    }

    fn shot(&self) -> Shot {
        let lens = &self.composition.lens;
        Shot { index: self.index, altitude_metres: lens.position.z, half_width: lens.half_width }
    }
}

impl Sampling {
    const fn factor(self) -> SamplingFactor {
        match self {
            Self::Full => SamplingFactor::R_4_4_4,
            Self::Half => SamplingFactor::R_4_2_2,
            Self::Quarter => SamplingFactor::R_4_2_0,
        }
    }
}

struct Counted<'a, W> {
    out: &'a mut W,
    bytes: u64,
}

impl<W: Write> Write for Counted<'_, W> {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        let n = self.out.write(buffer)?;
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}
