use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::decide::Scene;
use crate::execution::later;
use crate::history::EntryPlan;
use crate::jsonata::{EvaluationError, Problem};
use crate::machine::{Field, WaitTime};

/// Longest wait, in seconds.
const LONGEST_SECONDS: u64 = 99_999_999;

/// Until when the state waits.
pub(super) fn plan(scene: &Scene<'_>, time: &WaitTime) -> Result<EntryPlan, EvaluationError> {
    let until = match time {
        WaitTime::Seconds(seconds) => {
            let seconds = seconds.evaluate(&scene.query(), "Seconds", ("number", whole_seconds))?;
            later(scene.now, Duration::from_secs(seconds))
        }
        WaitTime::Timestamp(Field::Value(until)) => Some(*until),
        WaitTime::Timestamp(Field::Expression(expression)) => {
            let value = expression.evaluate(&scene.query(), "Timestamp")?;
            let Some(text) = value.as_str() else {
                return Err(expression.unexpected("Timestamp", "string", value));
            };
            Some(parse(text)?)
        }
    };
    until
        .map(EntryPlan::WaitUntil)
        .ok_or_else(|| rule("Seconds", "The Seconds field is beyond every calendar".into()))
}

fn whole_seconds(value: &Value) -> Option<u64> {
    value.as_u64().filter(|seconds| *seconds <= LONGEST_SECONDS)
}

fn parse(text: &str) -> Result<Timestamp, EvaluationError> {
    text.parse::<apoyo_asl::Timestamp>().map(|parsed| parsed.instant()).map_err(|_| {
        rule(
            "Timestamp",
            format!("The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}"),
        )
    })
}

fn rule(location: &str, sentence: String) -> EvaluationError {
    EvaluationError { location: location.to_owned(), problem: Box::new(Problem::Rule(sentence)) }
}
