//! The embedded S3 through both of its doors.

mod conditions;
mod crash;
mod doors;
mod folder;
mod listing;
mod measure;
mod multipart;
mod objects;
mod presigned;
mod races;
mod tools;
