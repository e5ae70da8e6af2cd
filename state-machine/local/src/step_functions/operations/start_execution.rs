use apoyo_engine::{Arn, Start};
use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::registry::MachineType;
use crate::step_functions::reply::seconds;
use crate::step_functions::resource_arn::MachineArn;
use crate::step_functions::service::living;
use crate::step_functions::shape::{ARN, Member, NAME, SENSITIVE_DATA, TRACE_HEADER, optional, required};
use crate::step_functions::{ApiError, StepFunctions};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StartExecution {
    pub(super) state_machine_arn: String,
    pub(super) name: Option<String>,
    pub(super) input: Option<String>,
    pub(super) trace_header: Option<String>,
}

impl Operation for StartExecution {
    const NAME: &'static str = "StartExecution";
    const MEMBERS: &'static [Member] = &[
        required("stateMachineArn", ARN),
        optional("name", NAME),
        optional("input", SENSITIVE_DATA),
        optional("traceHeader", TRACE_HEADER),
    ];

    async fn call(self, api: &StepFunctions) -> Reply {
        let (target, _) = target(api, &self.state_machine_arn)?;
        let started = api.engine().start_execution_as(self.start(&target)).await?;
        Ok(json!({"executionArn": started.execution_arn, "startDate": seconds(started.start_date)}))
    }
}

impl StartExecution {
    /// What the engine is asked.
    pub(super) fn start<'a>(&'a self, target: &'a Arn) -> Start<'a> {
        Start {
            target,
            name: self.name.as_deref(),
            input: self.input.as_deref().unwrap_or("{}"),
            trace_header: self.trace_header.as_deref(),
        }
    }
}

/// What an ARN starts, and of which type it is.
///
/// # Errors
/// `InvalidArn`, `ValidationException` for the ARN of a Distributed Map, `StateMachineDoesNotExist`,
/// `StateMachineDeleting`.
pub(super) fn target(api: &StepFunctions, asked: &str) -> Result<(Arn, MachineType), ApiError> {
    let arn = MachineArn::without_label(asked)?;
    let mut registry = api.registry();
    let machine = living(&mut registry, (&arn.machine, asked))?;
    Ok((asked.into(), machine.machine_type))
}
