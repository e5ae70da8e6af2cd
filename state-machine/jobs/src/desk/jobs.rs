use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use super::message::{Decide, Fault, Message};
use super::open::{self, ENVIRONMENT};
use super::{JobsOptions, OpenError};
use crate::api::{ApiFault, Operation, operation};
use crate::decide::{Refusal, definitions, queues, stopping};
use crate::model::{Book, JobKey};
use crate::photo_worker::PhotoWorker;
use crate::section::JobsSection;

/// AWS Batch in this process. Clones speak with the same jobs, which end with the last of them.
#[derive(Debug, Clone)]
pub struct Jobs(mpsc::Sender<Message>);

impl Jobs {
    /// Goes on where the last process ended, in the tokio runtime that this is called in: what was on its way starts, and a
    /// process that outlived its cloud is ended and its attempt made again.
    ///
    /// # Errors
    /// When what was kept cannot be read, or the disk cannot be written.
    pub async fn open(options: JobsOptions) -> Result<Self, OpenError> {
        open::open(options).await.map(Self)
    }

    /// A call of the API, by the name in its path, as in `submitjob`; `request_id` is named in refusals.
    ///
    /// # Errors
    /// What Batch answers in place of a reply.
    pub async fn call(&self, name: &str, request: Value, request_id: &str) -> Result<Value, ApiFault> {
        let done = match operation(name) {
            Some(Operation::Read(read)) => self.read(move |book| read(book, &request)).await,
            Some(Operation::Change(change)) => {
                self.change(Box::new(move |book, at| change(book, &request, at))).await
            }
            None => Err(Fault::Refused(crate::api::absent(name))),
        };
        done.map_err(|fault| ApiFault::of(fault, request_id))
    }

    /// `SubmitJob` with a token: the same token again is the same job.
    pub(super) async fn submit(&self, request: Value, client_token: String) -> Result<Value, Fault> {
        self.change(Box::new(move |book, at| crate::api::submit(book, &request, Some(&client_token), at)))
            .await
    }

    pub(super) async fn terminate(&self, key: JobKey, reason: String) -> Result<(), Fault> {
        let decide: Decide =
            Box::new(move |book, at| Ok((Value::Null, stopping::terminate(book, &key, &reason, at)?)));
        self.change(decide).await.map(drop)
    }

    /// The description of a job once it has ended.
    pub(super) async fn ended(&self, key: JobKey) -> Result<Value, Fault> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Wait { key, reply }).await?;
        answer.await.unwrap_or_else(|_| Err(Fault::Gone))
    }

    /// Puts a queue over this machine in place, where it is not there.
    ///
    /// # Errors
    /// When its name is none, or it cannot be written.
    pub async fn declare_queue(&self, name: &str, priority: i64) -> Result<String, ApiFault> {
        let name = name.to_owned();
        let request = json!({"jobQueueName": name, "jobQueue": name, "priority": priority,
            "computeEnvironmentOrder": [{"order": 1, "computeEnvironment": ENVIRONMENT}]});
        let declared = self.change(Box::new(move |book, at| {
            let events = match book.queue(&name) {
                Some(queue) if queue.priority == priority => Vec::new(),
                Some(_) => queues::update(book, &request, at)?.1,
                None => queues::create(book, &request, at)?.1,
            };
            Ok((book.arns.queue(&name).into(), events))
        }));
        text(declared.await)
    }

    /// Registers a job definition, the body of `RegisterJobDefinition`, where its newest active revision is not the same; gives
    /// back the ARN of the revision.
    ///
    /// # Errors
    /// When it breaks a rule of Batch, or cannot be written.
    pub async fn declare_definition(&self, request: Value) -> Result<String, ApiFault> {
        let declare = move |book: &Book, at| {
            let (arn, events) = definitions::declare(book, &request, at)?;
            Ok((arn.into(), events))
        };
        text(self.change(Box::new(declare)).await)
    }

    /// Puts the queue and the job definition of the photo state machine in place; gives back their ARNs, in this order.
    ///
    /// # Errors
    /// As [`Jobs::declare_definition`].
    pub async fn declare_photo_worker(&self, worker: &PhotoWorker) -> Result<(String, String), ApiFault> {
        let definition = self.declare_definition(worker.definition()).await?;
        Ok((self.declare_queue(&worker.name, 1).await?, definition))
    }

    /// Puts what a user declared in place: queues, and a revision of each definition that changed.
    ///
    /// # Errors
    /// As [`Jobs::declare_definition`].
    pub async fn declare_section(&self, section: &JobsSection) -> Result<(), ApiFault> {
        for (name, queue) in section.queues() {
            self.declare_queue(name, queue.priority.into()).await?;
        }
        for definition in section.registrations() {
            self.declare_definition(definition).await?;
        }
        Ok(())
    }

    /// Ends: processes get SIGTERM, and SIGKILL after 30 seconds; returns once they are gone. Their jobs are tried again when
    /// the cloud is opened again.
    pub async fn shut_down(&self) {
        let (reply, stopped) = oneshot::channel();
        if self.send(Message::Stop { reply }).await.is_ok() {
            let _ = stopped.await;
        }
    }

    async fn change(&self, decide: Decide) -> Result<Value, Fault> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Change { decide, reply }).await?;
        answer.await.unwrap_or_else(|_| Err(Fault::Gone))
    }

    async fn read(
        &self,
        read: impl FnOnce(&Book) -> Result<Value, Refusal> + Send + 'static,
    ) -> Result<Value, Fault> {
        let (reply, answer) = oneshot::channel();
        self.send(Message::Read(Box::new(move |book| drop(reply.send(read(book)))))).await?;
        answer.await.map_err(|_| Fault::Gone)?.map_err(Fault::Refused)
    }

    async fn send(&self, message: Message) -> Result<(), Fault> {
        self.0.send(message).await.map_err(|_| Fault::Gone)
    }
}

fn text(declared: Result<Value, Fault>) -> Result<String, ApiFault> {
    let value = declared.map_err(|fault| ApiFault::of(fault, "none"))?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

impl ApiFault {
    fn of(fault: Fault, request_id: &str) -> Self {
        match fault {
            Fault::Refused(refusal) => {
                Self { code: "ClientException", status: 400, message: refusal.text(request_id) }
            }
            Fault::Server(message) => Self { code: "ServerException", status: 500, message },
            Fault::Gone => {
                let message = "the embedded Batch has ended".to_owned();
                Self { code: "ServerException", status: 500, message }
            }
        }
    }
}

impl From<Fault> for apoyo_engine::JobError {
    fn from(fault: Fault) -> Self {
        let ApiFault { code, status, message } = ApiFault::of(fault, "none");
        Self { code: code.to_owned(), status, message }
    }
}
