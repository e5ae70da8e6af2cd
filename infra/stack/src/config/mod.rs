//! `apoyo.yaml`: every switch of the stack, each with its default and its rule.

mod alerts;
mod batch;
mod bucket;
mod cron;
mod document;
mod eks;
mod functions;
mod log_days;
mod network;
mod pipeline;
mod schedule;
mod stack_name;
mod state_machine;
mod switch;
mod text_rule;
mod time_zone;
mod uploads;
mod within;

pub use alerts::{AlertsConfig, Email};
pub use batch::{BatchConfig, ComputeChoice, InstanceType};
pub use bucket::{BucketConfig, BucketName, KmsKeyArn};
pub use cron::Cron;
pub use document::{Config, ConfigError};
pub use eks::{EksConfig, EndpointChoice, KubernetesVersion, PrincipalArn, PublicCidr};
pub use functions::{ArchitectureChoice, FunctionsConfig};
pub use log_days::LogDays;
pub use network::{CidrText, NatChoice, NetworkConfig};
pub use pipeline::{BranchName, EnvironmentName, PipelineConfig, ProviderArn, RepositoryName};
pub use schedule::{ScheduleConfig, ScheduleExpression};
pub use stack_name::StackName;
pub use state_machine::{ExecutionLogChoice, StateMachineConfig};
pub use switch::Switch;
pub use time_zone::TimeZoneName;
pub use uploads::{UploadsConfig, UploadsTrigger};
pub use within::Within;
