use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::response::{ErrorDetails, TestStatus};
use crate::data_flow::Variables;
use crate::execution::{Effect, Execution, FrameId, Phase};
use crate::failure::{Failure, error_name};
use crate::history::Event;
use crate::payload::Payload;

/// How a tested state ended.
pub(super) struct Ending {
    pub(super) status: TestStatus,
    pub(super) output: Option<Payload>,
    pub(super) next: Option<Arc<str>>,
    pub(super) failure: Option<Failure>,
    pub(super) details: Option<ErrorDetails>,
    pub(super) variables: Variables,
}

impl Ending {
    /// How the state ended, where an event ended it; `before` is the execution that the event was decided in.
    pub(super) fn of(
        event: &Event,
        caught: Option<(usize, Failure)>,
        (before, after): (&Execution, &Execution),
    ) -> Option<Self> {
        let variables = variables(after).or_else(|| variables(before)).unwrap_or_default();
        match event {
            Event::StateExited { output, next, .. } => {
                let details = caught.as_ref().map(|(catcher, _)| ErrorDetails {
                    catch_index: Some(*catcher),
                    ..ErrorDetails::default()
                });
                let status = if caught.is_some() { TestStatus::CaughtError } else { TestStatus::Succeeded };
                let failure = caught.map(|(_, failure)| failure);
                let (output, next) = (Some(Arc::clone(output)), next.clone());
                Some(Self { status, output, next, failure, details, variables })
            }
            Event::ExecutionFailed(failure) => Some(Self::failed(failure.clone(), variables)),
            _ => None,
        }
    }

    /// The state failed, and nobody catches.
    fn failed(failure: Failure, variables: Variables) -> Self {
        Self {
            status: TestStatus::Failed,
            output: None,
            next: None,
            failure: Some(failure),
            details: None,
            variables,
        }
    }

    /// The test took longer than it may.
    pub(super) fn timed_out(execution: &Execution) -> Self {
        Self::failed(Failure::named(error_name::TIMEOUT), variables(execution).unwrap_or_default())
    }

    /// The state waits for a retry after this failure, which a test does not make.
    pub(super) fn retriable(
        (before, after): (&Execution, &Execution),
        effects: &[Effect],
        (failure, now): (Failure, Timestamp),
    ) -> Option<Self> {
        let visit = &after.frame(FrameId::ROOT)?.visit;
        matches!(visit.phase, Phase::Retrying(_)).then_some(())?;
        let earlier = &before.frame(FrameId::ROOT)?.visit.attempts;
        let used = |at: usize| earlier.get(at).copied().unwrap_or_default();
        let retrier = visit.attempts.iter().enumerate().position(|(at, attempts)| *attempts != used(at));
        let details = ErrorDetails {
            retry_index: retrier,
            retry_backoff_interval_seconds: backoff(effects, now).map(|backoff| backoff.as_secs()),
            ..ErrorDetails::default()
        };
        Some(Self {
            status: TestStatus::Retriable,
            details: Some(details),
            ..Self::failed(failure, variables(after).unwrap_or_default())
        })
    }
}

fn variables(execution: &Execution) -> Option<Variables> {
    Some(execution.frame(FrameId::ROOT)?.variables.clone())
}

/// How long a retry is waited for.
fn backoff(effects: &[Effect], now: Timestamp) -> Option<Duration> {
    effects.iter().find_map(|effect| match effect {
        Effect::SetTimer { at, .. } => Duration::try_from(at.duration_since(now)).ok(),
        _ => None,
    })
}
