use std::time::Duration;

use apoyo_cfn::{GetAtt, LogicalId, PolicyDocument, Principal, Ref, Resource, Statement};
use serde_json::{Value, json};

use crate::{ConstructId, Days, DeadLetterQueue, Role, Stack};

/// What a queue is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueProps {
    /// How long a message stays that nobody takes; at most 14 days.
    pub retention: Days,
    /// How long a message that somebody took stays hidden from others.
    pub visibility: Duration,
    /// Where a message goes that was taken this often and never finished; `None`: it comes back until it is too old.
    pub dead_letters: Option<(DeadLetterQueue, u32)>,
}

/// A queue of SQS: encrypted, and closed to calls without TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    id: LogicalId,
    path: ConstructId,
}

impl Queue {
    /// Adds a queue.
    pub fn define(stack: &mut Stack, id: &ConstructId, props: &QueueProps) -> Self {
        let redrive = props.dead_letters.as_ref().map(|(letters, receives)| {
            json!({"deadLetterTargetArn": letters.queue().arn(), "maxReceiveCount": receives})
        });
        let properties = json!({
            "MessageRetentionPeriod": u32::from(props.retention.0) * 86_400,
            "VisibilityTimeout": props.visibility.as_secs(),
            "SqsManagedSseEnabled": true,
            "RedrivePolicy": redrive,
        });
        Self { id: stack.add(id, Resource::new("AWS::SQS::Queue", properties)), path: id.clone() }
    }

    /// Writes the queue's own policy: TLS only, and these rules of `EventBridge` may send.
    pub fn admit_rules(&self, stack: &mut Stack, rules: &[&LogicalId]) {
        let mut statements =
            vec![Statement::deny("TlsOnly", &["sqs:*"], [self.arn()]).of(Principal::Anyone).when(
                "Bool",
                "aws:SecureTransport",
                "false",
            )];
        if !rules.is_empty() {
            let arns: Vec<Value> = rules.iter().map(|rule| GetAtt(rule, "Arn").into()).collect();
            statements.push(
                Statement::allow("RulesSend", &["sqs:SendMessage"], [self.arn()])
                    .of(Principal::Service("events.amazonaws.com".to_owned()))
                    .when("ArnEquals", "aws:SourceArn", arns),
            );
        }
        let properties =
            json!({"Queues": [Ref(&self.id)], "PolicyDocument": PolicyDocument::new(statements)});
        stack.add(&self.path.child("Policy"), Resource::new("AWS::SQS::QueuePolicy", properties));
    }

    /// The queue as other resources name it.
    pub fn arn(&self) -> Value {
        GetAtt(&self.id, "Arn").into()
    }

    /// The queue's name, as metrics have it.
    pub fn name(&self) -> Value {
        GetAtt(&self.id, "QueueName").into()
    }

    /// The queue's logical id.
    pub fn id(&self) -> &LogicalId {
        &self.id
    }

    /// Lets a role put messages in.
    pub fn grant_send(&self, role: &mut Role) {
        role.grant(Statement::allow(&format!("Send{}", self.id), &["sqs:SendMessage"], [self.arn()]));
    }

    /// Lets a role take messages out.
    pub fn grant_take(&self, role: &mut Role) {
        let actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
        role.grant(Statement::allow(&format!("Take{}", self.id), &actions, [self.arn()]));
    }
}
