//! Lambda of the embedded cloud: functions of the user's own, and the Lambda binaries themselves, in processes of their own.
//!
//! ```text
//! aws, boto3, SDKs --HTTP--> LambdaService --+
//! a Task state --------> InvokeFunction -----+--> FunctionSet --> Pool of a function, its turns and what is warm
//!                                                                  |                             |
//!                            a fresh process, JSON in and out <- Command          Environment -> RuntimeApi <- bootstrap
//! ```
//! An invocation ends as Lambda ends it: with what the function answered, with its error document, or with Lambda's own words
//! for a process that ended, took too long, took too much memory or answered too much.
//!
//! Architecture invariants: only `process` starts and kills processes; time comes from the engine's `Clock`; a function sees
//! the variables that Lambda gives it and those declared for it, and no others of this process.

mod address;
mod answer;
mod command;
mod config;
mod environment;
mod event;
mod events;
mod executable;
mod function;
mod function_set;
mod functions;
mod http;
mod in_process;
mod invalid_function;
mod invoke_function;
mod isolated;
mod limits;
mod log;
mod pool;
mod process;
mod refusal;
mod run;
mod runtime_api;
mod surroundings;
mod turns;
mod variables;

pub use answer::Answer;
pub use config::{FunctionConfig, FunctionName, FunctionsConfig, VariableName, Within};
pub use event::{Event, RequestId};
pub use function::{Code, Concurrency, Function};
pub use function_set::{FunctionSet, Invoked};
pub use functions::Functions;
pub use http::LambdaService;
pub use in_process::InProcess;
pub use invalid_function::InvalidFunction;
pub use isolated::Isolated;
pub use limits::{
    CONCURRENCY_LIMIT, EVENT_PAYLOAD_LIMIT_BYTES, REQUEST_PAYLOAD_LIMIT_BYTES, RESPONSE_PAYLOAD_LIMIT_BYTES,
};
pub use refusal::Refusal;
pub use surroundings::{Keys, Surroundings};
