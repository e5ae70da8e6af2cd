use aws_sdk_sfn::operation::describe_execution::DescribeExecutionOutput;
use aws_sdk_sfn::types::{ExecutionRedriveStatus, HistoryEvent, HistoryEventType};

/// How an execution that did not succeed is run again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// By `RedriveExecution`.
    Redrive,
    /// By a new execution.
    Anew {
        /// Why not by a redrive.
        why: String,
    },
}

/// The way for an execution with these last events, the newest first.
pub(super) fn way(described: &DescribeExecutionOutput, last: &[HistoryEvent]) -> Way {
    let reason = described.redrive_status_reason.as_deref();
    match &described.redrive_status {
        Some(ExecutionRedriveStatus::Redrivable) => match failed_state(last) {
            Some(state) => Way::Anew {
                why: format!("it ended in the Fail state {state:?}, which a redrive would only enter again"),
            },
            None => Way::Redrive,
        },
        Some(status) => Way::Anew {
            why: format!("it is {}: {}", status.as_str(), reason.unwrap_or("no reason is given")),
        },
        None => Way::Anew { why: "Step Functions does not say that it can be redriven".to_owned() },
    }
}

/// The Fail state in which the execution ended.
fn failed_state(last: &[HistoryEvent]) -> Option<&str> {
    let entered = last.iter().find(|event| event.r#type == HistoryEventType::FailStateEntered)?;
    Some(entered.state_entered_event_details.as_ref().map_or("", |details| details.name.as_str()))
}

#[cfg(test)]
mod tests {
    use aws_sdk_sfn::primitives::DateTime;
    use aws_sdk_sfn::types::{ExecutionStatus, StateEnteredEventDetails};

    use super::*;

    fn described(status: ExecutionRedriveStatus, reason: Option<&str>) -> DescribeExecutionOutput {
        DescribeExecutionOutput::builder()
            .execution_arn("arn")
            .state_machine_arn("arn")
            .status(ExecutionStatus::Failed)
            .start_date(DateTime::from_secs(1))
            .redrive_status(status)
            .set_redrive_status_reason(reason.map(ToOwned::to_owned))
            .build()
            .unwrap()
    }

    fn event(kind: HistoryEventType, state: Option<&str>) -> HistoryEvent {
        let entered = state.map(|name| StateEnteredEventDetails::builder().name(name).build().unwrap());
        let event = HistoryEvent::builder().id(1).r#type(kind).timestamp(DateTime::from_secs(1));
        event.set_state_entered_event_details(entered).build().unwrap()
    }

    #[test]
    fn what_failed_in_a_task_is_redriven_and_what_ended_in_a_fail_state_is_not() {
        let redrivable = described(ExecutionRedriveStatus::Redrivable, None);
        let failed = event(HistoryEventType::ExecutionFailed, None);
        let in_task = [failed.clone(), event(HistoryEventType::TaskFailed, None)];
        assert_eq!(way(&redrivable, &in_task), Way::Redrive);
        let in_fail = [failed, event(HistoryEventType::FailStateEntered, Some("Photos failed"))];
        let Way::Anew { why } = way(&redrivable, &in_fail) else { panic!("a redrive would fail again") };
        assert!(why.contains("the Fail state \"Photos failed\""), "{why}");
    }

    #[test]
    fn what_cannot_be_redriven_is_told_with_its_reason() {
        let old = described(
            ExecutionRedriveStatus::NotRedrivable,
            Some("The execution was started more than 14 days ago"),
        );
        let Way::Anew { why } = way(&old, &[]) else { panic!("it cannot be redriven") };
        assert_eq!(why, "it is NOT_REDRIVABLE: The execution was started more than 14 days ago");
    }
}
