use apoyo_engine::MapRunDescription;
use serde::Deserialize;
use serde_json::{Value, json};

use super::describe_execution::found;
use crate::step_functions::StepFunctions;
use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::page::Listing;
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::shape::{ARN, Member, PAGE_SIZE, PAGE_TOKEN, optional, required};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListMapRuns {
    execution_arn: String,
    max_results: Option<usize>,
    next_token: Option<String>,
}

impl Operation for ListMapRuns {
    const NAME: &'static str = "ListMapRuns";
    const MEMBERS: &'static [Member] = &[
        required("executionArn", ARN),
        optional("maxResults", PAGE_SIZE),
        optional("nextToken", PAGE_TOKEN),
    ];

    /// In order of their start; an execution never loses one, so places are positions.
    async fn call(self, api: &StepFunctions) -> Reply {
        let execution = found(api, &self.execution_arn)?.execution_arn;
        let page = (self.max_results, self.next_token.as_deref());
        let listing = Listing::of((Self::NAME, execution.as_str()), page, api.now())?;
        let runs = api.engine().list_map_runs(&execution);
        let (runs, next) = listing.ascending((1..).zip(runs.iter().map(item)));
        Ok(object([("mapRuns", Some(json!(runs))), ("nextToken", next.map(Into::into))]))
    }
}

fn item(run: &MapRunDescription) -> Value {
    object([
        ("executionArn", Some(json!(run.execution_arn))),
        ("mapRunArn", Some(json!(run.map_run_arn))),
        ("stateMachineArn", Some(state_machine(run.map_run_arn.as_str()).into())),
        ("startDate", Some(seconds(run.start_date))),
        ("stopDate", run.stop_date.map(seconds)),
    ])
}

/// ARN of the machine with the run's label: the run's own, without its id.
fn state_machine(map_run: &str) -> String {
    let place = map_run.rsplit_once(':').map_or(map_run, |(place, _)| place);
    place.replacen(":mapRun:", ":stateMachine:", 1)
}
