//! L1: the CloudFormation document as data. No defaults, no opinions, nothing of photos.
//!
//! ```text
//! Template { Parameters, Resources, Outputs } --check--> ValidTemplate --to_yaml--> text for CreateChangeSet
//! ```
//! Architecture invariant: a value here says what CloudFormation will be told, word for word; what is *wise* is
//! decided one layer up, in `constructs`. Properties are JSON, written with [`serde_json::json`] and the
//! intrinsic functions of this crate; which properties a type has is cfn-lint's to know, which references
//! lead somewhere is [`Template::check`]'s.

mod arn;
mod condition;
mod intrinsic;
mod limit;
mod logical_id;
mod output;
mod parameter;
mod policy;
mod references;
mod resource;
mod template;
mod valid_template;

pub use arn::bucket_arn;
pub use condition::{If, ParameterIs};
pub use intrinsic::{GetAtt, Pseudo, Ref, Sub};
pub use limit::Limit;
pub use logical_id::{InvalidLogicalId, LogicalId};
pub use output::Output;
pub use parameter::Parameter;
pub use policy::{Effect, PolicyDocument, Principal, Statement};
pub use resource::{DeletionPolicy, Resource};
pub use template::Template;
pub use valid_template::{BrokenTemplate, ValidTemplate};
