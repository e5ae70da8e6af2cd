use apoyo_cfn::{Pseudo, Resource, Sub};
use serde_json::{Value, json};

use crate::{ConstructId, Metric, Stack};

/// A graph of a dashboard: a title, and its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    /// What it shows.
    pub title: &'static str,
    /// The lines.
    pub metrics: Vec<Metric>,
}

/// A page of graphs in CloudWatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dashboard;

/// Width and height of a graph: two in a row of 24, six high.
const GRAPH_SIZE: (usize, usize) = (12, 6);

impl Dashboard {
    /// Adds a dashboard of these graphs, two in a row.
    pub fn define(stack: &mut Stack, id: &ConstructId, graphs: &[Graph]) -> Self {
        let widgets: Vec<Value> = graphs.iter().enumerate().map(|(at, graph)| widget(at, graph)).collect();
        let body = json!({"widgets": widgets}).to_string();
        let properties = json!({
            "DashboardName": Sub::new().pseudo(Pseudo::StackName),
            "DashboardBody": Sub::marked(body),
        });
        stack.add(id, Resource::new("AWS::CloudWatch::Dashboard", properties));
        Self
    }
}

fn widget(at: usize, graph: &Graph) -> Value {
    let (width, height) = GRAPH_SIZE;
    let lines: Vec<Value> =
        graph.metrics.iter().map(|metric| metric.line(&mark(&metric.dimension.1))).collect();
    json!({
        "type": "metric", "x": at % 2 * width, "y": at / 2 * height, "width": width, "height": height,
        "properties": {"title": graph.title, "region": "${AWS::Region}", "period": 300, "view": "timeSeries",
            "metrics": lines},
    })
}

/// A reference as a mark inside a text.
fn mark(value: &Value) -> String {
    let attribute =
        || Some(format!("${{{}.{}}}", value["Fn::GetAtt"][0].as_str()?, value["Fn::GetAtt"][1].as_str()?));
    let reference = || Some(format!("${{{}}}", value["Ref"].as_str()?));
    attribute().or_else(reference).unwrap_or_else(|| value.as_str().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_marks_of_the_body() {
        assert_eq!(mark(&json!({"Ref": "Triage"})), "${Triage}");
        assert_eq!(mark(&json!({"Fn::GetAtt": ["Queue", "QueueName"]})), "${Queue.QueueName}");
        assert_eq!(mark(&json!("plain")), "plain");
    }

    #[test]
    fn graphs_stand_two_in_a_row() {
        let graph = Graph { title: "x", metrics: vec![] };
        let third = widget(2, &graph);
        assert_eq!((third["x"].as_u64(), third["y"].as_u64()), (Some(0), Some(6)));
    }
}
