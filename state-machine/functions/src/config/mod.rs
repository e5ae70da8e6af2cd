//! The section `local.functions` of `apoyo.yaml`: functions that the embedded cloud runs as processes.

mod function_config;
mod function_name;
mod variable_name;
mod within;

pub use function_config::{FunctionConfig, FunctionsConfig};
pub use function_name::FunctionName;
pub use variable_name::VariableName;
pub use within::Within;
