use super::TestStateError;
use super::ending::Ending;
use super::origin;
use super::response::TestStatus;
use super::step::{Stepped, stand_in, step};
use super::task::Runner;
use super::trial::Trial;
use crate::arn::Realm;
use crate::decide::Happening;
use crate::execution::{Execution, FrameId};
use crate::failure::{Failure, error_name};
use crate::machine::{Field, Kind, Processing, StateId};

/// Hands the failure of a state to the `Map` and `Parallel` states around it, the innermost first, as in a real execution;
/// where none of them retries or catches it, the state's own ending stands.
///
/// What a parent's catcher leaves with is computed from the input of the tested state, since a test has no other.
///
/// # Errors
/// Never, but by a fault of the engine.
pub(super) fn propagate(
    ending: Ending,
    (trial, realm): (&Trial, &Realm),
    runner: &Runner<'_>,
) -> Result<Ending, TestStateError> {
    let (TestStatus::Failed, Some(mut failure)) = (ending.status, ending.failure.clone()) else {
        return Ok(ending);
    };
    for parent in trial.subject.around.iter().rev() {
        let Some(of_parent) = failure_of_parent(trial, *parent, &failure) else { break };
        let handled = failed(trial, (*parent, of_parent.clone()), (realm, runner))?;
        if handled.status != TestStatus::Failed {
            return Ok(handled);
        }
        failure = of_parent;
    }
    Ok(ending)
}

/// With what a parent fails when a state inside it does; none where it goes on.
fn failure_of_parent(trial: &Trial, parent: StateId, failure: &Failure) -> Option<Failure> {
    let Kind::Map(map) = &trial.subject.machine.state(parent).kind else { return Some(failure.clone()) };
    let Processing::Distributed(distributed) = &map.processing else { return Some(failure.clone()) };
    let earlier = trial.configuration.map_iteration_failure_count.unwrap_or_default();
    let failed = u64::try_from(earlier).unwrap_or_default() + 1;
    let tolerated = match (&distributed.tolerated_failure_count, &distributed.tolerated_failure_percentage) {
        (Some(Field::Value(most)), _) => *most,
        (None, None) => 0,
        // A share of items that are not known, or a count that is computed from an input that is not.
        _ => return None,
    };
    (failed > tolerated).then(|| {
        Failure::new(
            error_name::EXCEED_TOLERATED_FAILURE_THRESHOLD,
            "The specified tolerated failure threshold was exceeded",
        )
    })
}

/// How a parent ends whose parts failed with this.
fn failed(
    trial: &Trial,
    (parent, failure): (StateId, Failure),
    (realm, runner): (&Realm, &Runner<'_>),
) -> Result<Ending, TestStateError> {
    let mut execution: Execution =
        origin::begun_in(trial, (parent, Some(&failure)), realm, runner.clock.now())
            .map_err(|fault| TestStateError::Internal(fault.to_string()))?;
    if let Some(ending) = stand_in(&mut execution, Err(failure), runner) {
        return Ok(ending);
    }
    loop {
        match step(&mut execution, &Happening::Proceed(FrameId::ROOT), runner, |_, _| {})? {
            Stepped::Ended(ending) => return Ok(ending),
            Stepped::Going(..) => {}
        }
    }
}
