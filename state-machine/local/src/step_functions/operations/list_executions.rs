use apoyo_engine::{Arn, ExecutionDescription, MapRunDescription};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::page::Listing;
use crate::step_functions::registry::MachineType;
use crate::step_functions::reply::{object, seconds};
use crate::step_functions::resource_arn::{self, MachineArn, Qualifier};
use crate::step_functions::shape::{
    ARN, LIST_EXECUTIONS_PAGE_TOKEN, LONG_ARN, Member, PAGE_SIZE, Shape, optional,
};
use crate::step_functions::{ApiError, StepFunctions};

const STATUSES: Shape =
    Shape::Choice(&["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", PENDING_REDRIVE]);

/// The status of a child that its Map Run is about to redrive.
pub(super) const PENDING_REDRIVE: &str = "PENDING_REDRIVE";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListExecutions {
    state_machine_arn: Option<String>,
    status_filter: Option<String>,
    max_results: Option<usize>,
    next_token: Option<String>,
    map_run_arn: Option<String>,
    redrive_filter: Option<String>,
}

/// Whose executions are listed.
enum Whose {
    Machine(Arn),
    Version(Arn),
    Alias(Arn),
    MapRun(Box<MapRunDescription>),
}

impl Whose {
    /// How an execution of theirs stands, in AWS's words.
    fn status(&self, execution: &ExecutionDescription) -> &'static str {
        match self {
            Self::MapRun(run) if run.is_about_to_redrive(execution) => PENDING_REDRIVE,
            _ => execution.status.as_str(),
        }
    }
}

impl Operation for ListExecutions {
    const NAME: &'static str = "ListExecutions";
    const MEMBERS: &'static [Member] = &[
        optional("stateMachineArn", ARN),
        optional("statusFilter", STATUSES),
        optional("maxResults", PAGE_SIZE),
        optional("nextToken", LIST_EXECUTIONS_PAGE_TOKEN),
        optional("mapRunArn", LONG_ARN),
        optional("redriveFilter", Shape::Choice(&["REDRIVEN", "NOT_REDRIVEN"])),
    ];

    /// Newest first.
    async fn call(self, api: &StepFunctions) -> Reply {
        let whose = self.whose(api)?;
        let subject =
            json!([self.state_machine_arn, self.map_run_arn, self.status_filter, self.redrive_filter]);
        let page = (self.max_results, self.next_token.as_deref());
        let listing = Listing::of((Self::NAME, &subject.to_string()), page, api.now())?;
        let before = listing.after().and_then(|after| usize::try_from(after).ok());
        // One more than the page tells whether there is another.
        let found = api
            .engine()
            .executions_before((before, listing.most() + 1), |execution| self.wants(&whose, execution));
        let items = found.iter().map(|(at, execution)| (*at as u64, item(&whose, execution)));
        let (executions, next) = listing.cut(items);
        Ok(object([("executions", Some(json!(executions))), ("nextToken", next.map(Into::into))]))
    }
}

impl ListExecutions {
    fn whose(&self, api: &StepFunctions) -> Result<Whose, ApiError> {
        match (&self.state_machine_arn, &self.map_run_arn) {
            (Some(machine), None) => self.of_machine(api, machine),
            (None, Some(run)) => {
                let arn = resource_arn::map_run(run)?;
                let known = api.engine().describe_map_run(&arn);
                known.map(|run| Whose::MapRun(Box::new(run))).map_err(|_| ApiError::resource_not_found(run))
            }
            (None, None) => Err(ApiError::because(
                "MISSING_REQUIRED_PARAMETER",
                "Either stateMachineArn or mapRunArn must be specified",
            )),
            (Some(_), Some(_)) => {
                Err(ApiError::validation("Only one of stateMachineArn and mapRunArn can be specified"))
            }
        }
    }

    fn of_machine(&self, api: &StepFunctions, asked: &str) -> Result<Whose, ApiError> {
        let arn = MachineArn::without_label(asked)?;
        if self.status_filter.as_deref() == Some(PENDING_REDRIVE) {
            let text = "The status filter PENDING_REDRIVE can only be used with a mapRunArn";
            return Err(ApiError::validation(text));
        }
        let registry = api.registry();
        let machine = registry.machines.get(&arn.machine);
        let machine = machine.ok_or_else(|| ApiError::no_state_machine(asked))?;
        if machine.machine_type == MachineType::Express {
            return Err(ApiError::type_not_supported());
        }
        match arn.qualifier {
            Qualifier::Version(_) => Ok(Whose::Version(asked.into())),
            Qualifier::Alias(name) if machine.aliases.contains_key(&name) => Ok(Whose::Alias(asked.into())),
            Qualifier::Alias(_) => Err(ApiError::resource_not_found(asked)),
            Qualifier::None | Qualifier::Label => Ok(Whose::Machine(arn.machine)),
        }
    }

    fn wants(&self, whose: &Whose, execution: &ExecutionDescription) -> bool {
        let is_theirs = match whose {
            Whose::Machine(arn) => execution.state_machine_arn == *arn,
            Whose::Version(arn) => execution.version_arn.as_ref() == Some(arn),
            Whose::Alias(arn) => execution.alias_arn.as_ref() == Some(arn),
            Whose::MapRun(run) => {
                execution.child.as_ref().is_some_and(|child| child.map_run_arn == run.map_run_arn)
            }
        };
        let is_wanted = self.redrive_filter.as_deref().is_none_or(|wanted| {
            let is_redriven = execution.redrive_count > 0;
            (wanted == "REDRIVEN") == is_redriven
        });
        let has_status = self.status_filter.as_deref().is_none_or(|wanted| whose.status(execution) == wanted);
        is_theirs && has_status && is_wanted
    }
}

fn item(whose: &Whose, execution: &ExecutionDescription) -> Value {
    let child = execution.child.as_ref().filter(|_| matches!(whose, Whose::MapRun(_)));
    object([
        ("executionArn", Some(json!(execution.execution_arn))),
        ("stateMachineArn", Some(json!(execution.state_machine_arn))),
        ("name", Some(json!(execution.name))),
        ("status", Some(whose.status(execution).into())),
        ("startDate", Some(seconds(execution.start_date))),
        ("stopDate", execution.stop_date.map(seconds)),
        ("mapRunArn", child.map(|child| json!(child.map_run_arn))),
        ("itemCount", child.map(|child| child.items.into())),
        ("stateMachineVersionArn", execution.version_arn.as_ref().map(|arn| json!(arn))),
        ("stateMachineAliasArn", execution.alias_arn.as_ref().map(|arn| json!(arn))),
        ("redriveCount", Some(execution.redrive_count.into())),
        ("redriveDate", execution.redrive_date.map(seconds)),
    ])
}
