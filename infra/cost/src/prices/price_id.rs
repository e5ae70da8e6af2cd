use serde::Deserialize;

/// Declares the names of the price list once: as an enum, and as the list of all of them.
macro_rules! price_ids {
    ($($(#[$meta:meta])* $name:ident,)+) => {
        /// One price of the list; in `prices.yaml` the name begins with a small letter.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub enum PriceId { $($(#[$meta])* $name,)+ }

        impl PriceId {
            /// Every price that the list must have.
            pub const ALL: &[Self] = &[$(Self::$name,)+];
        }
    };
}

price_ids! {
    /// A call of a Lambda function.
    LambdaRequests,
    /// A GB-second of a Lambda function on Graviton.
    LambdaArm64,
    /// A GB-second of a Lambda function on x86.
    LambdaX86,
    /// A state entered by a standard execution, or a child started by its Distributed Map.
    StateTransitions,
    /// An Express execution.
    ExpressRequests,
    /// A GB-second of an Express execution.
    ExpressDuration,
    /// A GB kept for a month.
    S3Storage,
    /// PUT, COPY, POST, LIST.
    S3Writes,
    /// GET, HEAD.
    S3Reads,
    /// DELETE.
    S3Deletes,
    /// An event that a service of AWS sends.
    Events,
    /// A batch that a pipe hands on.
    PipeRequests,
    /// A call of SQS.
    QueueRequests,
    /// A start by the scheduler.
    ScheduleInvocations,
    /// A GB of log lines written.
    LogsIngested,
    /// A GB of log lines kept for a month.
    LogsStored,
    /// A metric that an alarm looks at, for a month.
    AlarmMetrics,
    /// A metric of our own, for a month.
    CustomMetrics,
    /// A dashboard, for a month.
    Dashboards,
    /// A trace recorded by X-Ray.
    Traces,
    /// An alarm by e-mail.
    Emails,
    /// A KMS key, for a month.
    KmsKeys,
    /// A call of KMS.
    KmsRequests,
    /// A GB of images in ECR, for a month.
    ImageStorage,
    /// Fargate, x86.
    FargateX86Vcpus,
    /// Fargate, x86.
    FargateX86Memory,
    /// Fargate, Graviton.
    FargateArm64Vcpus,
    /// Fargate, Graviton.
    FargateArm64Memory,
    /// Fargate Spot, x86.
    FargateSpotX86Vcpus,
    /// Fargate Spot, x86.
    FargateSpotX86Memory,
    /// Fargate Spot, Graviton.
    FargateSpotArm64Vcpus,
    /// Fargate Spot, Graviton.
    FargateSpotArm64Memory,
    /// A Spot instance's vCPU, Graviton.
    Ec2SpotArm64Vcpus,
    /// A Spot instance's vCPU, x86.
    Ec2SpotX86Vcpus,
    /// A GB of a gp3 disk, for a month.
    DiskStorage,
    /// An EKS cluster, for an hour.
    EksClusters,
    /// A public address, for an hour.
    PublicAddresses,
    /// A NAT gateway, for an hour.
    NatHours,
    /// A GB through a NAT gateway.
    NatTraffic,
    /// A node of the cluster that Apoyo replaces, for an hour.
    ClusterNodes,
    /// Its NAT gateway, for an hour.
    ClusterNatHours,
    /// A GB through its NAT gateway.
    ClusterNatTraffic,
}
