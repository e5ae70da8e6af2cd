//! REST with JSON over HTTP: what SDKs, boto3 and the `aws` command speak with EventBridge Scheduler.
//!
//! Source: <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html>.

mod groups;
mod page;
mod request;
mod schedules;
mod service;
mod tags;

pub use service::{BODY_LIMIT_BYTES, SchedulerService};
