use std::sync::Arc;

use apoyo_asl::MachineType;
use jiff::Timestamp;

use super::answer::Answer;
use super::trial::Trial;
use crate::arn::Realm;
use crate::data_flow::{ExecutionContext, MapItem, Variables};
use crate::execution::{Beginning, Execution, FrameId, IllegalEvent, Origin};
use crate::failure::Failure;
use crate::history::{Event, HistoryEvent};
use crate::machine::{FlowId, State, StateId};

/// Name of the execution and machine that a test is.
const NAME: &str = "TestState";

/// An execution that is about to enter the tested state.
///
/// # Errors
/// Never, but by a fault of the engine.
pub(super) fn begun(trial: &Trial, realm: &Realm, now: Timestamp) -> Result<Execution, IllegalEvent> {
    let failure = match &trial.answer {
        Some(Answer::Failure(failure)) => Some(failure),
        _ => None,
    };
    begun_in(trial, (trial.subject.state, failure), realm, now)
}

/// As [`begun`], for any state of the machine, which is to fail with this.
///
/// # Errors
/// Never, but by a fault of the engine.
pub(super) fn begun_in(
    trial: &Trial,
    (state, failure): (StateId, Option<&Failure>),
    realm: &Realm,
    now: Timestamp,
) -> Result<Execution, IllegalEvent> {
    let started = HistoryEvent {
        id: 1,
        previous_event_id: 0,
        timestamp: now,
        frame: FrameId::ROOT,
        event: Event::ExecutionStarted {
            input: Arc::clone(&trial.input),
            role_arn: trial.role_arn.as_str().into(),
            seed: seed_of(now),
        },
    };
    let (execution, _) = Execution::new(origin(trial, realm, now)).apply(&started)?;
    let mut variables = Variables::default();
    variables.assign(&trial.variables);
    Ok(execution.begin_at(Beginning {
        state,
        input: Arc::clone(&trial.input),
        variables,
        item: item(trial),
        attempts: attempts(trial, (state, failure)),
        context: trial.context.clone(),
    }))
}

fn origin(trial: &Trial, realm: &Realm, now: Timestamp) -> Origin {
    Origin {
        machine: Arc::clone(&trial.subject.machine),
        flow: FlowId::ROOT,
        context: Arc::new(ExecutionContext {
            id: realm.execution(NAME, NAME).to_string(),
            name: NAME.to_owned(),
            input: Arc::clone(&trial.input),
            role_arn: trial.role_arn.clone(),
            start_time: now,
            state_machine_id: realm.state_machine(NAME).to_string(),
            state_machine_name: NAME.to_owned(),
            redrive_count: Some(0),
            redrive_time: None,
        }),
        item: None,
        machine_type: MachineType::Standard,
        region: realm.region.as_str().into(),
    }
}

/// Two tests at different times draw other random numbers.
fn seed_of(now: Timestamp) -> u64 {
    now.as_microsecond().unsigned_abs()
}

/// A state inside a `Map` state works on the first item, which is its input.
fn item(trial: &Trial) -> Option<MapItem> {
    let machine = &trial.subject.machine;
    let is_inside = trial.subject.around.iter().any(|around| machine.state(*around).is_map());
    // A context object that is given has its own.
    (is_inside && trial.context.is_none()).then(|| MapItem::of_state(0, Arc::clone(&trial.input)))
}

/// How often each retrier was used: the one that takes the failure, as often as the request says.
fn attempts(trial: &Trial, (state, failure): (StateId, Option<&Failure>)) -> Vec<u64> {
    let state = trial.subject.machine.state(state);
    let used = trial.configuration.retrier_retry_count.and_then(|used| u64::try_from(used).ok());
    let (Some(used), Some(failure)) = (used, failure) else { return Vec::new() };
    let mut attempts = vec![0; state.retry.len()];
    if let Some(at) = retrier_of(state, failure) {
        attempts[at] = used;
    }
    attempts
}

/// The retrier that takes a failure: the first that names it.
fn retrier_of(state: &State, failure: &Failure) -> Option<usize> {
    state
        .retry
        .iter()
        .position(|retrier| retrier.error_equals.iter().any(|equals| failure.is_matched_by(equals.as_str())))
}
