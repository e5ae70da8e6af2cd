use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    AttemptEnd, ComputeEnvironment, JobDefinition, JobId, JobKey, JobQueue, JobSpec, ProcessIdentity,
    StopCause,
};

/// Something that happened, as the journal keeps it. What it says is this crate's own matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When, in milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) what: What,
}

impl Event {
    pub(crate) fn new(at: i64, what: What) -> Self {
        Self { at, what }
    }

    /// The job that it is of; none where it is of a queue, a definition or a tag, or of a job that is not kept any more.
    pub(crate) fn job(&self) -> Option<&JobId> {
        match &self.what {
            What::Submitted(spec) => Some(&spec.id),
            What::Evaluated(job)
            | What::ChildrenRunnable(job)
            | What::ChildrenNeverStarted { job, .. }
            | What::ArrayEnded { job, .. } => Some(job),
            What::Runnable(key)
            | What::Starting { key, .. }
            | What::Started { key, .. }
            | What::StopAsked { key, .. }
            | What::KillAsked(key)
            | What::AttemptEnded { key, .. }
            | What::NeverStarted { key, .. }
            | What::CancelAsked { key, .. }
            | What::TerminateAsked { key, .. } => Some(&key.job),
            _ => None,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum What {
    /// The journal begins; every id is made from this random one.
    Founded([u8; 16]),
    EnvironmentPut(ComputeEnvironment),
    EnvironmentDeleted(String),
    QueuePut(JobQueue),
    QueueDeleted(String),
    DefinitionRegistered(JobDefinition),
    DefinitionDeregistered {
        name: String,
        revision: u32,
    },
    /// A resource has these tags and no others.
    Tagged {
        arn: String,
        tags: BTreeMap<String, String>,
    },
    Submitted(Box<JobSpec>),
    /// It waits for others or for vCPUs; an array has its children now, which wait.
    Evaluated(JobId),
    /// What it waited for is there.
    Runnable(JobKey),
    /// The same, for all children of an array that wait.
    ChildrenRunnable(JobId),
    /// It has its vCPUs; its process is to be started.
    Starting {
        key: JobKey,
        log_stream: String,
    },
    Started {
        key: JobKey,
        process: ProcessIdentity,
    },
    /// The attempt under way was told to end.
    StopAsked {
        key: JobKey,
        cause: StopCause,
    },
    /// It did not end in time and is killed.
    KillAsked(JobKey),
    AttemptEnded {
        key: JobKey,
        end: AttemptEnd,
        next: Next,
    },
    /// It ended before an attempt, or between two.
    NeverStarted {
        key: JobKey,
        reason: String,
    },
    /// The same, for all children of an array that have not started.
    ChildrenNeverStarted {
        job: JobId,
        reason: String,
    },
    CancelAsked {
        key: JobKey,
        reason: String,
    },
    TerminateAsked {
        key: JobKey,
        reason: String,
    },
    /// All children have ended, or the array ends without them.
    ArrayEnded {
        job: JobId,
        reason: Option<String>,
    },
    /// It ended so long ago that it is not kept any more, but for the place that it had.
    Forgotten {
        job: JobId,
        serial: u64,
    },
}

/// What follows an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Next {
    /// Another attempt.
    Retry,
    Succeeded,
    Failed {
        reason: String,
    },
}

/// What an event asks for outside; it may be done twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    Start(JobKey),
    Terminate(JobKey),
    Kill(JobKey),
    /// A job, or a child, has ended.
    Tell(JobKey),
}

/// An event that cannot have happened where a job is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event} cannot have happened: {why}")]
pub(crate) struct IllegalEvent {
    pub(crate) event: String,
    pub(crate) why: String,
}
