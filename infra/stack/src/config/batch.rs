use serde::{Deserialize, Serialize};

use super::text_rule::text_rule;
use super::{ConfigError, Within};

/// The lane `batch`: AWS Batch for very many or very large photos.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct BatchConfig {
    /// What containers run on: `off` (there is no such lane), `fargate`, `fargateSpot` (Spot, then Fargate), `ec2Spot` or
    /// `eks` (Spot instances in a Kubernetes cluster of the stack; see [`super::EksConfig`]); default `off`.
    pub compute: ComputeChoice,
    /// Most vCPUs at once, 1 to 4,096; default 32.
    pub max_vcpus: Within<1, 4096>,
    /// vCPUs of one container, 1 to 64; default 2. Fargate knows 1, 2, 4, 8 and 16.
    pub job_vcpus: Within<1, 64>,
    /// Memory of one container, 1,024 to 61,440 MiB; default 4,096. Fargate gives 2 to 8 GiB a vCPU.
    pub job_mebibytes: Within<1024, 61440>,
    /// GPUs of one container, 0 to 8, with `ec2Spot` only; default 0.
    pub job_gpus: Within<0, 8>,
    /// Instance types or families for `ec2Spot` and `eks`; default `c7g`, `c6g` (Graviton, like `functions.architecture: arm64`).
    pub instance_types: Vec<InstanceType>,
}

/// What containers run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ComputeChoice {
    /// There is no lane `batch`.
    #[default]
    Off,
    /// Fargate at its full price.
    Fargate,
    /// Fargate Spot, then Fargate.
    FargateSpot,
    /// Spot instances of EC2.
    Ec2Spot,
    /// Spot instances of EC2 in a Kubernetes cluster.
    Eks,
}

text_rule! {
    /// A type or family of EC2 instances, such as `c7g.xlarge` or `g5`.
    InstanceType,
    |text: &str| format!("{text:?} is not a type or family of instances, c7g or c7g.xlarge is"),
    |text| {
        let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        text.split('.').count() <= 2 && text.split('.').all(word)
    }
}

impl Default for BatchConfig {
    fn default() -> Self {
        Self {
            compute: ComputeChoice::Off,
            max_vcpus: const { Within::new(32) },
            job_vcpus: const { Within::new(2) },
            job_mebibytes: const { Within::new(4096) },
            job_gpus: const { Within::new(0) },
            instance_types: vec![InstanceType("c7g".into()), InstanceType("c6g".into())],
        }
    }
}

/// vCPUs that Fargate knows, with the least and most memory for each in MiB, and its steps.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/fargate.html>.
const FARGATE_SIZES: [(u16, u16, u16, u16); 5] = [
    (1, 2048, 8192, 1024),
    (2, 4096, 16384, 1024),
    (4, 8192, 30720, 1024),
    (8, 16384, 61440, 4096),
    (16, 32768, 61440, 8192),
];

impl BatchConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        match self.compute {
            ComputeChoice::Fargate | ComputeChoice::FargateSpot => self.check_fargate(),
            ComputeChoice::Eks => {
                self.check_gpus("EKS")?;
                self.check_instance_types("eks")
            }
            ComputeChoice::Ec2Spot => self.check_instance_types("ec2Spot"),
            ComputeChoice::Off => Ok(()),
        }
    }

    fn check_instance_types(&self, compute: &str) -> Result<(), ConfigError> {
        if !self.instance_types.is_empty() {
            return Ok(());
        }
        Err(ConfigError::Contradiction(format!(
            "field batch.instanceTypes: [] is not allowed with compute {compute}, at least one type is"
        )))
    }

    /// Fargate has no GPUs, and in a cluster somebody would have to keep NVIDIA's device plugin.
    fn check_gpus(&self, place: &str) -> Result<(), ConfigError> {
        match self.job_gpus.get() {
            0 => Ok(()),
            gpus => Err(ConfigError::Contradiction(format!(
                "field batch.jobGpus: {gpus} is not allowed on {place}, 0 is; compute ec2Spot has GPUs"
            ))),
        }
    }

    fn check_fargate(&self) -> Result<(), ConfigError> {
        let (vcpus, memory) = (self.job_vcpus.get(), self.job_mebibytes.get());
        self.check_gpus("Fargate")?;
        let Some((_, least, most, step)) = FARGATE_SIZES.into_iter().find(|(size, ..)| *size == vcpus) else {
            return Err(ConfigError::Contradiction(format!(
                "field batch.jobVcpus: {vcpus} is not allowed on Fargate, 1, 2, 4, 8 and 16 are"
            )));
        };
        if (least..=most).contains(&memory) && memory.is_multiple_of(step) {
            return Ok(());
        }
        Err(ConfigError::Contradiction(format!(
            "field batch.jobMebibytes: {memory} is not allowed on Fargate with {vcpus} vCPUs, {least} to {most} in steps \
             of {step} are"
        )))
    }
}
