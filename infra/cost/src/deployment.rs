use std::collections::BTreeMap;

use apoyo_cfn::{Resource, Template};
use apoyo_stack::{ArchitectureChoice, ComputeChoice, Config, synth};

use crate::workload::count;
use crate::{CostError, PriceId};

/// A configuration and the template that follows from it: what is counted, is counted there.
#[derive(Debug, Clone)]
pub struct Deployment {
    config: Config,
    template: Template,
    memory: BTreeMap<Step, f64>,
}

/// A step of the state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the steps")]
pub enum Step {
    List,
    Stage,
    Classify,
    Keep,
    Delete,
    Report,
}

/// What the workers of the lane `batch` run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Fargate at its full price.
    Fargate,
    /// Fargate Spot; where it has no place and Fargate steps in, it costs twice as much.
    FargateSpot,
    /// Spot instances of EC2, by themselves or as nodes of a Kubernetes cluster (which is paid beside them, idle too).
    Instances,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 6] =
        [Self::List, Self::Stage, Self::Classify, Self::Keep, Self::Delete, Self::Report];

    /// As the function's name ends.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Stage => "stage",
            Self::Classify => "classify",
            Self::Keep => "keep",
            Self::Delete => "delete",
            Self::Report => "report",
        }
    }

    /// Logical id of its function in the template.
    pub const fn logical_id(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Stage => "Stage",
            Self::Classify => "Classify",
            Self::Keep => "Keep",
            Self::Delete => "Delete",
            Self::Report => "Report",
        }
    }
}

impl Deployment {
    /// What this configuration deploys.
    ///
    /// # Errors
    /// When it makes no template, or one without a step's function.
    pub fn of(config: Config) -> Result<Self, CostError> {
        let template = synth(&config)?.template().clone();
        let memory = |step: Step| {
            let size = memory_mebibytes(&template, step.logical_id());
            size.map(|size| (step, size / 1024.0)).ok_or(CostError::NoFunction { name: step.logical_id() })
        };
        let memory = Step::ALL.into_iter().map(memory).collect::<Result<_, _>>()?;
        Ok(Self { config, template, memory })
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The resources of one type.
    pub fn resources<'t>(&'t self, kind: &'t str) -> impl Iterator<Item = &'t Resource> {
        self.template.resources.values().filter(move |resource| resource.kind == kind)
    }

    /// How many resources of each type there are.
    pub fn kinds(&self) -> BTreeMap<&str, u64> {
        let mut kinds = BTreeMap::new();
        for resource in self.template.resources.values() {
            *kinds.entry(resource.kind.as_str()).or_default() += 1;
        }
        kinds
    }

    /// Memory of a step's function, in GB as Lambda bills them (1,024 MiB).
    pub fn memory(&self, step: Step) -> f64 {
        self.memory.get(&step).copied().unwrap_or_default()
    }

    /// What a GB-second of a function costs.
    pub fn lambda_duration(&self) -> PriceId {
        match self.config.functions.architecture {
            ArchitectureChoice::Arm64 => PriceId::LambdaArm64,
            ArchitectureChoice::X86_64 => PriceId::LambdaX86,
        }
    }

    /// What the workers run on; `None` without the lane `batch`.
    pub fn platform(&self) -> Option<Platform> {
        match self.config.batch.compute {
            ComputeChoice::Off => None,
            ComputeChoice::Fargate => Some(Platform::Fargate),
            ComputeChoice::FargateSpot => Some(Platform::FargateSpot),
            ComputeChoice::Ec2Spot | ComputeChoice::Eks => Some(Platform::Instances),
        }
    }

    /// What cannot be said of workers with GPUs.
    pub(crate) fn gpu_note(&self) -> Option<String> {
        let gpus = self.config.batch.job_gpus.get();
        (gpus > 0).then(|| {
            format!("batch.jobGpus is {gpus}: instances with GPUs cost more than this says, by how much changes hourly")
        })
    }
}

fn memory_mebibytes(template: &Template, id: &str) -> Option<f64> {
    let function = template.resources.iter().find(|(found, _)| found.as_str() == id)?.1;
    function.properties.get("MemorySize")?.as_u64().map(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_that_of_the_template() {
        let deployment = Deployment::of(Config::default()).unwrap();
        let mebibytes = Step::ALL.map(|step| (deployment.memory(step) * 1024.0).to_string());
        assert_eq!(mebibytes, ["512", "256", "1769", "256", "256", "1024"]);
    }
}
