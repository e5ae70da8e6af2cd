//! An S3 over plain files, in one process.
//!
//! ```text
//!  aws_sdk_s3::Client --- InMemoryConnector ---+
//!                                              +--> s3s (parses, verifies SigV4) --> Backend --> Store
//!  aws, boto3, a browser --- loopback HTTP ----+                                                  |
//!                                                 <bucket's folder>/<key>  plain files <----------+
//!                                                 <data root>/.apoyo/      index, staging, parts <-+
//! ```
//!
//! What a person sees in a bucket's folder is the truth: a file dropped there is an object, a removed one is gone.
//! The index only adds what files cannot say (`ETag`, checksums, metadata), bound to the very file it speaks of.
//!
//! Architecture invariant: nothing outside of this folder writes into a bucket's folder, or into `.apoyo` but for
//! `apoyo run`'s own `brought.jsonl` and the executions and state machines of `cloud`, and nothing in it knows of photos, Step Functions or Lambda.

mod attributes;
mod backend;
mod blocking;
mod bucket;
mod bucket_folders;
mod clock;
mod condition;
mod connector;
mod content;
mod copy;
mod created;
mod directory;
mod directory_cache;
mod embedded;
mod file_body;
mod import;
mod index;
mod key_locks;
mod key_path;
mod key_walk;
mod listing;
mod multipart;
mod object;
mod open_error;
mod operation;
mod options;
mod place;
mod receive;
mod staged_file;
mod store;
mod store_error;
mod tags;

pub use clock::{Clock, SystemClock};
pub use connector::InMemoryConnector;
pub use created::{CreatedBy, ObjectCreated};
pub use embedded::EmbeddedS3;
pub use import::{ImportError, Imported};
pub use open_error::OpenError;
pub use options::S3Options;

pub use crate::server::{Exposure, ServeError};
