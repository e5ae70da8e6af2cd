//! `TestState`: one state of a definition, tried alone, with what its task gave mocked or real.
//!
//! ```text
//! request --constraints, definition, rules--> Trial --session--> Ending --> response
//!                                               |  decide, apply: the code of every execution
//!                                               +- watch: what each step of the data flow made
//! ```
//! A session drives an execution that begins in the tested state, through the same pure `decide` and `apply` that run
//! executions, and ends where that state is left, retried or failed. What is inspected is computed from the same scene,
//! by the same functions, as the decision itself. Source:
//! <https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html> and
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html>.

mod answer;
mod constraints;
mod context;
mod definition;
mod ending;
mod error;
mod http;
mod map_items;
mod origin;
mod originals;
mod parents;
mod polled;
mod request;
mod response;
mod rules;
mod run;
mod session;
mod shapes;
mod step;
mod task;
mod trial;
mod watch;

pub use error::TestStateError;
pub use request::{MockErrorOutput, MockInput, StateConfiguration, TestStateRequest};
pub use response::{ErrorDetails, HttpRequest, HttpResponse, InspectionData, TestStateResponse, TestStatus};
pub use run::test_state;
