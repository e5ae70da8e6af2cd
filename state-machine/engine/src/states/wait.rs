use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::data_flow::{EvaluationError, PathExpression};
use crate::decide::Scene;
use crate::execution::later;
use crate::history::EntryPlan;
use crate::machine::{Expected, Field, WaitTime};

/// Longest wait, in seconds.
const LONGEST_SECONDS: u64 = 99_999_999;

/// Until when the state waits.
pub(super) fn plan(scene: &Scene<'_>, time: &WaitTime) -> Result<EntryPlan, EvaluationError> {
    let until = match time {
        WaitTime::Seconds(Field::Path(path)) => after(scene, seconds_at(scene, path)?),
        WaitTime::Seconds(seconds) => {
            let taken = (Expected::Integer, whole_seconds);
            after(scene, seconds.evaluate(&scene.query(), "Seconds", taken)?)
        }
        WaitTime::Timestamp(Field::Value(until)) => Some(*until),
        WaitTime::Timestamp(Field::Path(path)) => Some(timestamp_at(scene, path)?),
        WaitTime::Timestamp(Field::Expression(expression)) => {
            let value = expression.evaluate(&scene.query(), "Timestamp")?;
            let Some(text) = value.as_str() else {
                return Err(expression.unexpected("Timestamp", "string", value));
            };
            Some(parse(text)?)
        }
    };
    until.map(EntryPlan::WaitUntil).ok_or_else(|| {
        EvaluationError::rule("Seconds", "The Seconds field is beyond every calendar".to_owned())
    })
}

fn after(scene: &Scene<'_>, seconds: u64) -> Option<Timestamp> {
    later(scene.now, Duration::from_secs(seconds))
}

fn seconds_at(scene: &Scene<'_>, path: &PathExpression) -> Result<u64, EvaluationError> {
    let query = scene.query();
    let source = path.source();
    let refused = |sentence| EvaluationError::rule("SecondsPath", sentence);
    let value = path.reference(&query, "SecondsPath").map_err(|_| {
        refused(format!("The SecondsPath parameter does not reference an input value: {source}"))
    })?;
    match (whole_seconds(&value), value.as_i64()) {
        (Some(seconds), _) => Ok(seconds),
        (None, Some(..0)) => Err(refused(format!(
            "The SecondsPath parameter references a negative value: {source} == {value}"
        ))),
        _ => Err(refused(format!(
            "The SecondsPath parameter does not reference an integer from 0 to {LONGEST_SECONDS}: {source} == {value}"
        ))),
    }
}

fn timestamp_at(scene: &Scene<'_>, path: &PathExpression) -> Result<Timestamp, EvaluationError> {
    let query = scene.query();
    let source = path.source();
    let refused = |sentence| EvaluationError::rule("TimestampPath", sentence);
    let value = path.reference(&query, "TimestampPath").map_err(|_| {
        refused(format!("The TimestampPath parameter does not reference an input value: {source}"))
    })?;
    let parsed = value.as_str().and_then(|text| text.parse::<apoyo_asl::Timestamp>().ok());
    parsed.map(|parsed| parsed.instant()).ok_or_else(|| {
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        refused(format!(
            "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format \
             string: {source} == {shown}"
        ))
    })
}

fn whole_seconds(value: &Value) -> Option<u64> {
    value.as_u64().filter(|seconds| *seconds <= LONGEST_SECONDS)
}

fn parse(text: &str) -> Result<Timestamp, EvaluationError> {
    text.parse::<apoyo_asl::Timestamp>().map(|parsed| parsed.instant()).map_err(|_| {
        EvaluationError::rule(
            "Timestamp",
            format!("The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}"),
        )
    })
}
