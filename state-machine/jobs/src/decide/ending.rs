//! What follows an attempt.

use crate::model::{
    AttemptEnd, Book, Event, Job, JobKey, Next, ProcessExit, RetryAction, SingleJob, Stop, StopCause, What,
};

/// What Batch says of an attempt whose program exited by itself, well or not.
const EXITED: &str = "Essential container in task exited";
/// What it says of one whose program could not be started.
const NOT_STARTED: &str = "Task failed to start";
/// What it says of one that took too long.
const TIMED_OUT: &str = "Job attempt duration exceeded timeout";

/// The end of an attempt, and what follows it; nothing where no attempt of the job is under way.
pub(crate) fn ended(book: &Book, key: &JobKey, exit: &ProcessExit, at: i64) -> Option<Event> {
    let job = book.job(&key.job)?;
    let single = job.single(key.index)?;
    let stop = single.current.as_ref()?.stop.as_ref();
    let end = attempt_end(book, exit, stop);
    let next = next(job, single, (&end, stop));
    Some(Event::new(at, What::AttemptEnded { key: key.clone(), end, next }))
}

fn attempt_end(book: &Book, exit: &ProcessExit, stop: Option<&Stop>) -> AttemptEnd {
    let (exit_code, reason) = match exit {
        ProcessExit::Exited { code } => (Some(*code), None),
        ProcessExit::NotStarted { reason } => (None, Some(reason.clone())),
        ProcessExit::Lost => (None, None),
    };
    let stopped_by_host = stop.is_some_and(|stop| stop.cause == StopCause::HostStops);
    let is_host_lost = exit_code != Some(0) && (stopped_by_host || matches!(exit, ProcessExit::Lost));
    let status_reason = match (exit, stop.map(|stop| &stop.cause)) {
        _ if is_host_lost => host_terminated(book),
        (_, Some(StopCause::Terminated { reason })) => reason.clone(),
        (_, Some(StopCause::TimedOut)) => TIMED_OUT.to_owned(),
        (ProcessExit::NotStarted { .. }, _) => NOT_STARTED.to_owned(),
        _ => EXITED.to_owned(),
    };
    AttemptEnd { exit_code, reason, status_reason, is_host_lost }
}

/// As Batch says it of a Spot instance that is taken back, so that a rule `Host EC2*` sees the same here.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html> and the user guide's examples of
/// `onStatusReason`.
fn host_terminated(book: &Book) -> String {
    let id = book.id("instance").simple().to_string();
    format!("Host EC2 (instance i-{}) terminated.", &id[..17])
}

/// Whether an attempt is the last: a job that was cancelled, terminated or took too long is not tried again, a rule may say that it is
/// not, and attempts may be used up. One that ended with this machine does not use one up.
fn next(job: &Job, single: &SingleJob, (end, stop): (&AttemptEnd, Option<&Stop>)) -> Next {
    let failed = || Next::Failed { reason: end.status_reason.clone() };
    if stop.is_some_and(|stop| stop.cause != StopCause::HostStops) && !end.is_host_lost {
        return failed();
    }
    if let Some(StopCause::Terminated { reason }) = stop.map(|stop| &stop.cause) {
        return Next::Failed { reason: reason.clone() };
    }
    if end.exit_code == Some(0) {
        return Next::Succeeded;
    }
    if job.cancelled.is_some() || single.is_cancelled {
        return failed();
    }
    let retry = &job.spec.retry;
    match retry.action(end.exit_code, end.reason.as_deref(), &end.status_reason) {
        Some(RetryAction::Exit) => failed(),
        _ if end.is_host_lost => Next::Retry,
        _ if single.counted_attempts() + 1 < usize::try_from(retry.attempts).unwrap_or(1) => Next::Retry,
        _ => failed(),
    }
}
