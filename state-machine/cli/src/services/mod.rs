//! What tasks call: functions of this process, and services at the endpoints that the environment names.
//!
//! ```text
//! task -> Callees -> a function that this process has -> LambdaRunner
//!                 `-> anything else                   -> apoyo_services -> endpoint
//! ```
//! Architecture invariant: nothing is called at an address that nobody named, unless somebody asked for AWS itself.

mod callees;
mod named;

pub(crate) use callees::{Callees, OwnFunctions};
pub(crate) use named::named;
