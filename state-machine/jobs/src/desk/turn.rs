//! The loop: what arrived is decided, recorded, and then done.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use apoyo_engine::Clock;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use super::draft::Draft;
use super::message::{Decide, Fault, Message};
use crate::act::{JobVariables, ProcessSignal, Processes, Report};
use crate::decide::{self, stopping};
use crate::model::{Book, Event, JobKey, JobStatus, What};
use crate::record::{Journal, JournalError};

/// Most messages that are decided in one turn, and so share one write.
const TURN: usize = 256;
/// How often old jobs are looked for: every hour, where anything happens at all.
const FORGETTING_MILLIS: i64 = 3_600_000;
/// How long after a write that failed the next one is tried.
const PAUSE: Duration = Duration::from_secs(1);

pub(super) type Reply = oneshot::Sender<Result<Value, Fault>>;

/// Owns the book.
pub(super) struct Desk {
    pub(super) book: Book,
    pub(super) journal: Arc<dyn Journal>,
    pub(super) processes: Arc<dyn Processes>,
    pub(super) clock: Arc<dyn Clock>,
    /// vCPUs of the machine, in thousandths.
    pub(super) machine: u32,
    pub(super) variables: JobVariables,
    pub(super) logs: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) messages: mpsc::Receiver<Message>,
    pub(super) reports: (mpsc::UnboundedSender<Report>, mpsc::UnboundedReceiver<Report>),
    pub(super) waiting: HashMap<JobKey, Vec<Reply>>,
    /// Reports that are not on disk yet.
    pub(super) unrecorded: Vec<Report>,
    /// Whether the book holds what is not on disk, because a write failed.
    pub(super) is_ahead: bool,
    pub(super) retry_at: Option<Timestamp>,
    pub(super) stopping: Vec<oneshot::Sender<()>>,
    /// Questions that came while the book was ahead of the disk.
    pub(super) put_off: Vec<Message>,
    /// Attempts that were started and have not reported their end.
    pub(super) started: HashSet<(JobKey, u32)>,
    /// When old jobs are looked for next, in milliseconds since 1970.
    pub(super) forget_at: i64,
}

impl Desk {
    /// Runs until every handle is gone, or it was told to end and every process has.
    pub(super) async fn run(mut self) {
        self.turn(Vec::new()).await;
        while self.stopping.is_empty() || (self.book.active().next().is_some() && !self.is_ahead) {
            match self.arrivals().await {
                Some(messages) => self.turn(messages).await,
                None => return,
            }
        }
        // Where nothing can be recorded any more, the next cloud finds attempts that nobody ended, as after a crash.
        for (key, ..) in self.book.active() {
            self.processes.signal(key, ProcessSignal::Terminate);
        }
        for reply in self.stopping.drain(..) {
            let _ = reply.send(());
        }
    }

    /// What arrives next; nothing where it is only time. `None` where nobody can ask for anything any more.
    async fn arrivals(&mut self) -> Option<Vec<Message>> {
        let mut messages = Vec::new();
        let deadline = self.deadline();
        tokio::select! {
            biased;
            received = self.reports.1.recv_many(&mut self.unrecorded, TURN) => tracing::trace!(received),
            received = self.messages.recv_many(&mut messages, TURN) => if received == 0 { return None },
            () = sleep_until(&*self.clock, deadline) => {}
        }
        while messages.len() < TURN
            && let Ok(message) = self.messages.try_recv()
        {
            messages.push(message);
        }
        Some(messages)
    }

    fn deadline(&self) -> Option<Timestamp> {
        let due = stopping::next_deadline(&self.book).and_then(|at| Timestamp::from_millisecond(at).ok());
        // Nothing can be done about what is due before it can be written.
        self.retry_at.or(due)
    }

    async fn turn(&mut self, messages: Vec<Message>) {
        let mut replies: Vec<(Reply, Value)> = Vec::new();
        let (mut changes, mut questions) = (Vec::new(), Vec::new());
        for message in self.put_off.drain(..).chain(messages) {
            match message {
                Message::Change { decide, reply } => changes.push((decide, reply)),
                Message::Stop { reply } => self.stopping.push(reply),
                question => questions.push(question),
            }
        }
        if let Err(error) = self.caught_up().await {
            self.put_off = questions;
            return refuse(changes.into_iter().map(|(_, reply)| reply), &error);
        }
        let mut draft = Draft::default();
        let drafted = self.draft(&mut draft, changes, &mut replies);
        if let Err(mistake) = drafted {
            tracing::error!(%mistake, "a decision about jobs contradicts itself; nothing of this turn is recorded");
            self.is_ahead = true;
            self.unrecorded.clear();
            self.put_off = questions;
            return refuse(replies.into_iter().map(|(reply, _)| reply), &JournalError { reason: mistake });
        }
        if let Err(error) = self.record(draft.events).await {
            tracing::error!(%error, "what became of jobs cannot be written; it is tried again");
            self.put_off = questions;
            return refuse(replies.into_iter().map(|(reply, _)| reply), &error);
        }
        for report in self.unrecorded.drain(..) {
            if let Report::Ended { key, attempt, .. } = report {
                self.started.remove(&(key, attempt));
            }
        }
        for effect in draft.effects {
            self.act(effect);
        }
        for (reply, value) in replies {
            let _ = reply.send(Ok(value));
        }
        for question in questions {
            match question {
                Message::Read(read) => read(&self.book),
                Message::Wait { key, reply } => self.wait(key, reply),
                Message::Change { .. } | Message::Stop { .. } => {}
            }
        }
    }

