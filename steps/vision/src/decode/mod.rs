//! Photo bytes to pixels: strictly, at reduced scale, in bounded memory.
//!
//! ```text
//! bytes -> format (by content) -> jpeg  --.                     .-> orientation -> Frame
//!                              -> png   --+--> pixels, shrunk --'
//!                              -> tiff  --|    while they come
//!                              -> webp  --'
//! ```
//!
//! A photo may be discarded only after a clean decode, so whatever is not clean is a [`Reason`](apoyo_photo::Reason)
//! for review: cut, corrupt, trailing or missing data, variants that we do not read, sizes over the limits. What no
//! decoder can notice is a change that leaves another valid stream, such as one flipped magnitude bit of a coefficient.

mod entry;
mod exif;
mod fault;
mod format;
mod frame;
mod jpeg;
mod limits;
mod line;
mod orientation;
mod png;
mod shrink;
mod thumbnail;
mod tiff;
mod webp;

pub use entry::decode;
pub use format::Format;
pub use frame::{Frame, Size};
pub use limits::Limits;
pub use thumbnail::{THUMBNAIL_EDGE_PIXELS, thumbnail};
