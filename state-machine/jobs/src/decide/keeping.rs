use crate::model::{Book, Event, What};

/// How long a job is kept after its end.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/job_states.html>: "Jobs in the SUCCEEDED or FAILED state are
/// kept for at least seven days".
const KEPT_MILLIS: i64 = 7 * 24 * 3_600 * 1_000;

/// The jobs that ended too long ago to be kept, and that nobody waits for.
pub(crate) fn forgotten(book: &Book, at: i64) -> Vec<Event> {
    let is_old = |ended: i64| at.saturating_sub(ended) > KEPT_MILLIS;
    let old = book.newest_first().filter(|job| Book::stopped_at(job).is_some_and(is_old));
    let old = old.filter(|job| !book.is_waited_for(&job.spec.id));
    let forget =
        |job: &crate::model::Job| What::Forgotten { job: job.spec.id.clone(), serial: job.spec.serial };
    old.map(|job| Event::new(at, forget(job))).collect()
}