    /// Decides all that arrived, and what follows from it.
    fn draft(
        &mut self,
        draft: &mut Draft,
        changes: Vec<(Decide, Reply)>,
        replies: &mut Vec<(Reply, Value)>,
    ) -> Result<(), String> {
        let at = self.clock.now().as_millisecond();
        for report in self.unrecorded.clone() {
            let events = self.reported(&report, at).into_iter().collect();
            draft.take(&mut self.book, events)?;
        }
        for (decide, reply) in changes {
            match decide(&self.book, at) {
                Ok((value, events)) => {
                    replies.push((reply, value));
                    draft.take(&mut self.book, events)?;
                }
                Err(refusal) => drop(reply.send(Err(Fault::Refused(refusal)))),
            }
        }
        let expired = stopping::expired(&self.book, at);
        draft.take(&mut self.book, expired)?;
        if at >= self.forget_at {
            self.forget_at = at.saturating_add(FORGETTING_MILLIS);
            let old = decide::forgotten(&self.book, at);
            draft.take(&mut self.book, old)?;
        }
        if self.stopping.is_empty() {
            return draft.follow_up(&mut self.book, self.machine, at);
        }
        let stops = stopping::host_stops(&self.book, at);
        draft.take(&mut self.book, stops)?;
        draft.follow_up(&mut self.book, 0, at)
    }

    /// What a report says of the attempt that is under way; nothing where it is of another.
    fn reported(&self, report: &Report, at: i64) -> Option<Event> {
        let (key, attempt) = match report {
            Report::Started { key, attempt, .. } | Report::Ended { key, attempt, .. } => (key, *attempt),
        };
        let single = self.book.single(key)?;
        if !single.status.has_process() || single.attempt_number() != attempt {
            return None;
        }
        match report {
            // Told twice where a write was said to have failed and had not.
            Report::Started { .. } if single.status != JobStatus::Starting => None,
            Report::Started { process, .. } => {
                Some(Event::new(at, What::Started { key: key.clone(), process: process.clone() }))
            }
            Report::Ended { exit, .. } => decide::ended(&self.book, key, exit, at),
        }
    }

    /// Writes events; where that fails, the book is read again before anything else is decided.
    async fn record(&mut self, events: Vec<Event>) -> Result<(), JournalError> {
        self.retry_at = None;
        if events.is_empty() {
            return Ok(());
        }
        let journal = Arc::clone(&self.journal);
        let written = blocking(move || journal.append(&events)).await;
        if written.is_err() {
            self.is_ahead = true;
            self.retry_at = self.clock.now().checked_add(PAUSE).ok();
        }
        written
    }

    /// Makes the book what is on disk, where it is not.
    async fn caught_up(&mut self) -> Result<(), JournalError> {
        if !self.is_ahead {
            return Ok(());
        }
        let (journal, arns) = (Arc::clone(&self.journal), self.book.arns.clone());
        let folded = blocking(move || super::open::folded(&*journal, arns)).await;
        match folded {
            Ok(book) => {
                self.book = book;
                self.is_ahead = false;
                self.act_again();
                Ok(())
            }
            Err(error) => {
                self.retry_at = self.clock.now().checked_add(PAUSE).ok();
                Err(error)
            }
        }
    }
}

fn refuse(replies: impl Iterator<Item = Reply>, error: &JournalError) {
    for reply in replies {
        let _ = reply.send(Err(Fault::Server(error.to_string())));
    }
}

/// Runs work that waits for the disk on a thread that may.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, JournalError> + Send + 'static,
) -> Result<T, JournalError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(JournalError { reason: error.to_string() }))
}

async fn sleep_until(clock: &dyn Clock, deadline: Option<Timestamp>) {
    match deadline {
        Some(deadline) => clock.sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
