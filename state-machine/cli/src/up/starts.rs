//! Executions that nobody starts by hand: on the schedule, and when photos are uploaded, as `apoyo.yaml` says for AWS too.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use apoyo_engine::{Realm, TokioClock};
use apoyo_local::StepFunctions;
use apoyo_photo::Folder;
use apoyo_schedules::{
    Definition, Gathering, RetryPolicy, ScheduleId, Schedules, Start, StartExecution, StartFailed,
    UploadTrigger, UploadTriggerOptions,
};
use apoyo_stack::{Config, Switch, UploadsTrigger};
use async_trait::async_trait;
use serde_json::json;

use super::deploy::ROLE;
use crate::run::BUCKET;

/// What comes after the stack's name in that of the schedule.
const SCHEDULE_SUFFIX: &str = "-triage";

/// How long a start is tried again, as the deployed schedule says: the next one comes soon enough.
const RETRIES: RetryPolicy = RetryPolicy { maximum_event_age_in_seconds: 3600, maximum_retry_attempts: 10 };

/// Starts executions of this process's Step Functions.
pub(super) struct Starter(pub(super) StepFunctions);

#[async_trait]
impl StartExecution for Starter {
    async fn start_execution(&self, start: &Start) -> Result<(), StartFailed> {
        let mut request =
            json!({"stateMachineArn": start.state_machine_arn, "name": start.name, "input": start.input});
        if let Some(trace) = &start.trace_header {
            request["traceHeader"] = json!(trace);
        }
        let started = self.0.call("StartExecution", request).await;
        started.map(drop).map_err(|error| StartFailed { code: error.code.to_owned(), message: error.message })
    }
}

/// The schedules of this process, with that of the photo machine in them.
pub(super) async fn schedules(own: &Path, config: &Config, machine: &str) -> anyhow::Result<Schedules> {
    let schedules = Schedules::open(&own.join("schedules.sqlite"), Arc::new(TokioClock), Realm::default())?;
    let id = ScheduleId::new(None, &format!("{}{SCHEDULE_SUFFIX}", config.name.as_str()))?;
    match config.schedule.state {
        Switch::Disabled => schedules.remove(id).await?,
        Switch::Enabled => {
            let (expression, zone) =
                (config.schedule.expression.as_str().parse(), config.schedule.time_zone.as_str().parse());
            let when =
                (expression.context("field schedule.expression")?, zone.context("field schedule.timeZone")?);
            let mut definition = Definition::new(id, when, (machine, &json!({})), ROLE)?;
            definition.target.retry_policy = RETRIES;
            schedules.ensure(definition).await?;
        }
    }
    Ok(schedules)
}

/// What uploads start; none where they start nothing.
pub(super) fn uploads(own: &Path, config: &Config, machine: &str) -> anyhow::Result<Option<UploadTrigger>> {
    let uploads = &config.uploads;
    let gathering = match uploads.trigger {
        UploadsTrigger::Off => return Ok(None),
        UploadsTrigger::Direct => Gathering::Direct,
        UploadsTrigger::Batched => Gathering::Batched {
            window: Duration::from_secs(uploads.window_seconds.get().into()),
            size: uploads.batch_size.get().into(),
        },
    };
    let options = UploadTriggerOptions {
        bucket: BUCKET.to_owned(),
        prefix: config.bucket.folders.prefix(Folder::Waiting).to_owned(),
        state_machine_arn: machine.to_owned(),
        gathering,
    };
    let around = (Arc::new(TokioClock) as Arc<_>, Realm::default());
    Ok(Some(UploadTrigger::open(&own.join("uploads.sqlite"), options, around)?))
}
