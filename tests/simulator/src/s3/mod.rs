//! S3 in memory, behind the real SDK: what the steps ask of it, with S3's semantics, one request at a time.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html>.

mod answer;
mod listing;
mod object;
mod request;
mod store;

pub(crate) use answer::Answer;
pub(crate) use object::{Checksum, Object};
pub(crate) use request::{Operation, Request};
pub(crate) use store::{Change, Copied, ETags, Store};
