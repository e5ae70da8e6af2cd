use std::time::Duration;

use apoyo_bucket::{Environment, InvalidEnvironment};
use apoyo_classify::max_photo_bytes;
use apoyo_photo::step::WorkerInput;
use apoyo_photo::{InvalidStepInput, read_step_input};

use crate::patience::LONGEST_WAIT;

/// What one job of the array is told by environment variables.
///
/// | variable | meaning | default |
/// |---|---|---|
/// | `AWS_BATCH_JOB_ARRAY_INDEX` | the shard, 0 to one less than there are shards; Batch sets it | none: must be set |
/// | `AWS_BATCH_JOB_ATTEMPT` | which try this is, counted from 1, for the log; Batch sets it | 1 |
/// | `APOYO_JOB` | [`WorkerInput`] as JSON; the state machine sets it | none: must be set |
/// | `APOYO_MAX_PHOTO_BYTES` | largest photo that is read | [`apoyo_classify::DEFAULT_MAX_PHOTO_BYTES`] |
/// | `APOYO_LONGEST_WAIT_SECONDS` | longest wait before a call is made again, 0 to 600 | 20 |
///
/// and those of [`Environment`].
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The shard.
    pub index: u64,
    /// Which try this is, counted from 1.
    pub attempt: u32,
    /// What the state machine says.
    pub input: WorkerInput,
    /// Bucket and folders.
    pub environment: Environment,
    /// Largest photo that is read, in bytes.
    pub max_photo_bytes: u64,
    /// Longest wait before a call is made again.
    pub longest_wait: Duration,
}

/// What is wrong with a job's environment.
#[derive(Debug, thiserror::Error)]
pub enum InvalidJob {
    /// A variable is missing or has a value that is not allowed.
    #[error(transparent)]
    Environment(#[from] InvalidEnvironment),
    /// The input is no JSON.
    #[error("environment variable {name} is no JSON: {0}", name = WorkerInput::VARIABLE)]
    NotJson(#[source] serde_json::Error),
    /// A field of the input is missing or has a value that is not allowed.
    #[error("environment variable {name}: {0}", name = WorkerInput::VARIABLE)]
    Input(#[source] InvalidStepInput),
    /// The array has no such shard.
    #[error(
        "environment variable {INDEX} is {found:?}, allowed are 0 to {last}: the array has {shards} shards"
    )]
    Index {
        /// The value found.
        found: String,
        /// The last shard.
        last: u64,
        /// How many there are.
        shards: u64,
    },
}

const INDEX: &str = "AWS_BATCH_JOB_ARRAY_INDEX";
const ATTEMPT: &str = "AWS_BATCH_JOB_ATTEMPT";
const WAIT: &str = "APOYO_LONGEST_WAIT_SECONDS";
const MOST_WAIT_SECONDS: u64 = 600;

impl Job {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// When a variable is missing or its value is not allowed.
    pub fn read() -> Result<Self, InvalidJob> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// Reads an environment of which the caller knows the variables.
    ///
    /// # Errors
    /// When a variable is missing or its value is not allowed.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, InvalidJob> {
        let needed = |name, meaning| {
            variable(name)
                .filter(|value| !value.is_empty())
                .ok_or(InvalidEnvironment::Missing { name, meaning })
        };
        let environment = Environment::from_variables(&variable)?;
        let input = input(&needed(WorkerInput::VARIABLE, "the job's input as JSON")?)?;
        let index = needed(INDEX, "the number of the shard: the job must be one of an array")?;
        Ok(Self {
            index: shard(index, input.shards.count())?,
            attempt: attempt(variable(ATTEMPT))?,
            input,
            environment,
            max_photo_bytes: max_photo_bytes(variable("APOYO_MAX_PHOTO_BYTES"))?,
            longest_wait: longest_wait(variable(WAIT))?,
        })
    }
}

fn input(text: &str) -> Result<WorkerInput, InvalidJob> {
    let json = serde_json::from_str(text).map_err(InvalidJob::NotJson)?;
    read_step_input(json).map_err(InvalidJob::Input)
}

