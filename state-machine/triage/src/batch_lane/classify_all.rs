use apoyo_asl::State;
use apoyo_asl::build::Task;
use apoyo_photo::step::WorkerInput;
use serde_json::json;

use crate::Job;
use crate::arguments::{expression, integration, template};
use crate::names::{SETTLE_ALL, name};
use crate::retries::job_retries;

/// Longest wait for the job: what an array of the largest size takes with few machines, and what a queue without
/// machines may cost in patience.
const JOB_SECONDS: u64 = 24 * 60 * 60;

/// Classifies every staged photo: an array job in AWS Batch, one job a shard.
pub(crate) fn classify_all(job: &Job) -> State {
    let task = Task::new(integration("batch:submitJob.sync"))
        .comment(
            "Classifies what was staged, one job a shard. No Catch: a redrive submits the job again, and it goes on \
             where it was.",
        )
        .arguments(expression(&arguments(job)))
        .timeout_seconds(JOB_SECONDS)
        // Its answer describes the job at length; what the job has to say of photos lies in the bucket.
        .output(template(&json!({})));
    job_retries().into_iter().fold(task, Task::retry).next(name(SETTLE_ALL))
}

/// One expression for all of `SubmitJob`: which of two fields is there depends on the platform, and a field of an object
/// cannot be left out by an expression of its own.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html>; Step Functions writes its names
/// with a capital letter.
fn arguments(Job { queue, definition, platform }: &Job) -> String {
    let (eks, container, variable) = (Job::EKS, Job::CONTAINER, WorkerInput::VARIABLE);
    // A name has letters, digits, `-` and `_`, begins with one of the first two, and has at most 128 of them; an
    // execution's has at most 80 characters, of many more kinds.
    let name = "'apoyo-' & $replace($plan.execution, /[^A-Za-z0-9_-]/, '-')";
    let input = "{'execution': $plan.execution, 'staged': $states.input.ResultWriterDetails.Key, \
                 'classified': $plan.classified, 'shards': $plan.shards, 'thresholds': $plan.thresholds}";
    let job = format!(
        "{{'JobName': {name}, 'JobQueue': '{queue}', 'JobDefinition': '{definition}', \
         'ArrayProperties': {{'Size': $plan.shards}}}}"
    );
    let in_a_pod = format!(
        "{{'EksPropertiesOverride': {{'PodProperties': \
         {{'Containers': [{{'Name': '{container}', 'Env': $environment}}]}}}}}}"
    );
    let in_a_task = "{'ContainerOverrides': {'Environment': $environment}}";
    format!(
        "($environment := [{{'Name': '{variable}', 'Value': $string({input})}}]; \
         $merge([{job}, '{platform}' = '{eks}' ? {in_a_pod} : {in_a_task}]))"
    )
}
