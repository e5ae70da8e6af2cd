use std::time::Duration;

use apoyo_cfn::{LogicalId, Pseudo, Resource, Sub};
use serde_json::{Map, Value, json};

use crate::{AlertTopic, ConstructId, Metric, Stack};

/// What an alarm watches.
#[derive(Debug, Clone, PartialEq)]
pub struct AlarmProps {
    /// Its name after the stack's.
    pub name: &'static str,
    /// What has happened and what to do, for the person who is woken.
    pub description: String,
    /// What it adds up.
    pub metrics: Vec<Metric>,
    /// How long one number is about.
    pub period: Duration,
    /// How many numbers in a row must be wrong.
    pub periods: u16,
    /// What wrong is.
    pub wrong: Wrong,
}

/// When a number is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// It is above this; no number is fine.
    Above(u32),
    /// The last one was above this; no number changes nothing. For numbers that come now and then.
    LastAbove(u32),
    /// It is below this; no number is wrong too.
    Below(u32),
}

/// An alarm of CloudWatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    id: LogicalId,
}

impl Alarm {
    /// Adds an alarm that says on the topic when it starts and when it is over.
    pub fn define(stack: &mut Stack, id: &ConstructId, props: &AlarmProps, topic: &AlertTopic) -> Self {
        let (operator, threshold, missing) = match props.wrong {
            Wrong::Above(most) => ("GreaterThanThreshold", most, "notBreaching"),
            Wrong::LastAbove(most) => ("GreaterThanThreshold", most, "ignore"),
            Wrong::Below(least) => ("LessThanThreshold", least, "breaching"),
        };
        let Value::Object(mut properties) = json!({
            "AlarmName": Sub::new().pseudo(Pseudo::StackName).text(&format!("-{}", props.name)),
            "AlarmDescription": props.description,
            "ComparisonOperator": operator,
            "Threshold": threshold,
            "EvaluationPeriods": props.periods,
            "TreatMissingData": missing,
            "AlarmActions": [topic.arn()],
            "OKActions": [topic.arn()],
        }) else {
            unreachable!("the value above is an object")
        };
        properties.extend(watched(props));
        Self { id: stack.add(id, Resource::new("AWS::CloudWatch::Alarm", Value::Object(properties))) }
    }

    /// The alarm's logical id.
    pub fn id(&self) -> &LogicalId {
        &self.id
    }
}

fn watched(props: &AlarmProps) -> Map<String, Value> {
    match &props.metrics[..] {
        [one] => one.alone(props.period),
        many => Map::from_iter([("Metrics".to_owned(), json!(Metric::sum(many, props.period)))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::properties;

    fn defined(names: &[&'static str], wrong: Wrong) -> Stack {
        let mut stack = Stack::new("test");
        let topic = AlertTopic::define(&mut stack, &ConstructId::new("Alerts"), &[]);
        let metric =
            |name| Metric { namespace: "AWS/States", name, dimension: ("A", json!("x")), statistic: "Sum" };
        let props = AlarmProps {
            name: "trial",
            description: "trial".into(),
            metrics: names.iter().map(|name| metric(name)).collect(),
            period: Duration::from_mins(5),
            periods: 1,
            wrong,
        };
        Alarm::define(&mut stack, &ConstructId::new("Alarm"), &props, &topic);
        stack
    }

    #[test]
    fn silence_is_fine_where_much_is_wrong_and_wrong_where_little_is() {
        let missing = |wrong| properties(&defined(&["A"], wrong), "Alarm")["TreatMissingData"].clone();
        assert_eq!(missing(Wrong::Above(0)), json!("notBreaching"));
        assert_eq!(missing(Wrong::Below(1)), json!("breaching"));
        assert_eq!(missing(Wrong::LastAbove(0)), json!("ignore"), "a night without a number heals nothing");
    }

    #[test]
    fn many_series_are_added_with_their_gaps_filled() {
        let stack = defined(&["A", "B"], Wrong::Above(0));
        let alarm = properties(&stack, "Alarm");
        assert_eq!(alarm["Metrics"][2]["Expression"], json!("FILL(m1, 0) + FILL(m2, 0)"));
        assert!(!alarm.contains_key("MetricName"));
    }
}
