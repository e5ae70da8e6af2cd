//! Calls of the Step Functions API recorded from AWS, made to ours and compared: transcripts, refused machines, validations.

mod case;
mod launches;
mod level;
mod references;
mod transcript;
mod world;

pub use case::{ApiCase, api_cases};
pub use level::{ApiTable, Level};
pub use transcript::level_of;
