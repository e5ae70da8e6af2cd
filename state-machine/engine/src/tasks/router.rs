use async_trait::async_trait;
use serde_json::Value;

use super::{TaskRequest, TaskRunner};
use crate::failure::{Failure, error_name};

/// Sends each task to the runner of its resource: the one with the longest prefix that fits.
#[derive(Default)]
pub struct TaskRouter {
    routes: Vec<(String, Box<dyn TaskRunner>)>,
}

impl TaskRouter {
    /// Adds a runner for every resource that begins with `prefix`.
    pub fn route(mut self, prefix: &str, runner: impl TaskRunner) -> Self {
        self.routes.push((prefix.to_owned(), Box::new(runner)));
        self.routes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        self
    }
}

#[async_trait]
impl TaskRunner for TaskRouter {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        match self.routes.iter().find(|(prefix, _)| task.resource.starts_with(prefix.as_str())) {
            Some((_, runner)) => runner.run(task).await,
            None => Err(Failure::new(
                error_name::RUNTIME,
                format!(
                    "no runner is configured for the resource {:?} of state {:?}",
                    task.resource, task.state
                ),
            )),
        }
    }

    async fn cancel(&self, token: &str) {
        for (_, runner) in &self.routes {
            runner.cancel(token).await;
        }
    }
}
