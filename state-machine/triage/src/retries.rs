use apoyo_asl::{ErrorEquals, JitterStrategy, Retrier};
use apoyo_photo::ErrorName;

/// What Lambda, and the service on its way there, answer for a while: throttling, a lost connection, a crash.
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html>, "Handle transient Lambda
/// service exceptions".
const LAMBDA_ERRORS: [&str; 6] = [
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
];

/// What AWS Batch, and the service on its way there, answer for a while. Step Functions names an error after the SDK's
/// class for it: the base class, of one name or the other, for what the service's model does not list (throttling), else
/// its own. `Batch.ClientException` is not here, the request is wrong then.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/APIReference/CommonErrors.html> and `SubmitJob`'s own errors.
const BATCH_ERRORS: [&str; 6] = [
    "Batch.BatchException",
    "Batch.AWSBatchException",
    "Batch.ServerException",
    "Batch.SdkClientException",
    "Batch.TooManyRequestsException",
    "AWS.Batch.TooManyRequestsException",
];

/// The retriers of every step: 1, 2, 4, .. seconds, at most 20, each drawn from 0 up to that, so that photos which
/// failed together do not come back together.
pub(crate) fn retries() -> [Retrier; 3] {
    let passing = ErrorName::ALL.into_iter().filter(|name| name.may_pass()).map(ErrorName::as_str);
    [
        retrier(LAMBDA_ERRORS, 6),
        retrier(passing, 5),
        // A step that hung or crashed has used much of its child's 5 minutes, and may do so again; once more, no oftener.
        retrier([ErrorEquals::TIMEOUT, "Sandbox.Timedout", "Runtime.ExitError"], 1),
    ]
}

/// The retriers of the job. A shard that ends badly is tried again by AWS Batch itself, as the job definition says; when
/// those attempts are used up, in a bad hour of Spot machines or of S3, the whole array is submitted once more before a
/// person is asked. That is safe, and costs little: each shard goes on where it was, and one that is done ends at once.
/// A job that did not end in time is not submitted again: it waits for machines that may never come.
pub(crate) fn job_retries() -> [Retrier; 2] {
    let once_more = Retrier {
        interval_seconds: Some(60),
        max_attempts: Some(1),
        max_delay_seconds: None,
        backoff_rate: None,
        jitter_strategy: None,
        ..retrier([ErrorEquals::TASK_FAILED], 1)
    };
    [retrier(BATCH_ERRORS, 6), once_more]
}

fn retrier(names: impl IntoIterator<Item = &'static str>, max_attempts: u64) -> Retrier {
    let name = |name: &str| name.parse().expect("no error name of this crate is empty");
    Retrier {
        comment: None,
        error_equals: names.into_iter().map(name).collect(),
        interval_seconds: Some(1),
        max_attempts: Some(max_attempts),
        backoff_rate: Some(2.0),
        max_delay_seconds: Some(20),
        jitter_strategy: Some(JitterStrategy::Full),
    }
}
