//! The API of Step Functions over the engine: all operations of 2016-11-23, free of any transport.
//!
//! ```text
//!  boto3, aws, an SDK -- AWS JSON 1.0 --> http::JsonService --+
//!                                                             +--> StepFunctions::call(name, params)
//!  the console, tests ----------------------------------------+          |
//!                      operations/<one>: check the shape, parse, act <---+
//!                            |                         |
//!                      registry/ (what is kept:   apoyo_engine (what runs)
//!                      revisions, versions, ...)
//! ```
//!
//! Architecture invariants: `registry` is data, can be serialised whole and knows no clock; only `operations` speak to
//! both it and the engine; nothing but `http` knows of HTTP.
//!
//! Source: the service's API model, <https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html>.

mod api_error;
mod configuration;
mod definition;
mod deletion;
mod http;
mod operation;
mod operations;
mod page;
mod registry;
mod registry_file;
mod reply;
mod resource_arn;
mod restart;
mod service;
mod shape;
mod variable_references;

pub use api_error::ApiError;
pub use http::{BODY_LIMIT_BYTES, JsonService};
pub use registry::Registry;
pub use registry_file::RegistryFile;
pub use service::StepFunctions;
