//! Points, colours and the camera that turns metres into pixels.

mod camera;
mod frame;
mod v3;

pub(crate) use camera::{Camera, Lens};
pub(crate) use frame::{Frame, Orientation};
pub(crate) use v3::{Rgb, V3, mix, smoothstep};
