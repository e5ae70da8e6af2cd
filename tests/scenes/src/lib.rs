//! Renders drone-like scenes as real JPEG files with EXIF, for `apoyo demo`, trials and load tests.
//!
//! A [`Scene`] is a composition that depends on a seed and an index alone; [`Scene::render`] makes a photo of it at
//! any size from 0.3 to 100 megapixels. [`write_set`] renders a folder of them and returns the [`Truth`] of each.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::many_single_char_names,
    reason = "a renderer turns metres into pixels and back on every line, within bounds that the frame sets, and its \
              formulas are written with the letters of geometry"
)]

mod composition;
mod dice;
mod geometry;
mod ground;
mod light;
mod mesh;
mod noise;
mod raster;
mod render_error;
mod scene;
mod set;
mod shot;
mod structures;
mod subject;
mod tree;
mod truth;

pub use render_error::RenderError;
pub use scene::{Megapixels, Rendered, Scene};
pub use set::{MAX_PHOTOS, Progress, SetError, SetOptions, write_set};
pub use subject::Subject;
pub use truth::Truth;
