//! `Credentials` of a task: the role that it is run in.

use std::time::SystemTime;

use apoyo_engine::{Failure, TaskRequest, error_name};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use serde_json::json;

use crate::call::Call;
use crate::endpoint::{Endpoint, Place, Signer};
use crate::send::send;
use crate::wire;

/// The endpoint of a task, signed for by the role that the task names.
///
/// Roles are AWS's: where a service is at an address of its own, the role is passed over, and the keys given with the
/// address sign.
///
/// # Errors
/// `States.TaskFailed` when the role is not to be had.
pub(crate) async fn assumed(
    endpoint: Endpoint,
    task: &TaskRequest,
    now: SystemTime,
) -> Result<Endpoint, Failure> {
    let Some(role) = task.role_arn.as_deref().filter(|_| endpoint.place == Place::Aws) else {
        return Ok(endpoint);
    };
    let keys = keys(&endpoint, role, now).await.map_err(|reason| {
        let cause = format!("the role {role:?} of state {:?} cannot be assumed: {reason}", task.state);
        Failure::new(error_name::TASK_FAILED, cause)
    })?;
    let signer = Signer { credentials: SharedCredentialsProvider::new(keys), ..endpoint.signer };
    Ok(Endpoint { signer, ..endpoint })
}

/// Keys of a role, by `sts:AssumeRole`.
async fn keys(endpoint: &Endpoint, role: &str, now: SystemTime) -> Result<Credentials, String> {
    let call = Call::find("arn:aws:states:::aws-sdk:sts:assumeRole")?;
    let arguments = json!({"RoleArn": role, "RoleSessionName": "StepFunctions"});
    let request = wire::request(call.model, (call.name, call.operation), &arguments);
    let request = request.map_err(|fault| fault.to_string())?;
    let reply = send(&call, endpoint, request, now).await.map_err(|error| error.to_string())?;
    let result = wire::result(call.model, call.operation, &reply).map_err(|error| {
        error.message.unwrap_or_else(|| format!("STS answers with status {}", error.status))
    })?;
    let text = |name: &str| result["Credentials"][name].as_str().map(str::to_owned);
    let (Some(key), Some(secret), Some(token)) =
        (text("AccessKeyId"), text("SecretAccessKey"), text("SessionToken"))
    else {
        return Err("STS gives no keys".to_owned());
    };
    Ok(Credentials::new(key, secret, Some(token), None, "AssumeRole"))
}
