use std::sync::Arc;

use apoyo_engine::{Arn, Engine, Failure};
use serde_json::Value;

use crate::case::Case;
use crate::services::{RecordedServices, json_of, text_of};

/// What goes on around a recorded execution: whoever has its task tokens, works on its activities or stops it does what
/// the recording says that somebody did.
pub(crate) struct World<'c> {
    engine: &'c Engine,
    services: Arc<RecordedServices>,
    execution: Arn,
    is_to_be_stopped: bool,
    workers: Vec<Worker>,
}

/// One turn of a worker at an activity.
struct Worker {
    activity: Arn,
    name: Option<String>,
    report: Result<Value, Failure>,
}

/// Times that the other tasks may go on before a worker gives up waiting.
const YIELDS: usize = 64;

impl<'c> World<'c> {
    pub(crate) fn of(
        case: &Case,
        engine: &'c Engine,
        services: Arc<RecordedServices>,
        execution: Arn,
    ) -> Self {
        let is_to_be_stopped = case.expect.status == "ABORTED";
        Self { engine, services, execution, is_to_be_stopped, workers: workers(case) }
    }

    /// Does what is to be done by now; gives back whether there was anything.
    pub(crate) async fn act(&mut self) -> bool {
        if std::mem::take(&mut self.is_to_be_stopped) {
            return self.engine.stop_execution(&self.execution, Failure::default()).is_ok();
        }
        let mut has_acted = false;
        for (words, report) in self.services.reports() {
            for token in words {
                has_acted |= self.report(&token, report.clone()).await;
            }
        }
        has_acted | self.work().await
    }

    async fn report(&self, token: &str, report: Result<Value, Failure>) -> bool {
        let reported = match report {
            Ok(output) => self.engine.send_task_success(token, &output.to_string()).await,
            Err(failure) => self.engine.send_task_failure(token, failure).await,
        };
        reported.is_ok()
    }

    async fn work(&mut self) -> bool {
        let Some(worker) = self.workers.first() else { return false };
        let task = tokio::select! {
            biased;
            task = self.engine.get_activity_task(&worker.activity, worker.name.as_deref()) => task,
            () = others() => Ok(None),
        };
        let Ok(Some(task)) = task else { return false };
        let worker = self.workers.remove(0);
        self.report(&task.task_token, worker.report).await
    }
}

async fn others() {
    for _ in 0..YIELDS {
        tokio::task::yield_now().await;
    }
}

/// The turns of workers that a recording tells of, at the one activity of its definition.
fn workers(case: &Case) -> Vec<Worker> {
    let Some(activity) = activity(case) else { return Vec::new() };
    let events: Vec<&Value> = case.expect.events.iter().flatten().collect();
    let started = |event: &&&Value| event["type"] == "ActivityStarted";
    let turns = events.iter().filter(started).map(|event| {
        let name = event["activityStartedEventDetails"]["workerName"].as_str().map(str::to_owned);
        let next = events.iter().find(|later| later["previousEventId"] == event["id"]);
        Worker { activity: activity.clone(), name, report: report(next.copied().unwrap_or(&Value::Null)) }
    });
    turns.collect()
}

fn report(event: &Value) -> Result<Value, Failure> {
    let failed = &event["activityFailedEventDetails"];
    if failed.is_null() {
        return Ok(json_of(&event["activitySucceededEventDetails"]["output"]));
    }
    Err(Failure { error: text_of(&failed["error"]), cause: text_of(&failed["cause"]) })
}

/// The activity that a definition names.
pub(crate) fn activity(case: &Case) -> Option<Arn> {
    let words = case.definition.as_deref()?.split('"');
    words.into_iter().find(|word| word.starts_with("arn:") && word.contains(":activity:")).map(Arn::from)
}
