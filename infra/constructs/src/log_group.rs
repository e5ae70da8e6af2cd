use apoyo_cfn::{GetAtt, LogicalId, Ref, Resource, Statement, Sub};
use serde_json::{Value, json};

use crate::{ConstructId, Role, Stack};

/// What a log group is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogGroupProps {
    /// Its name, by which people find it.
    pub name: Sub,
    /// How long its lines stay.
    pub retention: LogRetention,
}

/// How long log lines stay, in days: one of the spans that CloudWatch Logs knows.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogRetention(u16);

/// A place for log lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogGroup {
    id: LogicalId,
}

impl LogRetention {
    /// Every span that CloudWatch Logs knows, in days.
    pub const ALLOWED: [u16; 22] = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
        3653,
    ];

    /// A span of this many days, where CloudWatch Logs knows it.
    pub fn days(days: u16) -> Option<Self> {
        Self::ALLOWED.contains(&days).then_some(Self(days))
    }

    /// The span in days.
    pub const fn in_days(self) -> u16 {
        self.0
    }
}

impl LogGroup {
    /// Adds a log group. It goes with the stack: what must be kept is in the reports.
    pub fn define(stack: &mut Stack, id: &ConstructId, props: &LogGroupProps) -> Self {
        let properties = json!({"LogGroupName": props.name, "RetentionInDays": props.retention.in_days()});
        Self { id: stack.add(id, Resource::new("AWS::Logs::LogGroup", properties)) }
    }

    /// The log group as functions name it.
    pub fn name(&self) -> Value {
        Ref(&self.id).into()
    }

    /// The log group with all its streams, as state machines name it.
    pub fn arn(&self) -> Value {
        GetAtt(&self.id, "Arn").into()
    }

    /// The log group's logical id.
    pub fn id(&self) -> &LogicalId {
        &self.id
    }

    /// Lets a role write lines into this group and no other.
    pub fn grant_write(&self, role: &mut Role) {
        role.grant(Statement::allow(
            "WriteLog",
            &["logs:CreateLogStream", "logs:PutLogEvents"],
            [self.arn()],
        ));
    }
}
