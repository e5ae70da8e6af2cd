//! Bringing the stack to AWS, looking at it there, and taking it away again.
//!
//! ```text
//! Request --prepare: upload, CreateChangeSet--> Prepared --execute, follow--> Ended
//!                                                  | discard
//! StackForm (deployed) + StackForm (local) --StackDifference::between--> entries
//! StackName --doom--> Doomed --destroy, follow--> Ended
//! ```
//! CloudFormation does the work and decides the order; what is here hands over, watches and tells. Dropping a future of
//! this crate stops the watching, never the operation.
//!
//! Architecture invariants: what a status means, what a change set does, which events are new, how two stacks differ and
//! whether a stack may go is decided by functions that ask nobody (`stack_status`, `change`, `change_set`, `event_log`,
//! `difference`, `pace`); only `impl Cloud` speaks to AWS. Time passes through [`Pause`] alone. Nothing here deletes an
//! object or a bucket.

mod artifact;
mod artifact_bucket;
mod capabilities;
mod change;
mod change_set;
mod cloud;
mod deployed;
mod destroy;
mod difference;
mod error;
mod event;
mod event_log;
mod follow;
mod notice;
mod pace;
mod parameter_values;
mod photos_left;
mod prepare;
mod ready_changes;
mod stack_status;
mod upload;

pub use artifact::Artifact;
pub use artifact_bucket::ArtifactBucket;
pub use change::{Action, Change, Leaving, PropertyChange, warning};
pub use cloud::{Addressing, Cloud, Place};
pub use deployed::{Deployed, DeployedResource, Output};
pub use destroy::{Doomed, WithPhotos};
pub use difference::{Entry, Kind, PropertyDifference, Section, StackDifference, StackForm};
pub use error::{DeployError, Fault};
pub use event::Event;
pub use event_log::{EventLog, Look, Older};
pub use follow::Ended;
pub use notice::Notice;
pub use pace::{Pace, Pause};
pub use parameter_values::{ARTIFACT_BUCKET, ParameterValues, WORKER_IMAGE_TAG, code_parameter};
pub use photos_left::{FolderLeft, PhotosLeft};
pub use prepare::{Prepared, Request};
pub use ready_changes::ReadyChanges;
pub use stack_status::{StackStatus, Standing};
