//! From metres to pixels: the soft backdrop, then sharp strokes and areas over it, strip by strip.
//!
//! ```text
//! Land + Light + trees -> Backdrop (at most 0.9 million pixels) -.
//! Mesh + Light -> Ink (strokes, areas; any size) ----------------+-> Exposure (rows of the full size) -> JPEG
//! ```
//! A 100-megapixel photo so needs no more memory than a small one: nothing but one strip has the full width.

mod area;
mod backdrop;
mod crown;
mod exposure;
mod ink;
mod plane;
mod shadow_mask;
mod stroke;

pub(crate) use backdrop::Backdrop;
pub(crate) use exposure::{Exposure, Optics};
pub(crate) use ink::Ink;
