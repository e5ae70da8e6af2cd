//! How good a model is: figures per source and per kind.

mod evaluate;
mod figures;
mod judged;
mod table;

pub use evaluate::evaluate;
pub use figures::{Evaluation, Figures, SourceFigures};
pub use judged::Judged;
