//! Ends that are asked for: by a caller, by time, by the end of the cloud.

use super::Refusal;
use super::dependencies::{Waiting, waits_for_jobs};
use crate::model::{Book, Event, Job, JobKey, JobKind, JobStatus, SingleJob, StopCause, What};

/// Between SIGTERM and SIGKILL.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/job_timeouts.html> and `stopTimeout` of ECS, 30 seconds where
/// nothing else is said.
const GRACE_MILLIS: i64 = 30_000;

/// `TerminateJob`; nothing where the job has ended.
///
/// # Errors
/// When there is no such job.
pub(crate) fn terminate(book: &Book, key: &JobKey, reason: &str, at: i64) -> Result<Vec<Event>, Refusal> {
    match book.status(key) {
        None => Err(Refusal::plain(format!("Job {key} not found."))),
        Some(status) if status.is_end() => Ok(Vec::new()),
        Some(_) => Ok(terminated(book, key, reason, at)),
    }
}

/// The same for a job that is there and has not ended.
pub(crate) fn terminated(book: &Book, key: &JobKey, reason: &str, at: i64) -> Vec<Event> {
    let Some(job) = book.job(&key.job) else { return Vec::new() };
    let asked = What::TerminateAsked { key: key.clone(), reason: reason.to_owned() };
    let mut events = vec![Event::new(at, asked)];
    events.extend(not_started(job, key, reason, at));
    let cause = || StopCause::Terminated { reason: reason.to_owned() };
    let running = book.active().filter(|(active, ..)| active.job == key.job && is_meant(key, active));
    let running = running.filter(|(.., single)| is_not_terminated(single));
    events.extend(
        running.map(|(active, ..)| Event::new(at, What::StopAsked { key: active.clone(), cause: cause() })),
    );
    events
}

fn is_meant(asked: &JobKey, active: &JobKey) -> bool {
    asked.index.is_none() || asked.index == active.index
}

fn is_not_terminated(single: &SingleJob) -> bool {
    let stop = single.current.as_ref().and_then(|current| current.stop.as_ref());
    !stop.is_some_and(|stop| matches!(stop.cause, StopCause::Terminated { .. }))
}

/// Ends what has not started of a job.
fn not_started(job: &Job, key: &JobKey, reason: &str, at: i64) -> Option<Event> {
    let reason = reason.to_owned();
    let waits = |status: JobStatus| !status.is_end() && !status.has_process();
    let what = match (&job.kind, key.index) {
        (JobKind::Array(_), None) => What::ChildrenNeverStarted { job: key.job.clone(), reason },
        (_, index) => {
            job.single(index).filter(|single| waits(single.status))?;
            What::NeverStarted { key: key.clone(), reason }
        }
    };
    Some(Event::new(at, what))
}

/// `CancelJob`: ends what has not started; a job that waits for others ends once they have.
///
/// Source: the documentation of `CancelJob` in the API model.
///
/// # Errors
/// When there is no such job.
pub(crate) fn cancel(book: &Book, key: &JobKey, reason: &str, at: i64) -> Result<Vec<Event>, Refusal> {
    let job = book.job(&key.job).filter(|_| book.status(key).is_some());
    let job = job.ok_or_else(|| Refusal::plain(format!("Job {key} not found.")))?;
    let waits = |status: JobStatus| !status.is_end() && !status.has_process();
    if !book.status(key).is_some_and(waits) {
        return Ok(Vec::new());
    }
    let asked = What::CancelAsked { key: key.clone(), reason: reason.to_owned() };
    let mut events = vec![Event::new(at, asked)];
    if waits_for_jobs(book, job) != Waiting::Still {
        events.extend(not_started(job, key, reason, at));
    }
    Ok(events)
}

/// What time brings: attempts that took too long, and those that were told to end and did not.
pub(crate) fn expired(book: &Book, at: i64) -> Vec<Event> {
    let due =
        book.active().filter(|(_, job, single)| deadline(job, single).is_some_and(|deadline| deadline <= at));
    let event = |(key, _, single): (&JobKey, &Job, &SingleJob)| {
        let is_stopped = single.current.as_ref().is_some_and(|current| current.stop.is_some());
        let what = if is_stopped {
            What::KillAsked(key.clone())
        } else {
            What::StopAsked { key: key.clone(), cause: StopCause::TimedOut }
        };
        Event::new(at, what)
    };
    due.map(event).collect()
}

/// When [`expired`] has something to say next.
pub(crate) fn next_deadline(book: &Book) -> Option<i64> {
    book.active().filter_map(|(_, job, single)| deadline(job, single)).min()
}

fn deadline(job: &Job, single: &SingleJob) -> Option<i64> {
    if let Some(stop) = &single.current.as_ref()?.stop {
        return (!stop.is_killed).then(|| stop.asked_at.saturating_add(GRACE_MILLIS));
    }
    let limit = i64::from(job.spec.timeout_seconds?) * 1_000;
    (single.status == JobStatus::Running).then(|| single.started_at?.checked_add(limit)).flatten()
}

/// The cloud ends: every attempt is told to.
pub(crate) fn host_stops(book: &Book, at: i64) -> Vec<Event> {
    let running =
        book.active().filter(|(.., single)| single.current.as_ref().is_some_and(|it| it.stop.is_none()));
    let stop = |key: &JobKey| What::StopAsked { key: key.clone(), cause: StopCause::HostStops };
    running.map(|(key, ..)| Event::new(at, stop(key))).collect()
}
