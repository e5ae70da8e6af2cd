use std::time::Duration;

use serde_json::{Map, Value, json};

/// A series of numbers that AWS keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Such as `AWS/States`.
    pub namespace: &'static str,
    /// Such as `ExecutionsFailed`.
    pub name: &'static str,
    /// What it is of.
    pub dimension: (&'static str, Value),
    /// How the numbers of a period become one: `Sum`, `Maximum`, `p95`.
    pub statistic: &'static str,
}

impl Metric {
    /// The sum of these, as the `Metrics` of an alarm.
    pub(crate) fn sum(metrics: &[Self], period: Duration) -> Vec<Value> {
        let ids: Vec<String> = (1..=metrics.len()).map(|at| format!("m{at}")).collect();
        // A series without a number in a period would make the whole sum unknown.
        let filled: Vec<String> = ids.iter().map(|id| format!("FILL({id}, 0)")).collect();
        let total = json!({"Id": "total", "Expression": filled.join(" + "), "ReturnData": true});
        let parts = metrics.iter().zip(&ids).map(|(metric, id)| metric.part(id, period));
        parts.chain([total]).collect()
    }

    fn part(&self, id: &str, period: Duration) -> Value {
        json!({"Id": id, "ReturnData": false, "MetricStat": {
            "Metric": {"Namespace": self.namespace, "MetricName": self.name, "Dimensions": self.dimensions()},
            "Period": period.as_secs(), "Stat": self.statistic,
        }})
    }

    fn dimensions(&self) -> Value {
        json!([{"Name": self.dimension.0, "Value": self.dimension.1}])
    }

    /// One metric, as an alarm has it at its top.
    pub(crate) fn alone(&self, period: Duration) -> Map<String, Value> {
        // A percentile has a field of its own.
        let statistic = if self.statistic.starts_with('p') { "ExtendedStatistic" } else { "Statistic" };
        let fields = [
            ("Namespace", json!(self.namespace)),
            ("MetricName", json!(self.name)),
            ("Dimensions", self.dimensions()),
            ("Period", json!(period.as_secs())),
            (statistic, json!(self.statistic)),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// One line of a graph. Its value must be text in which references are marked: a dashboard is one text.
    pub(crate) fn line(&self, marked: &str) -> Value {
        json!([self.namespace, self.name, self.dimension.0, marked, {"stat": self.statistic}])
    }
}
