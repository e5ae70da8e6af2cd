use std::fmt;
use std::io::IsTerminal;

use apoyo_engine::{ExecutionDescription, Failure, Status};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::history::{elapsed, table};
use crate::asl::arguments::RunArguments;
use crate::exit::End;
use crate::say::{say, say_line};

/// What came of a run.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) description: ExecutionDescription,
    /// The history as `GetExecutionHistory` shows it, oldest first; empty where it was not asked for.
    pub(super) events: Vec<Value>,
    /// Why it was stopped, where it was.
    pub(super) stop: Option<Stop>,
}

/// Why a run was stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    /// Somebody pressed Ctrl-C.
    Asked,
    /// The mocks do not say what comes next.
    Mock(String),
    /// Everything waits for something that nobody here can send.
    Stuck,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => f.write_str("stopped by Ctrl-C"),
            Self::Mock(fault) => write!(f, "the mocks do not fit: {fault}"),
            Self::Stuck => f.write_str("it waits for a task token that nobody here will send"),
        }
    }
}

impl Outcome {
    /// Prints what was asked for, and gives the command's end.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub(super) fn print(&self, wanted: &RunArguments) -> anyhow::Result<End> {
        match (wanted.json, wanted.history) {
            (true, true) => say_line(serde_json::to_string_pretty(&json!({"events": self.events}))?),
            (true, false) => say_line(serde_json::to_string_pretty(&self.to_api())?),
            (false, with_history) => {
                if with_history {
                    say(table(&self.events));
                }
                self.print_output()?;
            }
        }
        eprintln!("{}", self.summary());
        Ok(match (self.description.status, &self.stop) {
            (_, Some(Stop::Mock(_))) => End::BadUsage,
            (Status::Succeeded, _) => End::Done,
            _ => End::Failed,
        })
    }

    fn print_output(&self) -> anyhow::Result<()> {
        if let Some(output) = self.description.output.as_deref() {
            let is_read_by_a_person = std::io::stdout().is_terminal();
            let text =
                if is_read_by_a_person { serde_json::to_string_pretty(output)? } else { output.to_string() };
            say_line(text);
        }
        Ok(())
    }

    /// `SUCCEEDED in 0.012 s`, `FAILED in 3.000 s: Error: cause`.
    fn summary(&self) -> String {
        let ExecutionDescription { status, start_date, stop_date, failure, .. } = &self.description;
        let took = elapsed(*start_date, stop_date.unwrap_or(*start_date));
        let why = match (&self.stop, failure) {
            (Some(stop), _) => Some(stop.to_string()),
            (None, Some(failure)) => said(failure),
            (None, None) => None,
        };
        why.map_or_else(
            || format!("{} in {took}", status.as_str()),
            |why| format!("{} in {took}: {why}", status.as_str()),
        )
    }

    /// As `DescribeExecution` shows it.
    ///
    /// Source: <https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html>.
    fn to_api(&self) -> Value {
        let it = &self.description;
        let failure = it.failure.clone().unwrap_or_default();
        let members = [
            ("executionArn", Some(json!(it.execution_arn))),
            ("stateMachineArn", Some(json!(it.state_machine_arn))),
            ("name", Some(it.name.as_str().into())),
            ("status", Some(it.status.as_str().into())),
            ("startDate", Some(seconds(it.start_date))),
            ("stopDate", it.stop_date.map(seconds)),
            ("input", Some(it.input.to_string().into())),
            ("output", it.output.as_ref().map(|output| output.to_string().into())),
            ("error", failure.error.map(Value::from)),
            ("cause", failure.cause.map(Value::from)),
        ];
        let members = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Value::Object(members.collect())
    }
}

/// The error and its cause, as far as there are words for them.
fn said(failure: &Failure) -> Option<String> {
    let words = [&failure.error, &failure.cause].into_iter().flatten().filter(|words| !words.is_empty());
    Some(words.map(String::as_str).collect::<Vec<_>>().join(": ")).filter(|words| !words.is_empty())
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds stay below 2^53 for 285,000 years")]
fn seconds(at: Timestamp) -> Value {
    json!(at.as_millisecond() as f64 / 1_000.0)
}
