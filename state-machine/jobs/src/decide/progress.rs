//! What follows from what has happened, without anybody asking: jobs begin to wait, may run, start, and arrays end.

use super::dependencies::{Waiting, child_waits, is_by_child, waits_for_jobs};
use crate::model::{ArrayJob, Book, Event, Job, JobKey, JobKind, JobStatus, SingleJob, What};

/// What Batch says of a job that waited for one that failed.
const DEPENDENCY_FAILED: &str = "Dependent Job failed";
/// What it says of an array of which a child failed.
const CHILD_FAILED: &str = "Array Child Job failed";

/// What follows now, but for starts; each event may make others follow.
pub(crate) fn follow_ups(book: &Book, at: i64) -> Vec<Event> {
    let of = |job| of_job(book, job).into_iter().map(move |what| Event::new(at, what));
    book.open().flat_map(of).collect()
}

fn of_job(book: &Book, job: &Job) -> Vec<What> {
    let id = &job.spec.id;
    match (&job.kind, job.status()) {
        (_, JobStatus::Submitted) => vec![What::Evaluated(id.clone())],
        (JobKind::Single(_), JobStatus::Pending) => {
            let key = JobKey::whole(id.clone());
            let never = |reason: &str| What::NeverStarted { key: key.clone(), reason: reason.to_owned() };
            match (waits_for_jobs(book, job), &job.cancelled) {
                (Waiting::Still, _) => Vec::new(),
                (_, Some(reason)) => vec![never(reason)],
                (Waiting::InVain, None) => vec![never(DEPENDENCY_FAILED)],
                (Waiting::Over, None) => vec![What::Runnable(key)],
            }
        }
        (JobKind::Array(array), _) => of_array(book, job, array),
        _ => Vec::new(),
    }
}

fn of_array(book: &Book, job: &Job, array: &ArrayJob) -> Vec<What> {
    let id = &job.spec.id;
    if array.counts.have_ended(job.spec.array_size.unwrap_or_default()) {
        return vec![What::ArrayEnded { job: id.clone(), reason: failure(book, job, array) }];
    }
    if array.counts.of(JobStatus::Pending) == 0 {
        return Vec::new();
    }
    let never = |reason: &str| What::ChildrenNeverStarted { job: id.clone(), reason: reason.to_owned() };
    match (waits_for_jobs(book, job), &job.cancelled) {
        (Waiting::Still, _) => Vec::new(),
        (_, Some(reason)) => vec![never(reason)],
        (Waiting::InVain, None) => vec![never(DEPENDENCY_FAILED)],
        (Waiting::Over, None) if is_by_child(job) => by_child(book, job, array),
        (Waiting::Over, None) => vec![What::ChildrenRunnable(id.clone())],
    }
}

fn by_child(book: &Book, job: &Job, array: &ArrayJob) -> Vec<What> {
    let before = |index: u32| Some(&array.children[usize::try_from(index.checked_sub(1)?).ok()?]);
    let of = |(index, child): (u32, &SingleJob)| {
        let key = || JobKey::child(job.spec.id.clone(), index);
        match child_waits(book, job, (index, before(index))) {
            _ if child.status != JobStatus::Pending => None,
            Waiting::Still => None,
            Waiting::Over => Some(What::Runnable(key())),
            Waiting::InVain => Some(What::NeverStarted { key: key(), reason: DEPENDENCY_FAILED.to_owned() }),
        }
    };
    (0_u32..).zip(&array.children).filter_map(of).collect()
}

/// Why an array whose children have ended has failed; none where it has not.
fn failure(book: &Book, job: &Job, array: &ArrayJob) -> Option<String> {
    if array.counts.of(JobStatus::Failed) == 0 {
        return None;
    }
    let asked = job.terminated.clone().or_else(|| job.cancelled.clone());
    let waited_in_vain = waits_for_jobs(book, job) == Waiting::InVain;
    let own = if waited_in_vain { DEPENDENCY_FAILED } else { CHILD_FAILED };
    Some(asked.unwrap_or_else(|| own.to_owned()))
}

/// Starts as many of those that wait as there are vCPUs for, given in thousandths: the queue with the highest priority
/// first, and in a queue who came first. Nobody overtakes one that waits for more vCPUs than are free, so that each comes
/// to its turn; one that asks for more than the machine has gets all of it. A machine without vCPUs starts nothing.
pub(crate) fn starts(book: &Book, machine: u32, at: i64) -> Vec<Event> {
    if machine == 0 {
        return Vec::new();
    }
    let share = |job: &Job| job.spec.container.millicpus.min(machine);
    let used: u32 = book.active().map(|(_, job, _)| share(job)).sum();
    let mut free = machine.saturating_sub(used);
    let mut queues: Vec<_> = book.queues().filter(|queue| book.may_start(queue)).collect();
    queues.sort_by_key(|queue| std::cmp::Reverse(queue.priority));
    let waiting = queues.iter().flat_map(|queue| book.runnable(&queue.name));
    let placed = waiting.map_while(|(job, key)| {
        free = free.checked_sub(share(job))?;
        Some((job, key))
    });
    placed.map(|(job, key)| start(book, job, key, at)).collect()
}

fn start(book: &Book, job: &Job, key: JobKey, at: i64) -> Event {
    let attempt = job.single(key.index).map_or(1, SingleJob::attempt_number);
    let task = book.id(&format!("attempt {key} {attempt}")).simple().to_string();
    let definition = book.arns.name("job-definition", &job.spec.definition);
    let name = definition.split(':').next().unwrap_or(definition);
    Event::new(at, What::Starting { key, log_stream: format!("{name}/default/{task}") })
}
