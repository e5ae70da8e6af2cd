/// What runs a job's container; the state machine says a job's environment differently to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobPlatform {
    /// ECS, on Fargate or instances.
    Ecs,
    /// A pod of Kubernetes.
    Eks,
}

impl JobPlatform {
    /// As the state machine's definition has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ecs => "ecs",
            Self::Eks => "eks",
        }
    }
}
