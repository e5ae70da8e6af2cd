use apoyo_engine::{HistoryEvent, HistoryOrder, HistoryRequest};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::describe_execution::found;
use crate::step_functions::StepFunctions;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::page::Listing;
use crate::step_functions::reply::object;
use crate::step_functions::shape::{ARN, Member, PAGE_SIZE, PAGE_TOKEN, Shape, optional, required};

/// Members of an event's details that hold data of the execution.
const DATA: [&str; 6] =
    ["input", "inputDetails", "output", "outputDetails", "parameters", "assignedVariables"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetExecutionHistory {
    execution_arn: String,
    max_results: Option<usize>,
    reverse_order: Option<bool>,
    next_token: Option<String>,
    include_execution_data: Option<bool>,
}

impl Operation for GetExecutionHistory {
    const NAME: &'static str = "GetExecutionHistory";
    const MEMBERS: &'static [Member] = &[
        required("executionArn", ARN),
        optional("maxResults", PAGE_SIZE),
        optional("reverseOrder", Shape::Flag),
        optional("nextToken", PAGE_TOKEN),
        optional("includeExecutionData", Shape::Flag),
    ];

    async fn call(self, api: &StepFunctions) -> Reply {
        let execution = found(api, &self.execution_arn)?.execution_arn;
        let is_reverse = self.reverse_order.unwrap_or_default();
        let subject = format!("{execution}\n{is_reverse}");
        let page = (self.max_results, self.next_token.as_deref());
        let listing = Listing::of((Self::NAME, &subject), page, api.now())?;
        let request = HistoryRequest {
            after: listing.after().unwrap_or_default(),
            max_results: listing.most(),
            order: if is_reverse { HistoryOrder::NewestFirst } else { HistoryOrder::OldestFirst },
        };
        let page = api.engine().get_execution_history(&execution, request).await?;
        let has_data = self.include_execution_data.unwrap_or(true);
        let shown = |event: &HistoryEvent| {
            let event = event.to_api();
            if has_data { event } else { without_data(event) }
        };
        Ok(object([
            ("events", Some(json!(page.events.iter().map(shown).collect::<Vec<_>>()))),
            ("nextToken", page.next.map(|last| listing.token(last).into())),
        ]))
    }
}

/// The event without what went through the execution.
fn without_data(event: Value) -> Value {
    let Value::Object(members) = event else { return event };
    let stripped = members.into_iter().map(|(name, value)| match value {
        Value::Object(mut details) => {
            details.retain(|name, _| !DATA.contains(&name.as_str()));
            (name, Value::Object(details))
        }
        other => (name, other),
    });
    Value::Object(stripped.collect::<Map<_, _>>())
}
