//! Photo bytes to a score: clean decode, tensor, network, score.

mod decode;

pub use decode::{Format, Frame, Limits, Size, THUMBNAIL_EDGE_PIXELS, decode, thumbnail};
