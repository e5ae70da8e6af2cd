use serde_json::Value;

use super::object::{Object, word};
use super::state::result_path;
use crate::{Catcher, Choice, ChoiceRule, Condition, ErrorEquals, JitterStrategy, Retrier, Test};

impl Retrier {
    pub(super) fn to_json(&self) -> Value {
        let strategies = [("FULL", JitterStrategy::Full), ("NONE", JitterStrategy::None)];
        Object::default()
            .put("Comment", self.comment.clone())
            .list("ErrorEquals", names(&self.error_equals))
            .put("IntervalSeconds", self.interval_seconds)
            .put("MaxAttempts", self.max_attempts)
            .put("BackoffRate", self.backoff_rate)
            .put("MaxDelaySeconds", self.max_delay_seconds)
            .put("JitterStrategy", word(&strategies, self.jitter_strategy.as_ref()))
            .done()
    }
}

impl Catcher {
    pub(super) fn to_json(&self) -> Value {
        Object::default()
            .put("Comment", self.comment.clone())
            .list("ErrorEquals", names(&self.error_equals))
            .append(result_path(&self.result_path))
            .template("Assign", self.assign.as_ref())
            .template("Output", self.output.as_ref())
            .put("Next", Some(self.next.as_str()))
            .done()
    }
}

fn names(errors: &[ErrorEquals]) -> Vec<Value> {
    errors.iter().map(|name| name.as_str().into()).collect()
}

impl Choice {
    pub(super) fn written(&self) -> Object {
        Object::default()
            .list("Choices", self.choices.iter().map(ChoiceRule::to_json).collect())
            .put("Default", self.default.as_ref().map(crate::StateName::as_str))
    }
}

impl ChoiceRule {
    fn to_json(&self) -> Value {
        let condition = match &self.condition {
            Condition::Jsonata(condition) => Object::default().dynamic(("Condition", ""), Some(condition)),
            Condition::Test(test) => test.written(),
        };
        Object::default()
            .put("Comment", self.comment.clone())
            .append(condition)
            .template("Assign", self.assign.as_ref())
            .template("Output", self.output.as_ref())
            .put("Next", Some(self.next.as_str()))
            .done()
    }
}

impl Test {
    fn written(&self) -> Object {
        let all = |tests: &[Self]| tests.iter().map(|test| test.written().done()).collect();
        match self {
            Self::And(tests) => Object::default().list("And", all(tests)),
            Self::Or(tests) => Object::default().list("Or", all(tests)),
            Self::Not(test) => Object::default().put("Not", Some(test.written().done())),
            Self::Compare(comparison) => {
                let (name, value) = comparison.operator.written();
                Object::default().put("Variable", Some(comparison.variable.as_str())).put(&name, Some(value))
            }
        }
    }
}
