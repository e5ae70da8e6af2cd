//! A model of S3 in memory, behind the real SDK: requests and answers are S3's own over HTTP types, without a socket.
//!
//! It says what S3 documents for the calls that Apoyo makes (conditions, metadata, checksums, listings by page,
//! multipart uploads), each atomic. A [`Script`] stands before every call of one client and may let it fail, with or
//! without its effect, or never answer. For tests only.

mod answer;
mod client;
mod objects;
mod operations;
mod request;
mod script;

pub use objects::{Object, S3Model};
pub use script::{At, Call, Failure, Fault, NoFaults, Script};
