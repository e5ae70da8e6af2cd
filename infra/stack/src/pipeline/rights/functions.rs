use super::Right;
use crate::pipeline::names::Things;

/// Functions, state machine and their logs.
pub(super) const RIGHTS: &[Right] = &[
    Right {
        sid: "Functions",
        kinds: &["AWS::Lambda::Function"],
        actions: &[
            "lambda:CreateFunction",
            "lambda:DeleteFunction",
            "lambda:GetFunction",
            "lambda:GetFunctionCodeSigningConfig",
            "lambda:GetFunctionRecursionConfig",
            "lambda:GetFunctionScalingConfig",
            "lambda:GetRuntimeManagementConfig",
            "lambda:ListTags",
            "lambda:TagResource",
            "lambda:UntagResource",
            "lambda:UpdateFunctionCode",
            "lambda:UpdateFunctionConfiguration",
        ],
        on: Things::Functions,
    },
    Right {
        sid: "Code",
        kinds: &["AWS::Lambda::Function"],
        actions: &["s3:GetObject", "s3:GetObjectVersion"],
        on: Things::Artifacts,
    },
    Right {
        sid: "Versions",
        kinds: &["AWS::Lambda::Version"],
        actions: &[
            "lambda:DeleteFunction",
            "lambda:GetFunctionConfiguration",
            "lambda:GetFunctionScalingConfig",
            "lambda:GetProvisionedConcurrencyConfig",
            "lambda:GetRuntimeManagementConfig",
            "lambda:ListVersionsByFunction",
            "lambda:PublishVersion",
        ],
        on: Things::Functions,
    },
    Right {
        sid: "Aliases",
        kinds: &["AWS::Lambda::Alias"],
        actions: &[
            "lambda:CreateAlias",
            "lambda:DeleteAlias",
            "lambda:GetAlias",
            "lambda:GetProvisionedConcurrencyConfig",
            "lambda:UpdateAlias",
        ],
        on: Things::Functions,
    },
    Right {
        sid: "StateMachines",
        kinds: &["AWS::StepFunctions::StateMachine"],
        actions: &[
            "states:CreateStateMachine",
            "states:DeleteStateMachine",
            "states:DescribeStateMachine",
            "states:ListTagsForResource",
            "states:TagResource",
            "states:UntagResource",
            "states:UpdateStateMachine",
        ],
        on: Things::StateMachines,
    },
    Right {
        sid: "LogGroups",
        kinds: &["AWS::Logs::LogGroup"],
        actions: &[
            "logs:CreateLogGroup",
            "logs:DeleteDataProtectionPolicy",
            "logs:DeleteLogGroup",
            "logs:DeleteRetentionPolicy",
            "logs:GetDataProtectionPolicy",
            "logs:ListTagsForResource",
            "logs:ListTagsLogGroup",
            "logs:PutRetentionPolicy",
            "logs:TagLogGroup",
            "logs:TagResource",
            "logs:UntagLogGroup",
            "logs:UntagResource",
        ],
        on: Things::LogGroups,
    },
    // A list of groups, of which an identity has all or none.
    Right {
        sid: "FindLogGroups",
        kinds: &["AWS::Logs::LogGroup"],
        actions: &["logs:DescribeLogGroups"],
        on: Things::Everything,
    },
];
