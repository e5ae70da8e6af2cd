use serde::Deserialize;

use super::Refusal;
use crate::model::{Book, Dependency, Job, JobKey, JobStatus, SingleJob};

/// An item of `dependsOn`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DependencyRequest {
    job_id: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Most jobs that one depends on.
const DEPENDENCY_LIMIT: usize = 20;

/// What a job waits for.
///
/// # Errors
/// When there is no such job, or no such dependency.
pub(crate) fn dependencies(
    book: &Book,
    requests: &[DependencyRequest],
    array_size: Option<u32>,
) -> Result<Vec<Dependency>, Refusal> {
    if requests.len() > DEPENDENCY_LIMIT {
        return Err(Refusal::executing(format!(
            "A job can depend upon a maximum of {DEPENDENCY_LIMIT} jobs, not {}",
            requests.len()
        )));
    }
    requests.iter().map(|request| dependency(book, request, array_size)).collect()
}

fn dependency(
    book: &Book,
    request: &DependencyRequest,
    array_size: Option<u32>,
) -> Result<Dependency, Refusal> {
    let key = request.job_id.as_deref().map(|id| known(book, id)).transpose()?;
    match (request.kind.as_deref(), key) {
        (None, Some(key)) => Ok(Dependency::Job(key)),
        (Some("SEQUENTIAL"), None) if array_size.is_some() => Ok(Dependency::Sequential),
        (Some("N_TO_N"), Some(key)) => {
            let other =
                book.job(&key.job).filter(|_| key.index.is_none()).and_then(|job| job.spec.array_size);
            if array_size.is_some() && other == array_size {
                return Ok(Dependency::NToN(key));
            }
            Err(Refusal::executing(format!(
                "N_TO_N dependency on job {key} needs two array jobs of the same size"
            )))
        }
        (Some("SEQUENTIAL"), _) => {
            Err(Refusal::executing("SEQUENTIAL dependency is that of an array job, without a job ID"))
        }
        (Some("N_TO_N") | None, None) => {
            Err(Refusal::executing("dependsOn jobId should not be null or empty"))
        }
        (Some(kind), _) => {
            Err(Refusal::executing(format!("dependsOn type {kind:?} should be N_TO_N or SEQUENTIAL")))
        }
    }
}

fn known(book: &Book, id: &str) -> Result<JobKey, Refusal> {
    let key = JobKey::of(id);
    match book.status(&key) {
        Some(_) => Ok(key),
        None => Err(Refusal::executing(format!("Job {id} in dependsOn is not found"))),
    }
}

/// Whether what a job waits for is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Waiting {
    /// It is.
    Over,
    /// Not yet.
    Still,
    /// It will never be: a job failed.
    InVain,
}

/// Whether the jobs that a whole job waits for have ended.
pub(crate) fn waits_for_jobs(book: &Book, job: &Job) -> Waiting {
    let on = |dependency: &Dependency| match dependency {
        Dependency::Job(key) => of_status(book.status(key)),
        Dependency::NToN(_) | Dependency::Sequential => Waiting::Over,
    };
    worst(job.spec.depends_on.iter().map(on))
}

/// Whether the children that a child waits for have ended.
pub(crate) fn child_waits(book: &Book, job: &Job, (index, before): (u32, Option<&SingleJob>)) -> Waiting {
    let on = |dependency: &Dependency| match dependency {
        Dependency::Job(_) => Waiting::Over,
        Dependency::NToN(key) => {
            // The array as a whole speaks for a child that it does not have yet.
            let child = book.status(&JobKey::child(key.job.clone(), index));
            of_status(child.or_else(|| book.status(key)))
        }
        Dependency::Sequential => before.map_or(Waiting::Over, |before| of_status(Some(before.status))),
    };
    worst(job.spec.depends_on.iter().map(on))
}

/// Whether each child waits for another child.
pub(crate) fn is_by_child(job: &Job) -> bool {
    let by_child =
        |dependency: &Dependency| matches!(dependency, Dependency::NToN(_) | Dependency::Sequential);
    job.spec.depends_on.iter().any(by_child)
}

fn of_status(status: Option<JobStatus>) -> Waiting {
    match status {
        // A job that is waited for is kept; one that is gone was forgotten long after its end.
        Some(JobStatus::Succeeded) | None => Waiting::Over,
        Some(JobStatus::Failed) => Waiting::InVain,
        Some(_) => Waiting::Still,
    }
}

fn worst(all: impl Iterator<Item = Waiting>) -> Waiting {
    all.max().unwrap_or(Waiting::Over)
}
