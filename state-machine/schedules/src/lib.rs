//! Schedules and triggers of the embedded cloud: executions that time and uploads start.
//!
//! ```text
//! clients --HTTP--> SchedulerService --> Schedules (a book, on disk before it is acknowledged)
//!                                            | run(): who is due by the clock
//!                                            v
//!                                        StartExecution --> state machine, named by schedule and occurrence
//!                                            ^
//! object created --> UploadTrigger (gathered on disk, then one execution for many or for each)
//! ```
//! An occurrence, and a batch of uploads, is written down before its execution is asked for, and its execution's name
//! follows from it: asked for twice, as after `kill -9`, it is the same execution.
//!
//! Architecture invariants: `expression`, `definition` and `book` know no clock, file or thread. Nothing here knows of
//! Step Functions or S3 but for ARNs and the shape of events: who opens it hands it a [`StartExecution`] and an
//! [`UploadLog`].

mod api_error;
mod book;
mod definition;
mod expression;
mod file;
mod http;
mod schedules;
mod start;
mod uploads;

pub use api_error::ApiError;
pub use book::{Invocation, Occurrence};
pub use definition::{
    ActionAfterCompletion, Definition, GroupName, RetryPolicy, ScheduleId, State, Target, TargetCall,
};
pub use expression::{
    At, Cron, InvalidExpression, InvalidTimeZone, Rate, RateUnit, ScheduleExpression, ScheduleTimeZone,
    Timing,
};
pub use file::FileError;
pub use http::{BODY_LIMIT_BYTES, SchedulerService};
pub use schedules::{Ensured, Schedules};
pub use start::{Start, StartExecution, StartFailed};
pub use uploads::{
    CreationReason, Gathering, Upload, UploadLog, UploadTrigger, UploadTriggerOptions, Uploaded,
};
