//! Lambda's REST API over HTTP: what the SDKs, boto3 and the `aws` command speak with it.
//!
//! There are `Invoke`, `ListFunctions`, `GetFunction` and `GetFunctionConfiguration`; functions are declared, not created.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html>.

mod api_error;
mod body;
mod configuration;
mod get_function;
mod invoke;
mod list_functions;
mod named;
mod reply;
mod route;
mod service;

pub use service::LambdaService;
