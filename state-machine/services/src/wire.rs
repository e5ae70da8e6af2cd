//! Requests and replies as they go over the wire, in the protocols of AWS's services.
//!
//! ```text
//! prepared request --request--> ApiRequest --(send)--> ApiReply --reply--> result, or ServiceError
//!                    json, form, xml, rest                        json, xml
//! ```
//!
//! Sources: <https://smithy.io/2.0/aws/protocols/>. Nothing in here knows of a network.

mod error;
mod form;
mod json;
pub(crate) mod moment;
mod reply;
mod request;
mod rest;
mod tree;
mod xml;

pub(crate) use error::ServiceError;
pub(crate) use form::ENCODED;
pub(crate) use reply::{ApiReply, result};
pub(crate) use request::{ApiRequest, request};
