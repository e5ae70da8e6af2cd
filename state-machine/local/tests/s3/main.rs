//! The embedded S3 through both of its doors.

#![expect(clippy::unwrap_used, reason = "what tests share fails the test too")]

mod conditions;
mod crash;
mod created;
mod doors;
mod folder;
mod listing;
mod measure;
mod multipart;
mod objects;
mod presigned;
mod races;
mod tools;
