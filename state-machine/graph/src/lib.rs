//! A state machine as a picture: SVG that stands by itself, and Mermaid.
//!
//! ```text
//! Definition --Chart::of--> Chart --layout--> boxes and lines --svg()--> text
//!                             |                                  ^
//!                             +--mermaid()--> text    Trace of a history
//! ```
//!
//! Architecture invariant: no clock, file or network; the same chart and trace give the same bytes. Nothing here decides
//! whether a definition is valid: what leads nowhere is left out of the picture.

mod chart;
mod layout;
mod mermaid;
mod svg;
mod text;
mod trace;

pub use chart::{Chart, Edge, EdgeKind, Node, NodeId, StateNode};
pub use mermaid::mermaid;
pub use svg::svg;
pub use trace::{Iterations, Outcome, Progress, Trace};
