use serde_json::{Map, Value};

use super::api_error::ApiError;
use super::reply::{Reply, document};
use super::{configuration, named};
use crate::function_set::Runner;
use crate::{FunctionName, FunctionSet};

/// `GetFunction`.
pub(super) fn function(functions: &FunctionSet, named: (&str, &str)) -> Result<Reply, ApiError> {
    let (name, runner) = find(functions, named)?;
    let (code, concurrency) = configuration::code(runner);
    let mut answer = Map::new();
    answer.insert("Configuration".into(), configuration::whole(&functions.0, name, runner).into());
    answer.insert("Code".into(), code);
    answer.extend(concurrency.map(|concurrency| ("Concurrency".to_owned(), concurrency)));
    Ok(document(&answer.into()))
}

/// `GetFunctionConfiguration`.
pub(super) fn configuration(functions: &FunctionSet, named: (&str, &str)) -> Result<Reply, ApiError> {
    let (name, runner) = find(functions, named)?;
    Ok(document(&Value::Object(configuration::whole(&functions.0, name, runner))))
}

fn find<'f>(
    functions: &'f FunctionSet,
    named: (&str, &str),
) -> Result<(&'f FunctionName, &'f Runner), ApiError> {
    let name = named::function(&functions.0, named)?;
    let runner = functions.0.runners().get(name);
    runner
        .map(|runner| (name, runner))
        .ok_or_else(|| ApiError::new("ResourceNotFoundException", format!("Function not found: {name}")))
}
