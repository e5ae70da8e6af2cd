//! Conservation under faults: the real steps and the real engine over an S3 in memory, in an order that a seed decides.
//!
//! ```text
//!  Engine --lambda:invoke--> Functions -> Sandboxes (a handler in each) --SDK--> connector --.
//!    | Distributed Map: MapIo ---------------------------------------------------------------+--> World
//!    '- Clock, and the SDK's sleeps: Time ----------------------------------------------------'     |
//!                                                                                                   v one at a time
//!  Schedule (from a seed) --> Driver: chooses what goes next and what goes wrong --> Store (S3) --> Conservation
//! ```
//!
//! Nothing waits for real time, and there is one thread (photos are looked at on a second one, while the first waits): a
//! seed that breaks something breaks it again.
//!
//! ```text
//! cargo run --release -p apoyo-simulator -- --schedules 100000    # many; the first broken one with its line to replay
//! cargo run -p apoyo-simulator -- --seed 83                       # one, with everything that happened
//! APOYO_SCHEDULES=10000 cargo test -p apoyo-simulator             # CI runs 2,000
//! ```
//!
//! Architecture invariant: no step and nothing in the engine knows that it is simulated, and no fault is planted in them.

mod actions;
mod caller;
mod connector;
mod conservation;
mod dice;
mod driver;
mod engine;
mod fault;
mod functions;
mod jobs;
mod map_io;
mod mutant;
mod network;
mod photo;
mod reports;
mod s3;
mod sandboxes;
mod schedule;
mod simulate;
mod steps;
mod tally;
mod time;
mod trace;
mod world;
mod written;

pub use fault::{Fault, Faults, UnknownFault};
pub use mutant::{Mutant, UnknownMutant};
pub use schedule::Schedule;
pub use simulate::{Outcome, reduced, simulate, traced};
pub use tally::Tally;
