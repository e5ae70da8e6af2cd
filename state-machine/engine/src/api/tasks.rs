//! What those do who run tasks outside the engine: those to whom a task token was given, and workers of activities.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::activity::{ActivityDescription, check_activity_arn};
use super::handle::Handle;
use super::request::{check_name, parse_output};
use super::{Engine, Error};
use crate::arn::Arn;
use crate::execution::later;
use crate::failure::Failure;
use crate::scheduler::{ActivityTask, Message, Reported, TaskReport, Worker};
use crate::task_token::TaskToken;

/// How long a worker waits for a task before it gets none.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html>.
const POLL: Duration = Duration::from_mins(1);

impl Engine {
    /// `SendTaskSuccess`; returns once the result is stored.
    ///
    /// # Errors
    /// When the token is none, its task has ended, or the output is not JSON of at most 256 KiB.
    pub async fn send_task_success(&self, token: &str, output: &str) -> Result<(), Error> {
        self.handle().send_task_success(token, output).await
    }

    /// `SendTaskFailure`; returns once the failure is stored.
    ///
    /// # Errors
    /// When the token is none, or its task has ended.
    pub async fn send_task_failure(&self, token: &str, failure: Failure) -> Result<(), Error> {
        self.handle().send_task_failure(token, failure).await
    }

    /// `SendTaskHeartbeat`: the task's `HeartbeatSeconds` begin anew.
    ///
    /// # Errors
    /// When the token is none, or its task has ended.
    pub async fn send_task_heartbeat(&self, token: &str) -> Result<(), Error> {
        self.handle().send_task_heartbeat(token).await
    }

    /// `CreateActivity`; the same name again is the same activity.
    ///
    /// # Errors
    /// When the name is not allowed.
    pub fn create_activity(&self, name: &str) -> Result<ActivityDescription, Error> {
        check_name(name)?;
        let Handle { parts, shared, .. } = self.handle();
        let activity_arn = parts.realm.activity(name);
        let creation_date = parts.clock.now();
        let new = ActivityDescription { activity_arn, name: name.to_owned(), creation_date };
        Ok(shared.facts().activities.entry(new.activity_arn.clone()).or_insert(new).clone())
    }

    /// `DescribeActivity`.
    ///
    /// # Errors
    /// When the ARN is none, or there is no such activity.
    pub fn describe_activity(&self, arn: &Arn) -> Result<ActivityDescription, Error> {
        check_activity_arn(arn)?;
        let found = self.handle().shared.facts().activities.get(arn).cloned();
        found.ok_or_else(|| Error::ActivityDoesNotExist { arn: arn.to_string() })
    }

    /// `ListActivities`, in order of creation.
    pub fn list_activities(&self) -> Vec<ActivityDescription> {
        self.handle().shared.facts().activities.values().cloned().collect()
    }

    /// `DeleteActivity`; nothing where there is no such activity. Tasks that were offered wait for their time-out.
    ///
    /// # Errors
    /// When the ARN is none.
    pub fn delete_activity(&self, arn: &Arn) -> Result<(), Error> {
        check_activity_arn(arn)?;
        self.handle().shared.facts().activities.shift_remove(arn);
        Ok(())
    }

    /// `GetActivityTask`: the task that has waited longest; waits up to a minute for one, by the engine's clock.
    ///
    /// # Errors
    /// When the ARN is none, or there is no such activity.
    pub async fn get_activity_task(
        &self,
        arn: &Arn,
        worker_name: Option<&str>,
    ) -> Result<Option<ActivityTask>, Error> {
        self.describe_activity(arn)?;
        let Handle { parts, outbox, .. } = self.handle();
        let (reply, task) = oneshot::channel();
        let worker = Worker { name: worker_name.map(Arc::from), reply };
        outbox.send(Message::Poll { activity: arn.clone(), worker }).map_err(|_| Error::ShutDown)?;
        let now = parts.clock.now();
        tokio::select! {
            biased;
            task = task => task.map(Some).map_err(|_| Error::ShutDown),
            () = parts.clock.sleep_until(later(now, POLL).unwrap_or(now)) => Ok(None),
        }
    }
}

impl Handle {
    pub(crate) async fn send_task_success(&self, token: &str, output: &str) -> Result<(), Error> {
        let token = parse_token(token)?;
        let output = Arc::new(parse_output(output)?);
        self.report(token, TaskReport::Ended(Ok(output))).await
    }

    pub(crate) async fn send_task_failure(&self, token: &str, failure: Failure) -> Result<(), Error> {
        self.report(parse_token(token)?, TaskReport::Ended(Err(failure))).await
    }

    pub(crate) async fn send_task_heartbeat(&self, token: &str) -> Result<(), Error> {
        self.report(parse_token(token)?, TaskReport::Heartbeat).await
    }

    async fn report(&self, token: TaskToken, report: TaskReport) -> Result<(), Error> {
        let (reply, reported) = oneshot::channel();
        let message = Message::TaskReport { token, report, reply };
        self.outbox.send(message).map_err(|_| Error::ShutDown)?;
        match reported.await.map_err(|_| Error::ShutDown)? {
            Reported::Taken => Ok(()),
            Reported::Gone => Err(Error::TaskTimedOut),
        }
    }
}

fn parse_token(text: &str) -> Result<TaskToken, Error> {
    TaskToken::of_text(text).ok_or_else(|| Error::InvalidToken { token: "Invalid token".to_owned() })
}
