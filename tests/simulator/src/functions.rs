use std::sync::Arc;

use apoyo_engine::{FunctionError, InvokeFunction};
use async_trait::async_trait;
use serde_json::{Value, json};

use crate::sandboxes::{Died, Sandboxes};
use crate::steps::Steps;
use crate::world::{Passage, World};

/// Lambda: invokes the steps, each in a process of its own.
#[derive(Clone)]
pub(crate) struct Functions {
    pub(crate) world: Arc<World>,
    pub(crate) steps: Arc<Steps>,
    pub(crate) sandboxes: Arc<Sandboxes>,
}

impl Functions {
    fn begin(
        &self,
        step: &str,
        payload: &Value,
    ) -> impl Future<Output = Result<Result<Value, FunctionError>, Died>> + Send + use<> {
        let execution = payload["execution"].as_str().or(payload["plan"]["execution"].as_str());
        let (steps, name, input) = (Arc::clone(&self.steps), step.to_owned(), payload.clone());
        self.sandboxes
            .start((step, execution.unwrap_or_default()), async move { steps.run(&name, input).await })
    }
}

#[async_trait]
impl InvokeFunction for Functions {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError> {
        match self.world.invocation(format!("invoke {function} {payload}")).await {
            Passage::Throttled => Err(FunctionError::Service {
                name: "Lambda.TooManyRequestsException".to_owned(),
                message: "Rate Exceeded.".to_owned(),
            }),
            Passage::Once => ended(self.begin(function, payload).await),
            Passage::Twice => {
                let first = self.begin(function, payload);
                // Nobody waits for the second one.
                tokio::spawn(self.begin(function, payload));
                ended(first.await)
            }
        }
    }
}

/// What Step Functions is told. Of a process that died, Lambda says the one or the other.
fn ended(result: Result<Result<Value, FunctionError>, Died>) -> Result<Value, FunctionError> {
    match result {
        Ok(result) => result,
        Err(Died { sandbox }) if sandbox % 2 == 0 => Err(FunctionError::Function(
            json!({"errorType": "Runtime.ExitError", "errorMessage": "the process died"}),
        )),
        Err(_) => Err(FunctionError::Service {
            name: "Lambda.Unknown".to_owned(),
            message: "the cause could not be determined".to_owned(),
        }),
    }
}
