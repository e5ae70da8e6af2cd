//! The app: one stack from one `apoyo.yaml`.
//!
//! ```text
//! apoyo.yaml --Config::read--> Config --synth--> ValidTemplate --> CreateChangeSet (by the command line)
//! ```
//! Architecture invariants: no clock, no network, no credentials here. The same configuration gives the same bytes; the
//! committed templates under `golden/` show every change, and the tests interpret their policies.

mod alerts;
mod config;
mod environment;
mod kubernetes;
mod lane;
mod needs;
mod pipeline;
mod steps;
mod synth;

pub use apoyo_constructs::{JOB_TIMEOUT_SECONDS, job_retry_strategy};
pub use config::{
    AlertsConfig, ArchitectureChoice, BatchConfig, BranchName, BucketConfig, BucketName, CidrText,
    ComputeChoice, Config, ConfigError, Cron, EksConfig, Email, EndpointChoice, EnvironmentName,
    ExecutionLogChoice, FunctionsConfig, InstanceType, KmsKeyArn, KubernetesVersion, LogDays, NatChoice,
    NetworkConfig, PipelineConfig, PrincipalArn, ProviderArn, PublicCidr, RepositoryName, ScheduleConfig,
    ScheduleExpression, StackName, StateMachineConfig, Switch, TimeZoneName, UploadsConfig, UploadsTrigger,
    Within,
};
pub use kubernetes::{KUBERNETES_READY, kubernetes_manifests};
pub use pipeline::{PipelineError, pipeline};
pub use synth::synth;
