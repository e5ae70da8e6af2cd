//! Executions recorded from AWS, run by the engine and compared: outcome, order of event types, every detail.
//!
//! The recordings lie in `../shared/asl-cases` beside the checkout (`APOYO_SHARED` names another place) and are not part
//! of the project.

mod case;
mod compare;
mod functions;
mod run;
mod table;

pub use case::{Case, Expect, cases};
pub use compare::matches;
pub use functions::StandIns;
pub use run::{Grade, grade};
pub use table::Table;
