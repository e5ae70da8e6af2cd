//! The embedded cloud: what the triage needs of AWS, in one process on one machine.

pub mod s3;
