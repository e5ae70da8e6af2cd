use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    AlertsConfig, BatchConfig, BucketConfig, ComputeChoice, EksConfig, FunctionsConfig, NetworkConfig,
    PipelineConfig, ScheduleConfig, StackName, StateMachineConfig, UploadsConfig,
};

/// The whole of `apoyo.yaml`; every field may be left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// Name of the stack, and first part of the names in it; default `apoyo`.
    pub name: StackName,
    /// The photo bucket.
    pub bucket: BucketConfig,
    /// The six Lambda functions.
    pub functions: FunctionsConfig,
    /// The state machine.
    pub state_machine: StateMachineConfig,
    /// When executions start by themselves.
    pub schedule: ScheduleConfig,
    /// Whether uploads start executions.
    pub uploads: UploadsConfig,
    /// Who is told when something is wrong.
    pub alerts: AlertsConfig,
    /// The lane `batch`.
    pub batch: BatchConfig,
    /// Where its containers run.
    pub network: NetworkConfig,
    /// The Kubernetes cluster of `batch.compute: eks`.
    pub eks: EksConfig,
    /// Who may deploy without a person.
    pub pipeline: PipelineConfig,
    /// What `apoyo up` has beside all this, on one machine: it reads these fields itself, and nothing of them is deployed.
    pub local: Map<String, Value>,
}

/// Why a text is not a configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is not YAML.
    #[error("the configuration is not YAML: {0}")]
    Yaml(String),
    /// A field breaks its rule; the message names the field, the value and what is allowed.
    #[error("field {field}: {source}")]
    Field {
        /// Path of the field, as in `schedule.expression`.
        field: String,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// Two fields contradict each other.
    #[error("{0}")]
    Contradiction(String),
}

impl Config {
    /// Reads the text of `apoyo.yaml`; an empty text is the default configuration.
    ///
    /// # Errors
    /// When it is no YAML, has a field that is not known, or a value that is not allowed.
    pub fn read(text: &str) -> Result<Self, ConfigError> {
        // `trigger: off` is the word, not the false of YAML 1.1.
        let options = serde_yaml::options! { strict_booleans: true };
        let value: Value = serde_yaml::from_str_with_options(text, options)
            .map_err(|error| ConfigError::Yaml(error.to_string()))?;
        if value.is_null() {
            return Ok(Self::default());
        }
        let config: Self = serde_path_to_error::deserialize(value).map_err(|error| ConfigError::Field {
            field: error.path().to_string(),
            source: error.into_inner(),
        })?;
        config.agreeing()
    }

    /// The configuration, if its fields agree with each other.
    fn agreeing(self) -> Result<Self, ConfigError> {
        self.bucket.check_folders()?;
        self.batch.check()?;
        if self.batch.compute == ComputeChoice::Eks {
            self.eks.check()?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Config::read(text).unwrap_err().to_string()
    }

    #[test]
    fn an_empty_document_is_the_default() {
        assert_eq!(Config::read("").unwrap(), Config::default());
        assert_eq!(Config::read("# only a comment\n").unwrap(), Config::default());
    }

    #[test]
    fn bad_values_name_the_field_the_value_and_what_is_allowed() {
        let table = [
            ("name: Apoyo_1", "field name: stack name \"Apoyo_1\""),
            ("colour: red", "unknown field `colour`, expected one of `name`, `bucket`"),
            ("bucket: {trashDays: 9999}", "field bucket.trashDays: 9999 is not allowed, 0 to 3650 are"),
            ("bucket: {kmsKeyArn: k}", "field bucket.kmsKeyArn: \"k\" is not the ARN of a KMS key"),
            ("functions: {architecture: riscv}", "unknown variant `riscv`, expected `arm64` or `x86_64`"),
            ("functions: {logDays: 8}", "field functions.logDays: 8 is not allowed, one of 1, 3, 5, 7"),
            ("schedule: {expression: 'cron(0 3 * *)'}", "field schedule.expression: \"cron(0 3 * *)\""),
            ("schedule: {timeZone: 'a b'}", "field schedule.timeZone: \"a b\" is not a time zone"),
            (
                "uploads: {windowSeconds: 301}",
                "field uploads.windowSeconds: 301 is not allowed, 0 to 300 are",
            ),
            ("uploads: {trigger: sometimes}", "expected one of `off`, `batched`, `direct`"),
            ("bucket: {folders: {kept: 'a*/'}}", "folder name \"a*/\" has the character '*'"),
            ("bucket: {folders: {kept: 'a'}}", "must end in"),
            ("alerts: {emails: [nobody]}", "field alerts.emails[0]: \"nobody\" is not an address of e-mail"),
            ("network: {cidr: 10.0.0.0/8}", "field network.cidr: \"10.0.0.0/8\" is not a private range"),
            (
                "batch: {compute: fargate, jobVcpus: 3}",
                "field batch.jobVcpus: 3 is not allowed on Fargate, 1, 2, 4",
            ),
            (
                "batch: {compute: fargateSpot, jobVcpus: 4, jobMebibytes: 4096}",
                "field batch.jobMebibytes: 4096 is not allowed on Fargate with 4 vCPUs, 8192 to 30720",
            ),
            ("batch: {compute: fargate, jobGpus: 1}", "compute ec2Spot has GPUs"),
            ("batch: {compute: ec2Spot, instanceTypes: []}", "field batch.instanceTypes: [] is not allowed"),
            ("alerts: {waitingHours: 721}", "field alerts.waitingHours: 721 is not allowed, 0 to 720 are"),
            ("name: [", "the configuration is not YAML"),
        ];
        for (text, message) in table {
            assert!(refused(text).contains(message), "{text}: {}", refused(text));
        }
    }

    #[test]
    fn a_word_that_yaml_1_1_reads_as_a_boolean_stays_a_word() {
        let off = Config::read("uploads:\n  trigger: off\n").unwrap();
        assert_eq!(off.uploads.trigger, super::super::UploadsTrigger::Off);
    }

    #[test]
    fn what_is_written_reads_back() {
        let text = serde_yaml::to_string(&Config::default()).unwrap();
        assert_eq!(Config::read(&text).unwrap(), Config::default());
    }
}
