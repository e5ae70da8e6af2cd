use jsonata_core::evaluator::{Context, Evaluator, EvaluatorOptions};
use jsonata_core::value::JValue;
use serde_json::Value;

use super::expression::Compiled;
use super::{function, value};
use crate::data_flow::Query;

/// Longest time that one expression may take; keeps an endless recursion from stopping the engine.
const TIME_LIMIT_MILLISECONDS: u64 = 5_000;
/// Deepest nesting of calls.
const STACK_LIMIT: usize = 1_000;
/// Longest sequence that a query may make; a million items are far over 256 KiB.
const SEQUENCE_LIMIT: usize = 1_000_000;

/// The value of an expression; `None` where it is undefined.
///
/// # Errors
/// The evaluator's code and message.
pub(super) fn evaluate(expression: &Compiled, query: &Query<'_>) -> Result<Option<Value>, String> {
    let mut context = Context::new();
    for (name, value) in bindings(expression, query) {
        context.bind(name, value);
    }
    let mut evaluator = Evaluator::with_options(context, limits());
    if expression.reads.functions {
        function::draw_from(query.entropy);
        function::register(&mut evaluator);
    }
    match evaluator.evaluate(&expression.ast, &JValue::Undefined) {
        Ok(found) => Ok(value::to_json(&found)),
        Err(error) => Err(as_aws_says(error.message())),
    }
}

/// AWS's evaluator does not name what was invoked.
fn as_aws_says(message: &str) -> String {
    const NO_FUNCTION: &str = "T1006: Attempted to invoke a non-function";
    if message.starts_with(NO_FUNCTION) { NO_FUNCTION.to_owned() } else { message.to_owned() }
}

fn limits() -> EvaluatorOptions {
    EvaluatorOptions {
        timeout_ms: Some(TIME_LIMIT_MILLISECONDS),
        cancel: None,
        max_stack_depth: Some(STACK_LIMIT),
        max_sequence_length: Some(SEQUENCE_LIMIT),
    }
}

fn bindings(expression: &Compiled, query: &Query<'_>) -> Vec<(String, JValue)> {
    let mut bindings: Vec<_> = expression
        .reads
        .variables
        .iter()
        .filter_map(|name| Some((name.to_string(), value::to_jsonata(query.variables.get(name)?))))
        .collect();
    let states = expression
        .reads
        .states
        .iter()
        .filter_map(|member| Some((member.to_string(), states_member(query, member)?)));
    bindings.push(("states".to_owned(), JValue::object(states.collect())));
    bindings
}

fn states_member(query: &Query<'_>, member: &str) -> Option<JValue> {
    match member {
        "input" => Some(value::to_jsonata(query.input)),
        "result" => query.result.map(value::to_jsonata),
        "errorOutput" => query.error_output.map(value::to_jsonata),
        "context" => Some(value::to_jsonata(&query.context.to_json())),
        _ => None,
    }
}
