use std::sync::Arc;

use apoyo_asl::{Intrinsic, IntrinsicArgument};
use serde_json::Value;

use super::Seed;
use super::function::{Function, Run};
use crate::data_flow::{CompileError, EvaluationError, Query, not_found};
use crate::failure::error_name;
use crate::jsonpath::Path;

/// A call of an intrinsic function, ready to run.
#[derive(Debug, Clone)]
pub struct Call(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    source: String,
    function: &'static Function,
    arguments: Vec<Argument>,
}

#[derive(Debug)]
enum Argument {
    Literal(Value),
    Path(Path),
    Call(Call),
}

impl Call {
    /// Makes a call ready.
    ///
    /// # Errors
    /// When it has too few or too many arguments, or a path in it is wrong.
    pub fn compile(written: &Intrinsic) -> Result<Self, CompileError> {
        let found = written.arguments.len();
        let refused =
            |takes: String| CompileError::Arguments { name: written.name.to_string(), takes, found };
        let function = Function::named(&written.name).ok_or_else(|| refused("no".to_owned()))?;
        if !function.takes.contains(&found) {
            let (least, most) = (function.takes.start(), function.takes.end());
            return Err(refused(if least == most { least.to_string() } else { format!("{least} or more") }));
        }
        let keeps_escapes = function.name == "States.Format";
        let arguments = written
            .arguments
            .iter()
            .enumerate()
            .map(|(at, argument)| match argument {
                IntrinsicArgument::Text(text) if keeps_escapes && at == 0 => {
                    Ok(Argument::Literal(text.to_string().into()))
                }
                other => Argument::compile(other),
            })
            .collect::<Result<_, CompileError>>()?;
        Ok(Self(Arc::new(Compiled { source: written.to_string(), function, arguments })))
    }

    /// Its text.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// Its value; `field` is the name of the field that it is written in.
    ///
    /// # Errors
    /// `States.IntrinsicFailure` where the function refuses its arguments, `States.Runtime` where a path finds nothing.
    pub fn evaluate(&self, query: &Query<'_>, field: &str) -> Result<Value, EvaluationError> {
        self.value(query, field, seed_of(query.entropy.seed, field))
    }

    fn value(&self, query: &Query<'_>, field: &str, seed: u64) -> Result<Value, EvaluationError> {
        let arguments = self
            .0
            .arguments
            .iter()
            .enumerate()
            .map(|(at, argument)| match argument {
                Argument::Literal(value) => Ok(value.clone()),
                Argument::Path(path) => path
                    .evaluate(query)
                    .map(std::borrow::Cow::into_owned)
                    .map_err(|_| not_found(path, query, field)),
                Argument::Call(call) => call.value(query, field, mixed(seed, at as u64 + 1)),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let outcome = match self.0.function.run {
            Run::Pure(run) => run(&arguments),
            Run::Random(run) => run(&arguments, Seed(seed)),
        };
        outcome.map_err(|refusal| {
            let source = self.source();
            EvaluationError::named(
                field,
                error_name::INTRINSIC_FAILURE,
                format!("The function '{source}' had the following error: {refusal}"),
            )
        })
    }
}

impl Argument {
    fn compile(written: &IntrinsicArgument) -> Result<Self, CompileError> {
        Ok(match written {
            IntrinsicArgument::Text(text) => Self::Literal(unescaped(text).into()),
            IntrinsicArgument::Number(number) => Self::Literal(Value::Number(number.clone())),
            IntrinsicArgument::Boolean(flag) => Self::Literal((*flag).into()),
            IntrinsicArgument::Null => Self::Literal(Value::Null),
            IntrinsicArgument::Path(path) => Self::Path(Path::compile(path)?),
            IntrinsicArgument::Call(call) => Self::Call(Call::compile(call)?),
        })
    }
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        plain.push(if c == '\\' { characters.next().unwrap_or(c) } else { c });
    }
    plain
}

/// Calls in different fields of one state draw different numbers, and the same ones when a record is folded again.
fn seed_of(seed: u64, field: &str) -> u64 {
    field.bytes().fold(seed, |seed, byte| mixed(seed, u64::from(byte)))
}

fn mixed(seed: u64, with: u64) -> u64 {
    (seed ^ with).wrapping_mul(0x0100_0000_01B3).rotate_left(17)
}
