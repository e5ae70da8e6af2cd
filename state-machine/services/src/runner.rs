use std::sync::Arc;

use apoyo_engine::{Clock, Failure, TaskRequest, TaskRunner, error_name};
use async_trait::async_trait;
use serde_json::Value;

use crate::arguments::{self, Fault};
use crate::call::Call;
use crate::dialect::Dialect;
use crate::endpoints::Endpoints;
use crate::send::{SendError, send};
use crate::{events, role, wire};

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
}

#[async_trait]
impl TaskRunner for ServiceRunner {
    /// Calls the service once and gives back its reply; with `.waitForTaskToken` too, since the token is an argument.
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        let call = Call::of(&task)?;
        let refused = |faults: &[Fault]| arguments::refused(&task, faults);
        let input = call.operation.input.as_ref().map(|input| call.model.typed(input));
        let prepared = match input {
            Some(input) => arguments::prepare(input, &task.arguments).map_err(|faults| refused(&faults))?,
            None => Value::Object(serde_json::Map::new()),
        };
        let prepared =
            if is_put_events(&call) { events::with_origin(prepared, &task.execution) } else { prepared };
        let request = wire::request(call.model, (call.name, call.operation), &prepared);
        let request = request.map_err(|fault| refused(&[fault]))?;
        let endpoint = self.endpoints.find(call.service, call.model);
        let endpoint = endpoint.map_err(|error| not_configured(&task, &error.to_string()))?;
        let now = self.clock.now().into();
        let endpoint = role::assumed(endpoint, &task, now).await?;
        let reply = send(&call, &endpoint, request, now).await;
        let reply = reply.map_err(|error| not_sent(&call, &task, &error))?;
        let result = wire::result(call.model, call.operation, &reply);
        let result = result.map_err(|error| call.dialect.refused((call.model, call.name), &error))?;
        if is_put_events(&call) {
            events::check(&result)?;
        }
        Ok(call.dialect.result(result, &reply))
    }
}

/// The one optimised integration that does more than to call.
fn is_put_events(call: &Call) -> bool {
    matches!(call.dialect, Dialect::Optimised(_)) && call.name == "PutEvents"
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
