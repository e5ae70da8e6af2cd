use std::sync::Arc;

use jsonata_core::ast::AstNode;
use jsonata_core::parser;
use serde_json::Value;

use super::evaluator;
use super::plain_path::{PlainPath, plain_path};
use super::reads::Reads;
use crate::data_flow::Query;
use crate::data_flow::{EvaluationError, Problem};

/// A `JSONata` expression, parsed once.
#[derive(Debug, Clone)]
pub struct Expression(Arc<Compiled>);

#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) source: Box<str>,
    pub(super) ast: AstNode,
    pub(super) reads: Reads,
    plain_path: Option<PlainPath>,
}

/// Why a text is no expression that Step Functions accepts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// It is not `JSONata`.
    #[error("JSONata expression {source_text:?} cannot be parsed: {reason}")]
    Syntax {
        /// The text found.
        source_text: String,
        /// What the parser says.
        reason: String,
    },
    /// It calls `$eval`, which the service refuses.
    #[error("JSONata expression {source_text:?} calls $eval, which Step Functions does not support")]
    Eval {
        /// The text found.
        source_text: String,
    },
}

impl Expression {
    /// Parses the text between `{%` and `%}`.
    ///
    /// # Errors
    /// When it is not `JSONata`, or calls `$eval`.
    pub fn compile(source: &str) -> Result<Self, CompileError> {
        let ast = parser::parse(source).map_err(|error| CompileError::Syntax {
            source_text: source.to_owned(),
            reason: error.display_message(),
        })?;
        let tree = serde_json::to_value(&ast).map_err(|error| CompileError::Syntax {
            source_text: source.to_owned(),
            reason: error.to_string(),
        })?;
        if calls_eval(&tree) {
            return Err(CompileError::Eval { source_text: source.to_owned() });
        }
        let mut reads = Reads::default();
        reads.collect(&tree);
        let plain_path = plain_path(&ast);
        Ok(Self(Arc::new(Compiled { source: source.into(), ast, reads, plain_path })))
    }

    /// The source text.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// Its value; `location` names the field for the error.
    ///
    /// # Errors
    /// When the expression throws or has no value.
    pub fn evaluate(&self, query: &Query<'_>, location: &str) -> Result<Value, EvaluationError> {
        let found = match self.0.plain_path.as_ref().and_then(|path| path.follow(query)) {
            Some(value) => Some(value),
            None => evaluator::evaluate(&self.0, query).map_err(|message| {
                self.error(location, |expression| Problem::Threw { expression, message })
            })?,
        };
        found.ok_or_else(|| self.error(location, |expression| Problem::Undefined { expression }))
    }

    /// The error for a value of another kind than the field takes.
    pub(crate) fn unexpected(&self, location: &str, expected: &'static str, value: Value) -> EvaluationError {
        self.error(location, |expression| Problem::UnexpectedType { expression, expected, value })
    }

    fn error(&self, location: &str, problem: impl FnOnce(String) -> Problem) -> EvaluationError {
        EvaluationError {
            location: location.to_owned(),
            problem: Box::new(problem(self.source().to_owned())),
        }
    }
}

/// Whether `$eval` is called or handed on anywhere in a tree of nodes written as JSON.
fn calls_eval(tree: &Value) -> bool {
    match tree {
        Value::Object(node) => {
            let called = node.get("Function").and_then(|call| call.get("name")).and_then(Value::as_str)
                == Some("eval");
            let named = node.get("Variable").and_then(Value::as_str) == Some("eval");
            called || named || node.values().any(calls_eval)
        }
        Value::Array(items) => items.iter().any(calls_eval),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::data_flow::{ContextObject, Entropy, ExecutionContext, Variables};

    fn context() -> ContextObject {
        ContextObject {
            execution: Arc::new(ExecutionContext {
                id: "id".into(),
                name: "run".into(),
                input: Arc::new(json!({"a": 1})),
                role_arn: "role".into(),
                start_time: Timestamp::UNIX_EPOCH,
                state_machine_id: "machine".into(),
                state_machine_name: "m".into(),
                redrive_count: Some(0),
                redrive_time: None,
            }),
            state_name: "S".into(),
            entered: Timestamp::UNIX_EPOCH,
            retry_count: Some(0),
            item: None,
            task_token: None,
            given: None,
        }
    }

    /// The value by the short way, where there is one, and by the evaluator.
    fn both(source: &str, input: &Value) -> (Option<Value>, Option<Value>) {
        let expression = Expression::compile(source).unwrap();
        let context = context();
        let mut variables = Variables::default();
        variables.assign(&[("v".into(), Arc::new(json!({"x": [1]})))]);
        let entropy = Entropy { now: Timestamp::UNIX_EPOCH, seed: 1 };
        let query = Query {
            input,
            result: None,
            error_output: None,
            context: &context,
            variables: &variables,
            entropy,
        };
        let plain = expression.0.plain_path.as_ref().and_then(|path| path.follow(&query));
        (plain, evaluator::evaluate(&expression.0, &query).unwrap())
    }

    #[test]
    fn the_short_way_gives_what_the_evaluator_gives() {
        let input = json!({"a": {"b": [1, 2.0, [3]], "one": [7], "none": null, "e": [], "o": {}}, "n": 1.5});
        let sources = [
            "$states.input",
            "$states.input.a",
            "$states.input.a.b",
            "$states.input.a.one",
            "$states.input.a.none",
            "$states.input.a.e",
            "$states.input.a.o",
            "$states.input.n",
            "$v",
            "$v.x",
            "$states.context.Execution.Name",
            "$states.context.Execution.Input.a",
            "$states.context.State.RetryCount",
        ];
        for source in sources {
            let (plain, evaluated) = both(source, &input);
            assert!(plain.is_some(), "{source}");
            assert_eq!(plain, evaluated, "{source}");
        }
    }

    #[test]
    fn what_is_no_plain_path_is_left_to_the_evaluator() {
        for source in [
            "$states.input.a.b[0]",
            "$states.input.a.missing",
            "$states.input.list.x",
            "$states.input.(a)",
            "1",
        ] {
            assert_eq!(
                both(source, &json!({"a": {"b": [1]}, "list": [{"x": 1}, {"x": 2}]})).0,
                None,
                "{source}"
            );
        }
        assert_eq!(
            both("$states.input.list.x", &json!({"list": [{"x": 1}, {"x": 2}]})).1,
            Some(json!([1, 2]))
        );
    }

    #[test]
    fn eval_is_refused_however_it_is_named() {
        for source in ["$eval('1')", "$map([1], $eval)", "($f := $eval; $f('1'))"] {
            assert!(matches!(Expression::compile(source), Err(CompileError::Eval { .. })), "{source}");
        }
    }

    #[test]
    fn a_syntax_error_names_the_expression() {
        let refused = Expression::compile("$states.input[").unwrap_err();
        assert!(refused.to_string().contains("$states.input["), "{refused}");
    }
}
