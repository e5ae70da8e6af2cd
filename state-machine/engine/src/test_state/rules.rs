//! Which states can be tested with a mock, which need one, and what the mock of each must look like.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html>.

use apoyo_asl::{Pattern, StateKind};
use serde_json::Value;

use super::answer::Answer;
use super::constraints::FieldValidationMode;
use super::definition::Subject;
use super::request::{MockInput, StateConfiguration};
use super::{TestStateError, TestStateRequest, shapes};
use crate::history::Integration;
use crate::machine::{Kind, Task};

/// The mock of a request, where it has one and the state takes it.
///
/// # Errors
/// When the state needs a mock and has none, takes none and has one, or the mock is not what the state's work gives.
pub(super) fn mock_of(
    request: &TestStateRequest,
    subject: &Subject,
    mode: FieldValidationMode,
) -> Result<Option<Answer>, TestStateError> {
    let kind = &subject.machine.state(subject.state).kind;
    let Some(mock) = &request.mock else { return without_mock(request, kind).map(|()| None) };
    takes_mock(subject)?;
    if request.reveal_secrets == Some(true) {
        return Err(TestStateError::validation(
            "TestState does not support RevealSecrets when a mock is specified.",
        ));
    }
    answer_of(mock, subject, mode).map(Some)
}

fn takes_mock(subject: &Subject) -> Result<(), TestStateError> {
    let state = subject.machine.state(subject.state);
    if state.can_be_retried() {
        return Ok(());
    }
    let state_type = state.state_type().as_str();
    Err(TestStateError::validation(format!(
        "State type '{state_type}' is not supported when a mock is specified"
    )))
}

fn without_mock(request: &TestStateRequest, kind: &Kind) -> Result<(), TestStateError> {
    match kind {
        Kind::Map(_) | Kind::Parallel(_) => Err(TestStateError::InvalidDefinition(
            "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, \
             Succeed, Fail, Choice]"
                .to_owned(),
        )),
        Kind::Task(task) => task_without_mock(request, task),
        _ => only_with_mock(request),
    }
}

fn task_without_mock(request: &TestStateRequest, task: &Task) -> Result<(), TestStateError> {
    if let Some(kind) = waits_for_others(task) {
        return Err(TestStateError::validation(format!(
            "TestState API does not support {kind} unless a mock is specified: {}",
            task.resource
        )));
    }
    if request.role_arn.is_none() {
        return Err(TestStateError::validation("RoleArn must be specified when testing a Task state"));
    }
    only_with_mock(request)
}

/// What a task waits for that a test does not.
fn waits_for_others(task: &Task) -> Option<&'static str> {
    match (&task.integration, task.pattern) {
        (Integration::Activity, _) => Some("Activity tasks"),
        (_, Pattern::Sync | Pattern::Sync2) => Some("the .sync service integration pattern"),
        (_, Pattern::WaitForTaskToken) => Some("the .waitForTaskToken service integration pattern"),
        (_, Pattern::RequestResponse) => None,
    }
}

/// Fields that say something about a mock.
fn only_with_mock(request: &TestStateRequest) -> Result<(), TestStateError> {
    let failures = request
        .state_configuration
        .as_ref()
        .and_then(|configuration| configuration.map_iteration_failure_count);
    let field = match (&request.context, failures) {
        (Some(_), _) => "context",
        (None, Some(_)) => "stateConfiguration.mapIterationFailureCount",
        (None, None) => return Ok(()),
    };
    Err(TestStateError::validation(format!(
        "The field {field} may only be specified if a mock is specified."
    )))
}

fn answer_of(
    mock: &MockInput,
    subject: &Subject,
    mode: FieldValidationMode,
) -> Result<Answer, TestStateError> {
    let answer = Answer::of(mock)?;
    let Answer::Result(result, _) = &answer else { return Ok(answer) };
    match (&subject.machine.state(subject.state).kind, &subject.written().kind) {
        (Kind::Parallel(branches), _) => result_of_branches(result, branches.len())?,
        (_, StateKind::Map(map)) if map.result_writer.is_some() => {
            require(result.is_object(), "Mocked result must be a JSON object.")?;
        }
        (Kind::Map(_), _) => require(result.is_array(), "Mocked result must be an array.")?,
        (Kind::Task(task), _) => shapes::check(result, task, mode)?,
        _ => {}
    }
    Ok(answer)
}

fn result_of_branches(result: &Value, branches: usize) -> Result<(), TestStateError> {
    let Some(results) = result.as_array() else {
        return Err(TestStateError::validation("Mocked result must be an array."));
    };
    require(
        results.len() == branches,
        "Mocked result must contain the same number of items as number of Parallel branches.",
    )
}

fn require(holds: bool, otherwise: &str) -> Result<(), TestStateError> {
    if holds { Ok(()) } else { Err(TestStateError::validation(otherwise)) }
}

/// Checks what a configuration says of the tested state.
///
/// # Errors
/// When it names a state that is not inside the tested one.
pub(super) fn check_configuration(
    configuration: &StateConfiguration,
    subject: &Subject,
) -> Result<(), TestStateError> {
    let Some(name) = configuration.error_caused_by_state.as_deref() else { return Ok(()) };
    require(
        subject.has_inside(name),
        &format!(
            "The state '{name}' in stateConfiguration.errorCausedByState must be inside the tested Map or Parallel state."
        ),
    )
}
