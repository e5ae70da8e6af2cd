//! The embedded cloud: S3, Step Functions and other services over one data folder, behind one endpoint.
//!
//! ```text
//! aws, boto3, SDKs --HTTP--> Router --service of the signature--> S3
//!                                                              |-> Step Functions -> engine -> TaskRunner
//!                                                              \-> CloudService, whatever else it is given
//! <data>/<bucket>/<key>                   objects, plain files
//! <data>/.apoyo/executions.sqlite         every event, on disk before it is acknowledged
//! <data>/.apoyo/state-machines.json       machines, revisions, versions, aliases, tags, activities
//! ```
//!
//! S3 checks the signatures of its requests itself, with the same key; `signature` checks those of all others.
//!
//! Architecture invariant: the cloud knows no photo; who opens it hands it the runners of tasks.

mod embedded;
mod error;
mod options;
mod router;
mod service;
mod service_name;
mod signature;

pub use embedded::EmbeddedCloud;
pub use error::CloudError;
pub use options::CloudOptions;
pub use service::CloudService;
