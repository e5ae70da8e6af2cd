use jiff::Timestamp;
use serde_json::json;

use crate::{OldestWaiting, StateMachineArn};

/// Namespace of the metric.
const NAMESPACE: &str = "Apoyo";
/// Name of the metric: the age of the photo that waits longest; 0 when nothing waits.
const METRIC: &str = "OldestWaitingSeconds";
/// Its one dimension: the name of the state machine.
const DIMENSION: &str = "StateMachine";

/// The line from which CloudWatch Logs takes the metric; `None` where it cannot be told.
///
/// An execution that takes a part of what waits says nothing: an alarm would read from it that the oldest photo is gone.
///
/// Source:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.
pub fn oldest_waiting_line(
    oldest: OldestWaiting,
    machine: &StateMachineArn,
    now: Timestamp,
) -> Option<String> {
    let seconds = match oldest {
        OldestWaiting::Unknown => return None,
        OldestWaiting::Nothing => 0,
        // Clocks differ: a photo written a moment ago may seem to come from the future.
        OldestWaiting::Since { unix_seconds } => now.as_second().saturating_sub(unix_seconds).max(0),
    };
    let line = json!({
        "_aws": {
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [[DIMENSION]],
                "Metrics": [{"Name": METRIC, "Unit": "Seconds"}],
            }],
        },
        DIMENSION: machine.name(),
        METRIC: seconds,
    });
    Some(line.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn line(oldest: OldestWaiting) -> Option<String> {
        let machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:apoyo-triage".parse().unwrap();
        oldest_waiting_line(oldest, &machine, "2026-11-21T08:00:00.5Z".parse().unwrap())
    }

    fn seconds(oldest: OldestWaiting) -> Value {
        let line: Value = serde_json::from_str(&line(oldest).unwrap()).unwrap();
        line["OldestWaitingSeconds"].clone()
    }

    #[test]
    fn the_line_has_the_shape_that_cloudwatch_reads() {
        let text = line(OldestWaiting::Nothing).unwrap();
        let expected = json!({
            "_aws": {
                "Timestamp": 1_795_248_000_500_u64,
                "CloudWatchMetrics": [{
                    "Namespace": "Apoyo",
                    "Dimensions": [["StateMachine"]],
                    "Metrics": [{"Name": "OldestWaitingSeconds", "Unit": "Seconds"}],
                }],
            },
            "StateMachine": "apoyo-triage",
            "OldestWaitingSeconds": 0,
        });
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
        assert!(!text.contains('\n'), "one log event is one line");
    }

    #[test]
    fn the_age_is_counted_from_now_and_is_never_negative() {
        let eight: Timestamp = "2026-11-21T08:00:00Z".parse().unwrap();
        for (before, age) in [(0, 0), (90, 90), (90 * 86_400, 7_776_000), (-5, 0)] {
            let unix_seconds = eight.as_second() - before;
            assert_eq!(seconds(OldestWaiting::Since { unix_seconds }), age, "{before} seconds before");
        }
    }

    #[test]
    fn where_it_cannot_be_told_there_is_no_line() {
        assert_eq!(line(OldestWaiting::Unknown), None);
    }
}
