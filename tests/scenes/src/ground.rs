//! The land: parcels, woods, roads and water on level ground.

mod crop;
mod land;
mod parcels;
mod strip_of_land;
mod surface;

pub(crate) use land::{Land, LandKind};
pub(crate) use strip_of_land::StripOfLand;
pub(crate) use surface::Surface;
