use apoyo_cfn::{Pseudo, Resource, Sub};
use serde_json::{Value, json};

use crate::{AlertTopic, ConstructId, Stack};

/// A budget of the whole account: what it costs cannot be told by stack until somebody activates cost allocation tags,
/// and a budget on a tag that is not active stays at zero without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget;

impl Budget {
    /// Adds a monthly budget that is said on the topic at 80 % spent, and when the forecast is over it.
    pub fn define(stack: &mut Stack, id: &ConstructId, dollars: u16, topic: &AlertTopic) -> Self {
        let notice = |kind: &str, percent: u8| -> Value {
            json!({
                "Notification": {"NotificationType": kind, "ComparisonOperator": "GREATER_THAN", "Threshold": percent},
                "Subscribers": [{"SubscriptionType": "SNS", "Address": topic.arn()}],
            })
        };
        let properties = json!({
            "Budget": {
                "BudgetName": Sub::new().pseudo(Pseudo::StackName).text("-monthly"),
                "BudgetType": "COST",
                "TimeUnit": "MONTHLY",
                "BudgetLimit": {"Amount": dollars, "Unit": "USD"},
            },
            "NotificationsWithSubscribers": [notice("ACTUAL", 80), notice("FORECASTED", 100)],
        });
        stack.add(id, Resource::new("AWS::Budgets::Budget", properties));
        Self
    }
}
