use apoyo_constructs::GraphMistake;
use apoyo_stack::ConfigError;

/// Why no bill can be made.
#[derive(Debug, thiserror::Error)]
pub enum CostError {
    /// The lane asked for is not in the configuration.
    #[error(
        "lane batch has no cost here: batch.compute is off, fargate, fargateSpot, ec2Spot and eks make that lane"
    )]
    NoBatchLane,
    /// The configuration is none.
    #[error(transparent)]
    Config(ConfigError),
    /// The configuration makes no template.
    #[error("the stack cannot be made: {0}")]
    Stack(#[from] GraphMistake),
    /// The template has no function for a step.
    #[error("the template has no function {name:?} with a MemorySize")]
    NoFunction {
        /// Logical id of the function.
        name: &'static str,
    },
}
