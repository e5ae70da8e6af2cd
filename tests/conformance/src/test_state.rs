//! Tests of one state recorded from AWS (`TestState`), run by the engine and compared: the response, or the refusal.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use apoyo_engine::{LambdaRunner, ManualClock, Realm, TaskRouter, TestStateRequest, test_state};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::case::{Handler, Placeholders};
use crate::compare::matches;
use crate::functions::StandIns;

/// One recorded test.
#[derive(Debug, Clone, Deserialize)]
pub struct StateTest {
    /// Its name.
    pub id: String,
    /// The request.
    pub params: Value,
    /// What AWS replied: `response` or `error`.
    pub expect: Value,
    /// What varies.
    #[serde(default)]
    pub placeholders: Placeholders,
    /// Functions by name, with the file of their handler.
    #[serde(default)]
    pub lambdas: Option<BTreeMap<String, Handler>>,
}

/// What of a test's response is AWS's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// It is refused and was not, or the other way round.
    Differs,
    /// Status, output, error, cause and next state, or the name of the refusal.
    Outcome,
    /// All of it, inspection data and messages too.
    Whole,
}

/// All recorded tests; none where the recordings are not there.
///
/// # Errors
/// When the file cannot be read.
pub fn state_tests() -> Result<Option<Vec<StateTest>>, String> {
    let shared = std::env::var_os("APOYO_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let Ok(text) = std::fs::read_to_string(shared.join("asl-cases/test_state.json")) else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|error| error.to_string())
}

/// Runs a test and compares; the text says what differs.
pub async fn agreement(case: &StateTest) -> (Agreement, String) {
    let found = found(case).await;
    let recorded = without_transport(&case.expect);
    let differs = format!("recorded {recorded}\n    found    {found}");
    if matches(&recorded, &found, &case.placeholders) {
        return (Agreement::Whole, String::new());
    }
    let is_outcome = matches(&outcome(&recorded), &outcome(&found), &case.placeholders);
    (if is_outcome { Agreement::Outcome } else { Agreement::Differs }, differs)
}

async fn found(case: &StateTest) -> Value {
    let request = match serde_json::from_value::<TestStateRequest>(case.params.clone()) {
        Ok(request) => request,
        Err(error) => {
            return json!({"error": {"code": "SerializationException", "message": error.to_string()}});
        }
    };
    let (clock, realm) = (ManualClock::default(), Realm::default());
    let functions =
        || LambdaRunner(StandIns::new(case.lambdas.clone().unwrap_or_default(), Arc::new(clock.clone())));
    let tasks = TaskRouter::default()
        .route("arn:aws:lambda:", functions())
        .route("arn:aws:states:::lambda:invoke", functions());
    let moving = async {
        loop {
            clock.advance_to_next_sleeper().await;
        }
    };
    let tested = tokio::select! {
        biased;
        tested = test_state(&request, &tasks, (&clock, &realm)) => tested,
        () = moving => unreachable!("a clock moves for ever"),
    };
    match tested {
        Ok(response) => json!({"response": response}),
        Err(refused) => json!({"error": {"code": refused.name(), "message": refused.to_string()}}),
    }
}

fn without_transport(expect: &Value) -> Value {
    let mut expect = expect.clone();
    if let Some(response) = expect["response"].as_object_mut() {
        response.shift_remove("ResponseMetadata");
    }
    if expect["response"].is_null() {
        return json!({"error": expect["error"]});
    }
    json!({"response": expect["response"]})
}

fn outcome(whole: &Value) -> Value {
    let mut whole = whole.clone();
    for (part, detail) in [("response", "inspectionData"), ("error", "message")] {
        if let Some(members) = whole.get_mut(part).and_then(Value::as_object_mut) {
            members.shift_remove(detail);
        }
    }
    whole
}
