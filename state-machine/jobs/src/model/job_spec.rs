use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Dependency, JobId, RetryStrategy};

/// Everything that was asked for, with definition and overrides put together; it never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct JobSpec {
    pub(crate) id: JobId,
    /// Its place among all jobs, in the order of their submission.
    pub(crate) serial: u64,
    pub(crate) name: String,
    /// Name of the queue.
    pub(crate) queue: String,
    /// ARN of the definition's revision.
    pub(crate) definition: String,
    /// Milliseconds since 1970.
    pub(crate) created_at: i64,
    /// Who submits the same token again means this job.
    pub(crate) client_token: Option<String>,
    /// Children of the array; none for a single job.
    pub(crate) array_size: Option<u32>,
    pub(crate) depends_on: Vec<Dependency>,
    pub(crate) container: Container,
    pub(crate) retry: RetryStrategy,
    /// Longest time of an attempt, in seconds.
    pub(crate) timeout_seconds: Option<u32>,
    pub(crate) parameters: BTreeMap<String, String>,
    /// What else `DescribeJobs` shows of it as it was given: `propagateTags`, `schedulingPriority` and the like.
    pub(crate) shown: Value,
}

/// What is run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Container {
    pub(crate) platform: Platform,
    /// Program and arguments, parameters substituted.
    pub(crate) command: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
    /// Thousandths of a vCPU.
    pub(crate) millicpus: u32,
    /// The properties under the name that the API has for them on this platform, overrides put in.
    pub(crate) properties: Value,
}

/// What a definition is written for; here each is a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Platform {
    /// `containerProperties`.
    Container,
    /// `ecsProperties`.
    Ecs,
    /// `eksProperties`.
    Eks,
}

impl Platform {
    /// Member of a job definition that holds its properties.
    pub(crate) const fn member(self) -> &'static str {
        match self {
            Self::Container => "containerProperties",
            Self::Ecs => "ecsProperties",
            Self::Eks => "eksProperties",
        }
    }
}
