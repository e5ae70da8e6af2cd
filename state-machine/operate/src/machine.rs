use apoyo_list::StateMachineArn;
use aws_sdk_sfn::Client;

use crate::OperateError;
use crate::error::call;

/// Names that are told where the one asked for is missing.
const TOLD: usize = 20;

/// The state machine that an ARN or a name means. An ARN is taken as it is; a name is looked up.
///
/// # Errors
/// When it is no ARN, no machine has the name (the error says which exist), or Step Functions does not answer or refuses.
pub async fn find_machine(functions: &Client, wanted: &str) -> Result<StateMachineArn, OperateError> {
    if wanted.starts_with("arn:") {
        return Ok(wanted.parse()?);
    }
    let mut existing = Vec::new();
    let mut next = None;
    loop {
        let request = functions.list_state_machines().set_next_token(next);
        let page = request.send().await.map_err(call("ListStateMachines", wanted))?;
        for machine in page.state_machines() {
            if machine.name() == wanted {
                return Ok(machine.state_machine_arn().parse()?);
            }
            if existing.len() < TOLD {
                existing.push(machine.name().to_owned());
            }
        }
        match page.next_token {
            Some(token) => next = Some(token),
            None => return Err(OperateError::NoMachine { wanted: wanted.to_owned(), existing }),
        }
    }
}

/// The error of a call, told with the machines that exist where the one asked for does not.
pub(crate) async fn told_with_existing(
    functions: &Client,
    machine: &StateMachineArn,
    error: OperateError,
) -> OperateError {
    if error.code() != Some("StateMachineDoesNotExist") {
        return error;
    }
    // Whoever may not list them still learns that the machine is not there.
    let listed = functions.list_state_machines().send().await;
    let machines = listed.map(|page| page.state_machines).unwrap_or_default();
    let existing = machines.into_iter().map(|machine| machine.name).take(TOLD).collect();
    OperateError::NoMachine { wanted: machine.to_string(), existing }
}
