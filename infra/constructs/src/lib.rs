//! L2: what a stack is meant to be, with safe defaults, and who may do what.
//!
//! ```text
//! define(&mut stack, &ConstructId, &Props) -> handle      photos.grant_read_waiting(&mut classify.role)
//!        |                                                        |
//!        v                                                        v
//! resources of the L1 template                    statements of a role, written by Role::attach
//! ```
//! Architecture invariants: what is handed on is a handle, never an ARN as text; logical ids come from the construct
//! path alone; the list of actions behind a grant stands once, beside the resource that it is about.

mod alarm;
mod alert_topic;
mod batch_lane;
mod budget;
mod cluster;
mod construct_id;
mod dashboard;
mod days;
mod dead_letter_queue;
mod function;
mod kubernetes;
mod log_group;
mod metric;
mod network;
mod photo_bucket;
mod queue;
mod repository;
mod role;
mod schedule;
mod stack;
mod state_machine;
mod upload_trigger;

pub use alarm::{Alarm, AlarmProps, Wrong};
pub use alert_topic::AlertTopic;
pub use batch_lane::{
    BatchLane, BatchLaneProps, Compute, GpuCount, JOB_TIMEOUT_SECONDS, JobPlatform, JobSize,
    job_retry_strategy,
};
pub use budget::Budget;
pub use cluster::{Cluster, ClusterProps, Endpoint};
pub use construct_id::ConstructId;
pub use dashboard::{Dashboard, Graph};
pub use days::Days;
pub use dead_letter_queue::DeadLetterQueue;
pub use function::{Architecture, Code, Function, FunctionProps};
pub use kubernetes::kubernetes_manifests;
pub use log_group::{LogGroup, LogGroupProps, LogRetention};
pub use metric::Metric;
pub use network::{Cidr, InvalidCidr, Nat, Network, NetworkProps};
pub use photo_bucket::{Encryption, PhotoBucket, PhotoBucketProps, RecordFolder};
pub use queue::{Queue, QueueProps};
pub use repository::Repository;
pub use role::{Role, RoleProps, Service};
pub use schedule::{Schedule, ScheduleProps, ScheduleState};
pub use stack::{GraphMistake, Stack};
pub use state_machine::{ExecutionLog, StateMachine, StateMachineName, StateMachineProps};
pub use upload_trigger::{UploadTrigger, UploadTriggerProps};

#[cfg(test)]
mod trial;
