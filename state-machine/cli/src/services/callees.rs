use std::sync::Arc;

use apoyo_asl::{Resource, ResourceKind};
use apoyo_engine::{Failure, InvokeFunction, LambdaRunner, TaskRequest, TaskRunner, TokioClock, function_of};
use apoyo_functions::FunctionSet;
use apoyo_services::{Endpoints, ServiceRunner};
use async_trait::async_trait;
use serde_json::Value;

/// Functions of this process, which go before those of any Lambda.
pub(crate) trait OwnFunctions: InvokeFunction {
    /// Whether there is a function of this name.
    fn has(&self, name: &str) -> bool;
}

impl OwnFunctions for FunctionSet {
    fn has(&self, name: &str) -> bool {
        Self::has(self, name)
    }
}

/// Runs tasks: functions of this process here, everything else at the endpoint of its service.
pub(crate) struct Callees<F> {
    own: LambdaRunner<F>,
    services: ServiceRunner,
}

impl<F: OwnFunctions> Callees<F> {
    /// These functions, and the services at these endpoints. Requests are signed at the computer's time, whatever time
    /// the engine has: a service refuses a signature that is minutes off.
    pub(crate) fn new(functions: F, endpoints: Endpoints) -> Self {
        Self { own: LambdaRunner(functions), services: ServiceRunner::new(endpoints, Arc::new(TokioClock)) }
    }

    /// Whether a function that is not of this process can be asked for elsewhere. Where it cannot, there is no such
    /// function, and the task is told so as Lambda would.
    fn is_elsewhere(&self, task: &TaskRequest) -> bool {
        let named = function_of(task).filter(|name| !self.own.0.has(name));
        named.is_some() && self.services.check(&task.resource).is_ok()
    }
}

#[async_trait]
impl<F: OwnFunctions> TaskRunner for Callees<F> {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        if is_function(&task.resource) && !self.is_elsewhere(&task) {
            return self.own.run(task).await;
        }
        self.services.run(task).await
    }
}

/// Whether tasks of this resource invoke a function.
fn is_function(resource: &str) -> bool {
    resource.parse::<Resource>().is_ok_and(|resource| {
        matches!(
            resource.kind(),
            ResourceKind::Function(_)
                | ResourceKind::Optimised { service: "lambda", action: "invoke", .. }
                | ResourceKind::AwsSdk { service: "lambda", action: "invoke", .. }
        )
    })
}
