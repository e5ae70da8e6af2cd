use std::collections::BTreeMap;

use crate::model::{Arns, Job, JobKey, SingleJob};

/// Variables of this process that its jobs get too: where programs, the home folder and temporary files are, and the
/// language. Nothing else of it is handed on.
const BASICS: [&str; 7] = ["PATH", "HOME", "USER", "TMPDIR", "LANG", "LC_ALL", "TZ"];

/// Variables of all jobs: the basics of this process, and those of the cloud (its endpoint and credentials).
#[derive(Debug, Clone, Default)]
pub(crate) struct JobVariables(Vec<(String, String)>);

impl JobVariables {
    pub(crate) fn of_process(cloud: Vec<(String, String)>) -> Self {
        let basics = BASICS.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)));
        Self(basics.chain(cloud).collect())
    }
}

/// The environment of an attempt: what all jobs have, what this one says, and what Batch sets, each before the former.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html>.
pub(crate) fn environment(
    all: &JobVariables,
    (job, key, single): (&Job, &JobKey, &SingleJob),
    compute_environment: &str,
    arns: &Arns,
) -> Vec<(String, String)> {
    let mut variables: BTreeMap<String, String> = all.0.iter().cloned().collect();
    variables.extend(job.spec.container.environment.iter().cloned());
    let mut set = |name: &str, value: String| variables.insert(name.to_owned(), value);
    set("AWS_BATCH_JOB_ID", key.to_string());
    set("AWS_BATCH_JOB_ATTEMPT", single.attempt_number().to_string());
    set("AWS_BATCH_JQ_NAME", arns.name("job-queue", &job.spec.queue).to_owned());
    set("AWS_BATCH_CE_NAME", compute_environment.to_owned());
    if let (Some(index), Some(size)) = (key.index, job.spec.array_size) {
        set("AWS_BATCH_JOB_ARRAY_INDEX", index.to_string());
        set("AWS_BATCH_JOB_ARRAY_SIZE", size.to_string());
    }
    variables.into_iter().collect()
}
