use apoyo_cfn::{LogicalId, PolicyDocument, Principal, Pseudo, Ref, Resource, Statement};
use serde_json::{Value, json};

use crate::{ConstructId, Stack};

/// Where alarms are said: a topic of SNS, and the people who subscribe to it.
///
/// It has no key of its own: an alarm cannot publish under the account's default key, and what is said is no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertTopic {
    id: LogicalId,
}

impl AlertTopic {
    /// Adds a topic that these addresses are subscribed to; each of them must confirm by a link.
    pub fn define(stack: &mut Stack, id: &ConstructId, emails: &[String]) -> Self {
        let subscriptions: Vec<Value> =
            emails.iter().map(|email| json!({"Protocol": "email", "Endpoint": email})).collect();
        let subscriptions = (!subscriptions.is_empty()).then_some(subscriptions);
        let topic = stack.add(id, Resource::new("AWS::SNS::Topic", json!({"Subscription": subscriptions})));
        let document = PolicyDocument::new(statements(&topic));
        let policy = json!({"Topics": [Ref(&topic)], "PolicyDocument": document});
        stack.add(&id.child("Policy"), Resource::new("AWS::SNS::TopicPolicy", policy));
        Self { id: topic }
    }

    /// The topic as alarms name it.
    pub fn arn(&self) -> Value {
        Ref(&self.id).into()
    }
}

fn statements(topic: &LogicalId) -> Vec<Statement> {
    let topic = || [Value::from(Ref(topic))];
    let publish = |sid: &str, service: &str| {
        Statement::allow(sid, &["sns:Publish"], topic()).of(Principal::Service(service.to_owned())).when(
            "StringEquals",
            "aws:SourceAccount",
            json!(Pseudo::AccountId),
        )
    };
    vec![
        Statement::deny("TlsOnly", &["sns:Publish"], topic()).of(Principal::Anyone).when(
            "Bool",
            "aws:SecureTransport",
            "false",
        ),
        publish("AlarmsPublish", "cloudwatch.amazonaws.com"),
        publish("BudgetsPublish", "budgets.amazonaws.com"),
    ]
}