fn shard(found: String, shards: u64) -> Result<u64, InvalidJob> {
    match found.parse() {
        Ok(index) if index < shards => Ok(index),
        _ => Err(InvalidJob::Index { found, last: shards - 1, shards }),
    }
}

fn attempt(value: Option<String>) -> Result<u32, InvalidEnvironment> {
    let Some(value) = value else { return Ok(1) };
    match value.parse() {
        Ok(attempt) if attempt > 0 => Ok(attempt),
        _ => Err(InvalidEnvironment::Value { name: ATTEMPT, value, allowed: "a whole number from 1 on" }),
    }
}

fn longest_wait(value: Option<String>) -> Result<Duration, InvalidEnvironment> {
    let Some(value) = value else { return Ok(LONGEST_WAIT) };
    match value.parse() {
        Ok(seconds @ 0..=MOST_WAIT_SECONDS) => Ok(Duration::from_secs(seconds)),
        _ => Err(InvalidEnvironment::Value {
            name: WAIT,
            value,
            allowed: "a whole number of seconds from 0 to 600",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUT: &str = r#"{"execution": "x", "staged": "ejecuciones/x/staged/1/manifest.json",
        "classified": "ejecuciones/x/classified", "shards": 3, "thresholds": {"keepAbove": 0.9}}"#;

    fn read(changes: &[(&str, Option<&str>)]) -> Result<Job, String> {
        let standing = [("APOYO_BUCKET", "fotos"), (INDEX, "2"), (ATTEMPT, "4"), ("APOYO_JOB", INPUT)];
        let find = |name: &str| match changes.iter().find(|(changed, _)| *changed == name) {
            Some((_, value)) => value.map(str::to_owned),
            None => standing.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()),
        };
        Job::from_variables(find).map_err(|error| error.to_string())
    }

    #[test]
    fn a_job_knows_its_shard_and_what_to_do() {
        let job = read(&[]).unwrap();
        assert_eq!((job.index, job.attempt, job.input.shards.count()), (2, 4, 3));
        assert_eq!(job.input.thresholds.keep_above, Some(0.9.try_into().unwrap()));
        assert_eq!(job.max_photo_bytes, apoyo_classify::DEFAULT_MAX_PHOTO_BYTES);
        assert_eq!(job.longest_wait, Duration::from_secs(20));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_value_and_what_is_allowed() {
        let table = [
            (INDEX, None, "AWS_BATCH_JOB_ARRAY_INDEX is not set"),
            (INDEX, Some("3"), "ARRAY_INDEX is \"3\", allowed are 0 to 2: the array has 3 shards"),
            (INDEX, Some("-1"), "is \"-1\", allowed are 0 to 2"),
            (ATTEMPT, Some("0"), "AWS_BATCH_JOB_ATTEMPT is \"0\", allowed is a whole number from 1 on"),
            ("APOYO_JOB", None, "APOYO_JOB is not set"),
            ("APOYO_JOB", Some("{"), "APOYO_JOB is no JSON"),
            ("APOYO_JOB", Some("{}"), "APOYO_JOB: input field .: missing field `execution`"),
            ("APOYO_BUCKET", Some(""), "APOYO_BUCKET is not set"),
            ("APOYO_MAX_PHOTO_BYTES", Some("0"), "APOYO_MAX_PHOTO_BYTES is \"0\""),
            (WAIT, Some("601"), "APOYO_LONGEST_WAIT_SECONDS is \"601\""),
        ];
        for (name, value, message) in table {
            let refused = read(&[(name, value)]).unwrap_err();
            assert!(refused.contains(message), "{refused}");
        }
        let one_shard = INPUT.replace(": 3", ": 1");
        let refused = read(&[("APOYO_JOB", Some(&one_shard))]).unwrap_err();
        assert!(refused.contains("field shards: shards is 1, 2 to 10000 are allowed"), "{refused}");
    }
}
