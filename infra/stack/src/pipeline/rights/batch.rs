use super::Right;
use crate::pipeline::names::Things;

/// Queue, compute environments, job definition and the worker's repository.
pub(super) const RIGHTS: &[Right] = &[
    Right {
        sid: "ComputeEnvironments",
        kinds: &["AWS::Batch::ComputeEnvironment"],
        actions: &[
            "batch:CreateComputeEnvironment",
            "batch:DeleteComputeEnvironment",
            "batch:UpdateComputeEnvironment",
        ],
        on: Things::Batch,
    },
    Right {
        sid: "JobQueues",
        kinds: &["AWS::Batch::JobQueue"],
        actions: &["batch:CreateJobQueue", "batch:DeleteJobQueue", "batch:UpdateJobQueue"],
        on: Things::Batch,
    },
    Right {
        sid: "JobDefinitions",
        kinds: &["AWS::Batch::JobDefinition"],
        actions: &["batch:RegisterJobDefinition"],
        on: Things::Batch,
    },
    Right {
        sid: "BatchTags",
        kinds: &["AWS::Batch::ComputeEnvironment", "AWS::Batch::JobQueue", "AWS::Batch::JobDefinition"],
        actions: &["batch:TagResource", "batch:UntagResource"],
        on: Things::Batch,
    },
    // None of them knows a resource.
    Right {
        sid: "LookAtBatch",
        kinds: &["AWS::Batch::ComputeEnvironment", "AWS::Batch::JobQueue", "AWS::Batch::JobDefinition"],
        actions: &[
            "batch:DescribeComputeEnvironments",
            "batch:DescribeJobDefinitions",
            "batch:DescribeJobQueues",
        ],
        on: Things::Everything,
    },
    Right {
        sid: "OldJobDefinitions",
        kinds: &["AWS::Batch::JobDefinition"],
        actions: &["batch:DeregisterJobDefinition"],
        on: Things::Batch,
    },
    Right {
        sid: "Repositories",
        kinds: &["AWS::ECR::Repository"],
        actions: &[
            "ecr:CreateRepository",
            "ecr:DeleteLifecyclePolicy",
            "ecr:DeleteRepository",
            "ecr:DescribeRepositories",
            "ecr:GetLifecyclePolicy",
            "ecr:GetRepositoryPolicy",
            "ecr:ListTagsForResource",
            "ecr:PutImageScanningConfiguration",
            "ecr:PutImageTagMutability",
            "ecr:PutLifecyclePolicy",
            "ecr:TagResource",
            "ecr:UntagResource",
        ],
        on: Things::Repositories,
    },
    // EmptyOnDelete: the images go with the repository.
    Right {
        sid: "Images",
        kinds: &["AWS::ECR::Repository"],
        actions: &["ecr:BatchDeleteImage", "ecr:ListImages"],
        on: Things::Repositories,
    },
];
