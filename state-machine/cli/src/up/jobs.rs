use std::path::Path;

use anyhow::Context;
use apoyo_jobs::{Jobs, JobsOptions, JobsSection, PhotoWorker};
use apoyo_stack::{Config, JOB_TIMEOUT_SECONDS, job_retry_strategy};
use apoyo_triage::Job;

use super::around::Around;
use super::steps::steps;

/// What comes after the stack's name in that of its queue and job definition.
const SUFFIX: &str = "-classify";

/// AWS Batch in this process, with the photo worker, and what the user declared; and what the photo state machine submits.
pub(super) async fn open(
    around: &Around,
    (config, section, folder): (&Config, &JobsSection, &Path),
) -> anyhow::Result<(Jobs, Job)> {
    let options = JobsOptions::over(&around.own)?.variables(around.variables()).folder(folder.to_owned());
    let jobs = Jobs::open(options).await.context("the jobs of AWS Batch")?;
    let (queue, definition) = jobs.declare_photo_worker(&worker(config)?).await?;
    jobs.declare_section(section).await.context("section local.jobs of the configuration")?;
    Ok((jobs, Job { queue, definition, platform: Job::ECS.to_owned() }))
}

/// This program as the worker, tried again as the deployed one would be.
fn worker(config: &Config) -> anyhow::Result<PhotoWorker> {
    let program = std::env::current_exe().context("where this program is cannot be told")?;
    Ok(PhotoWorker {
        name: format!("{}{SUFFIX}", config.name.as_str()),
        command: vec![program.to_string_lossy().into_owned(), "worker".to_owned()],
        retry_strategy: job_retry_strategy(),
        timeout_seconds: JOB_TIMEOUT_SECONDS,
        vcpus: config.batch.job_vcpus.get(),
        mebibytes: config.batch.job_mebibytes.get().into(),
        environment: steps(&config.bucket.folders),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_is_tried_again_as_the_deployed_one() {
        let worker = worker(&Config::default()).unwrap();
        assert_eq!(worker.name, "apoyo-classify");
        assert!(worker.retry_strategy["EvaluateOnExit"].as_array().is_some_and(|rules| !rules.is_empty()));
        assert!(worker.environment.contains(&("APOYO_FOLDER_KEPT".to_owned(), "procesadas/".to_owned())));
    }
}
