use super::Right;
use crate::pipeline::names::Things;

/// What starts executions, and what is said of them.
pub(super) const RIGHTS: &[Right] = &[
    Right {
        sid: "Queues",
        kinds: &["AWS::SQS::Queue", "AWS::SQS::QueuePolicy"],
        actions: &[
            "sqs:CreateQueue",
            "sqs:DeleteQueue",
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            "sqs:ListQueueTags",
            "sqs:SetQueueAttributes",
            "sqs:TagQueue",
            "sqs:UntagQueue",
        ],
        on: Things::Queues,
    },
    Right {
        sid: "Topics",
        kinds: &["AWS::SNS::Topic", "AWS::SNS::TopicPolicy"],
        actions: &[
            "sns:CreateTopic",
            "sns:DeleteTopic",
            "sns:GetDataProtectionPolicy",
            "sns:GetTopicAttributes",
            "sns:ListSubscriptionsByTopic",
            "sns:ListTagsForResource",
            "sns:SetTopicAttributes",
            "sns:Subscribe",
            "sns:TagResource",
            "sns:Unsubscribe",
            "sns:UntagResource",
        ],
        on: Things::Topics,
    },
    Right {
        sid: "Rules",
        kinds: &["AWS::Events::Rule"],
        actions: &[
            "events:DeleteRule",
            "events:DescribeRule",
            "events:ListTargetsByRule",
            "events:PutRule",
            "events:PutTargets",
            "events:RemoveTargets",
        ],
        on: Things::Rules,
    },
    Right {
        sid: "Pipes",
        kinds: &["AWS::Pipes::Pipe"],
        actions: &[
            "pipes:CreatePipe",
            "pipes:DeletePipe",
            "pipes:DescribePipe",
            "pipes:TagResource",
            "pipes:UntagResource",
            "pipes:UpdatePipe",
        ],
        on: Things::Pipes,
    },
    Right {
        sid: "Schedules",
        kinds: &["AWS::Scheduler::Schedule"],
        actions: &[
            "scheduler:CreateSchedule",
            "scheduler:DeleteSchedule",
            "scheduler:GetSchedule",
            "scheduler:UpdateSchedule",
        ],
        on: Things::Schedules,
    },
    Right {
        sid: "Alarms",
        kinds: &["AWS::CloudWatch::Alarm"],
        actions: &[
            "cloudwatch:DeleteAlarms",
            "cloudwatch:DescribeAlarms",
            "cloudwatch:ListTagsForResource",
            "cloudwatch:PutMetricAlarm",
            "cloudwatch:TagResource",
            "cloudwatch:UntagResource",
        ],
        on: Things::Alarms,
    },
    Right {
        sid: "Dashboards",
        kinds: &["AWS::CloudWatch::Dashboard"],
        actions: &[
            "cloudwatch:DeleteDashboards",
            "cloudwatch:GetDashboard",
            "cloudwatch:ListTagsForResource",
            "cloudwatch:PutDashboard",
            "cloudwatch:TagResource",
            "cloudwatch:UntagResource",
        ],
        on: Things::Dashboards,
    },
    Right {
        sid: "Budgets",
        kinds: &["AWS::Budgets::Budget"],
        actions: &["budgets:ModifyBudget", "budgets:ViewBudget"],
        on: Things::Budgets,
    },
];
