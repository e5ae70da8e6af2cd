use std::sync::Arc;

use apoyo_engine::{Clock, Failure, TaskRequest, TaskRunner, error_name};
use async_trait::async_trait;
use serde_json::{Map, Value};

use crate::arguments::{self, Fault};
use crate::call::Call;
use crate::endpoints::Endpoints;
use crate::extra::Extra;
use crate::send::{SendError, keys, send};
use crate::wire::{ApiReply, ApiRequest};
use crate::{role, wire};

/// Runs the tasks that call services of AWS, or what stands in for them; see the crate for which.
pub struct ServiceRunner {
    endpoints: Endpoints,
    clock: Arc<dyn Clock>,
}

impl ServiceRunner {
    /// A runner that calls the services at these endpoints, and signs at the time of this clock.
    pub fn new(endpoints: Endpoints, clock: Arc<dyn Clock>) -> Self {
        Self { endpoints: endpoints.keeping_credentials(&clock), clock }
    }

    /// Whether tasks of this resource can be run; calls nothing.
    ///
    /// # Errors
    /// Why not, and what to do about it, as a task would fail with it.
    pub fn check(&self, resource: &str) -> Result<(), String> {
        let call = Call::find(resource)?;
        let found = self.endpoints.find(call.service, call.model);
        found.map(|_| ()).map_err(|error| error.to_string())
    }

    /// The same, and whether there are keys to sign with, which a profile may have to fetch.
    ///
    /// # Errors
    /// Why not, and what to do about it, as a task would fail with it.
    pub async fn check_with_keys(&self, resource: &str) -> Result<(), String> {
        let call = Call::find(resource)?;
        let endpoint = self.endpoints.find(call.service, call.model).map_err(|error| error.to_string())?;
        let keys = keys((call.service, &endpoint)).await;
        keys.map(|_| ()).map_err(|error| error.to_string())
    }
}

#[async_trait]
impl TaskRunner for ServiceRunner {
    /// Calls the service once and gives back its reply; with `.waitForTaskToken` too, since the token is an argument.
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        let call = Call::of(&task)?;
        let extra = Extra::of(&call);
        let refused = |faults: &[Fault]| arguments::refused(&task, faults);
        let input = call.operation.input.as_ref().map(|input| call.model.typed(input));
        let prepared = match input {
            Some(input) => {
                let prepared = arguments::prepare(input, &extra.arguments(&task));
                let prepared = prepared.map_err(|faults| refused(&faults))?;
                arguments::with_idempotency_token(input, prepared, &task.token)
            }
            None => Value::Object(Map::new()),
        };
        let prepared = extra.request(prepared, &task);
        let request = wire::request(call.model, (call.name, call.operation), &prepared);
        let request = request.map_err(|fault| refused(&[fault]))?;
        let reply = self.sent(&call, &task, request).await?;
        let result = wire::result(call.model, call.operation, &reply);
        let result = result.map_err(|error| call.dialect.refused((call.model, call.name), &error))?;
        Ok(call.dialect.result(extra.result(result)?, &reply))
    }
}

impl ServiceRunner {
    async fn sent(&self, call: &Call, task: &TaskRequest, request: ApiRequest) -> Result<ApiReply, Failure> {
        let endpoint = self.endpoints.find(call.service, call.model);
        let endpoint = endpoint.map_err(|error| not_configured(task, &error.to_string()))?;
        let now = self.clock.now().into();
        let endpoint = role::assumed(endpoint, task, now).await?;
        send(call, &endpoint, request, now).await.map_err(|error| not_sent(call, task, &error))
    }
}

/// A failure that no `Catch` takes for one of the service: nobody could be asked.
fn not_configured(task: &TaskRequest, why: &str) -> Failure {
    let cause = format!("the task {:?} of state {:?} cannot be run: {why}", task.resource, task.state);
    Failure::new(error_name::RUNTIME, cause)
}

fn not_sent(call: &Call, task: &TaskRequest, error: &SendError) -> Failure {
    match error {
        SendError::NoKeys(_) => not_configured(task, &error.to_string()),
        SendError::NotReached(reason) => call.dialect.not_reached(call.model, reason),
        SendError::TooLarge => Failure::new(
            error_name::DATA_LIMIT_EXCEEDED,
            format!(
                "The state/task '{}' returned a result with a size exceeding the maximum number of bytes service limit.",
                call.task_name()
            ),
        ),
    }
}
