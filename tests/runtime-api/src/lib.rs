//! A step's real binary, called as Lambda calls it: for tests and measurements.
//!
//! ```text
//! test --invoke(event)--> Function --starts--> the binary --> BucketOnLoopback (the embedded S3 over HTTP)
//!                             |                    |
//!                        RuntimeApi <--GET next, POST response | error--
//! ```
//! What is stubbed is AWS's side alone, as documented; the binary is the one that is deployed, or its `dev` build.

mod answer;
mod bucket_on_loopback;
mod event;
mod function;
mod runtime_api;

pub use answer::Answer;
pub use bucket_on_loopback::BucketOnLoopback;
pub use function::Function;
