//! `apoyo run`: photos in, sorted folders and a report out, on this machine.
//!
//! ```text
//! FOLDER --scan, bring (hard links)--> out/sin procesar/ --the committed ASL, the six steps--> out/procesadas/ ...
//! ```
//!
//! Architecture invariant: nothing here decides what becomes of a photo; the state machine and the steps do, as on AWS.

mod bring;
mod cloud;
mod functions;
mod ledger;
mod places;
mod progress;
mod scan;
mod session;
mod summary;
mod tally;

pub(crate) use cloud::{BATCHES_PER_CORE, BUCKET, MACHINE};
pub(crate) use functions::{NAMES, PhotoFunctions};
pub(crate) use session::run;
pub(crate) use tally::Tally;
