use anyhow::Context;
use apoyo_local::StepFunctions;
use apoyo_triage::{Calls, Job, definition_with};
use serde_json::{Value, json};

use crate::run::MACHINE;

/// The role that the machine is told it has; nobody checks it here.
pub(super) const ROLE: &str = "arn:aws:iam::000000000000:role/apoyo";

/// Makes the photo state machine what this program has built in, with this job in its lane `batch`; gives back its ARN.
///
/// # Errors
/// When Step Functions refuses it, or there is another machine of this name and of type EXPRESS.
pub(super) async fn deploy(step_functions: &StepFunctions, job: Job) -> anyhow::Result<String> {
    let definition = definition_with(&Calls::in_process(job)).to_pretty_json();
    let machine = json!({"name": MACHINE, "definition": definition, "roleArn": ROLE});
    let reply = match step_functions.call("CreateStateMachine", machine).await {
        Err(error) if error.code == "StateMachineAlreadyExists" => {
            let arn = arn_of(step_functions).await?;
            let update = json!({"stateMachineArn": arn, "definition": definition});
            step_functions.call("UpdateStateMachine", update).await.map(|_| json!({"stateMachineArn": arn}))
        }
        reply => reply,
    };
    let reply = reply.with_context(|| format!("state machine {MACHINE}"))?;
    Ok(text(&reply, "stateMachineArn"))
}

/// ARN of the machine that has the name.
async fn arn_of(step_functions: &StepFunctions) -> anyhow::Result<String> {
    let mut page = json!({});
    loop {
        let reply = step_functions.call("ListStateMachines", page).await?;
        let machines = reply["stateMachines"].as_array().into_iter().flatten();
        if let Some(found) = machines.into_iter().find(|machine| machine["name"] == MACHINE) {
            return Ok(text(found, "stateMachineArn"));
        }
        let next = reply["nextToken"].as_str().context("the state machine that exists is not listed")?;
        page = json!({"nextToken": next});
    }
}

fn text(reply: &Value, member: &str) -> String {
    reply[member].as_str().unwrap_or_default().to_owned()
}
