/// CloudFormation's limits on one template.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Resources in a template.
    Resources,
    /// Parameters in a template.
    Parameters,
    /// Outputs in a template.
    Outputs,
    /// Bytes of a template that is read from S3 (51,200 where it travels in the request).
    BodyBytes,
}

impl Limit {
    /// The most that is allowed.
    pub const fn at_most(self) -> usize {
        match self {
            Self::Resources => 500,
            Self::Parameters | Self::Outputs => 200,
            Self::BodyBytes => 1_000_000,
        }
    }

    /// What is counted.
    pub const fn counts(self) -> &'static str {
        match self {
            Self::Resources => "resources",
            Self::Parameters => "parameters",
            Self::Outputs => "outputs",
            Self::BodyBytes => "bytes",
        }
    }
}
