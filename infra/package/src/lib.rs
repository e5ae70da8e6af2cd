//! What AWS Lambda runs, as files: a zip for each of the six functions. (`container/build` makes the Batch worker's image.)
//!
//! ```text
//! Request --Target, Toolchain--> CargoBuild --run--> Executable --pack--> Package, a zip on disk
//!                                                    (checked)               ^
//! Packages::read(dir) ------- zips that somebody else built, checked alike --'
//! ```
//! One cargo command builds all six, static: `provided.al2023` has glibc 2.34, and a binary linked against a newer one does
//! not start there. The same binary gives the same zip, byte for byte, so a hash says whether there is anything to upload.
//!
//! Architecture invariants: what cargo is told and what a binary may be is decided by functions that run nothing; nothing
//! here knows AWS, a network or a clock, and nothing is fetched but what cargo fetches.

mod cargo_build;
mod cargo_messages;
mod checkout;
mod content_hash;
mod error;
mod executable;
mod file;
mod package;
mod packages;
mod request;
mod step;
mod target;
mod toolchain;
mod zipped;

pub use checkout::Checkout;
pub use content_hash::ContentHash;
pub use error::PackageError;
pub use executable::{Executable, Unfit};
pub use package::Package;
pub use packages::Packages;
pub use request::Request;
pub use step::Step;
pub use target::Target;

#[cfg(test)]
mod trial;
