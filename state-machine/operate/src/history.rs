use std::collections::HashMap;

use aws_sdk_sfn::types::HistoryEvent;
use jiff::Timestamp;
use serde::Serialize;

use crate::OperateError;
use crate::error::call;
use crate::failures::failure_of;
use crate::moment::moment;
use crate::site::{Named, Site};

/// A state that an execution entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatePassed {
    /// Its name.
    pub name: String,
    /// Its type, as in `Task`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was entered.
    pub entered: Timestamp,
    /// When it was left; absent where it was not: the execution is in it, or ended there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<Timestamp>,
}

/// Something that went wrong in an execution, be it retried, caught or the execution's end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// When.
    pub at: Timestamp,
    /// The event's type, as in `TaskFailed`.
    pub event: String,
    /// The state in which it happened; absent where it is the execution's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Error name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Error message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// What a history tells; Step Functions keeps at most 25,000 events of an execution.
#[derive(Debug, Default)]
pub(crate) struct Passage {
    pub(crate) states: Vec<StatePassed>,
    pub(crate) troubles: Vec<Trouble>,
    /// The state that each event belongs to, by the event's id.
    of_event: HashMap<i64, usize>,
}

impl Passage {
    fn add(&mut self, event: &HistoryEvent) {
        let at = moment(&event.timestamp);
        let inherited = self.of_event.get(&event.previous_event_id).copied();
        let kind = event.r#type.as_str();
        let place = match &event.state_entered_event_details {
            Some(entered) => {
                let kind = kind.strip_suffix("StateEntered").unwrap_or(kind).to_owned();
                self.states.push(StatePassed { name: entered.name.clone(), kind, entered: at, left: None });
                Some(self.states.len() - 1)
            }
            None => inherited,
        };
        if event.state_exited_event_details.is_some()
            && let Some(place) = place
        {
            self.states[place].left = Some(at);
        }
        if let Some(place) = place {
            self.of_event.insert(event.id, place);
        }
        if let Some((error, cause)) = failure_of(event) {
            let own = kind.starts_with("Execution");
            let state = place.filter(|_| !own).map(|place| self.states[place].name.clone());
            self.troubles.push(Trouble { at, event: kind.to_owned(), state, error, cause });
        }
    }
}

impl Site {
    pub(crate) async fn passage(&self, execution: &Named) -> Result<Passage, OperateError> {
        let mut passage = Passage::default();
        let mut next = None;
        loop {
            let request = self.functions.get_execution_history().execution_arn(&execution.arn);
            let request = request.include_execution_data(false).max_results(1000).set_next_token(next);
            let sent = request.send().await;
            let page = sent.map_err(call("GetExecutionHistory", execution.name.as_str()))?;
            page.events().iter().for_each(|event| passage.add(event));
            match page.next_token {
                Some(token) => next = Some(token),
                None => return Ok(passage),
            }
        }
    }

    /// The last events of an execution, the newest first.
    pub(crate) async fn last_events(
        &self,
        execution: &Named,
        count: i32,
    ) -> Result<Vec<HistoryEvent>, OperateError> {
        let request = self.functions.get_execution_history().execution_arn(&execution.arn);
        let request = request.include_execution_data(false).reverse_order(true).max_results(count);
        let page = request.send().await.map_err(call("GetExecutionHistory", execution.name.as_str()))?;
        Ok(page.events)
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_sfn::primitives::DateTime;
    use aws_sdk_sfn::types::{
        HistoryEventType, StateEnteredEventDetails, StateExitedEventDetails, TaskFailedEventDetails,
    };

    use super::*;

    fn event(id: i64, kind: HistoryEventType) -> aws_sdk_sfn::types::builders::HistoryEventBuilder {
        HistoryEvent::builder()
            .id(id)
            .previous_event_id(id - 1)
            .r#type(kind)
            .timestamp(DateTime::from_secs(id))
    }

    #[test]
    fn an_error_is_told_with_the_state_in_which_it_happened() {
        let entered = StateEnteredEventDetails::builder().name("List").build().unwrap();
        let failed = TaskFailedEventDetails::builder()
            .resource_type("lambda")
            .resource("invoke")
            .error("E")
            .cause("why");
        let exited = StateExitedEventDetails::builder().name("List").build().unwrap();
        let events = [
            event(1, HistoryEventType::ExecutionStarted),
            event(2, HistoryEventType::TaskStateEntered).state_entered_event_details(entered),
            event(3, HistoryEventType::TaskFailed).task_failed_event_details(failed.build().unwrap()),
            event(4, HistoryEventType::TaskStateExited).state_exited_event_details(exited),
        ];
        let mut passage = Passage::default();
        for event in events {
            passage.add(&event.build().unwrap());
        }
        let [state] = &passage.states[..] else { panic!("{passage:?}") };
        assert_eq!((state.name.as_str(), state.kind.as_str()), ("List", "Task"));
        assert_eq!(state.left, Some(Timestamp::from_second(4).unwrap()));
        let [trouble] = &passage.troubles[..] else { panic!("{passage:?}") };
        assert_eq!((trouble.state.as_deref(), trouble.error.as_deref()), (Some("List"), Some("E")));
    }
}
