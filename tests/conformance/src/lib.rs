//! Executions recorded from AWS, run by the engine and compared: outcome, order of event types, every detail.
//!
//! What a case needs around it plays its recorded part: services reply what they replied, those who have task tokens report
//! what was reported, workers of activities and those who stop an execution do what they did. The engine is what is tried.
//!
//! The recordings lie in `../shared/asl-cases` beside the checkout (`APOYO_SHARED` names another place) and are not part
//! of the project.

mod api;
mod case;
mod compare;
mod functions;
mod run;
mod services;
mod table;
mod test_state;
mod world;

pub use api::{ApiCase, ApiTable, Level, api_cases, level_of};
pub use case::{Case, Expect, Handler, cases};
pub use compare::matches;
pub use functions::StandIns;
pub use run::{Grade, grade};
pub use table::Table;
pub use test_state::{Agreement, StateTest, agreement, state_tests};
