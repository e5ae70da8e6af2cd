//! The services that a task calls: S3, SQS, SNS, EventBridge, `DynamoDB`, Lambda and more, at whatever endpoint is given.
//!
//! ```text
//! TaskRequest -> Call (which operation) -> arguments (checked, named) -> wire::request -> send (signed) --> service
//!                                          result or Failure <- dialect <- wire::result <------------------ reply
//! ```
//!
//! One client speaks to all of them, from tables of their operations ([`models/`]): what a service takes and gives is
//! data. Every operation of a service that has a table can be called as `arn:aws:states:::aws-sdk:<service>:<action>`; the
//! optimised integrations of Lambda, SQS, SNS, EventBridge and `DynamoDB` as AWS has them, and a function by its ARN. Replies and errors look as Step Functions
//! shows them.
//!
//! Architecture invariants: only `send` knows a network; nothing is called at an address that nobody named, unless
//! [`Reach::Aws`] says so.
//!
//! [`models/`]: https://github.com/boto/botocore/tree/develop/botocore/data

mod arguments;
mod call;
mod definition;
mod dialect;
mod endpoint;
mod endpoints;
mod events;
mod extra;
mod function;
mod kept_credentials;
mod model;
mod not_configured;
mod role;
mod router;
mod runner;
mod send;
mod wire;

pub use definition::check_arguments;
pub use endpoint::{Endpoint, InvalidEndpoint, Signer};
pub use endpoints::{Endpoints, Reach};
pub use router::services;
pub use runner::ServiceRunner;
