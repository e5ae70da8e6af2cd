//! What the desk does once it is recorded.

use super::message::Fault;
use super::turn::{Desk, Reply};
use crate::act::{Launch, ProcessSignal, Reports, environment};
use crate::api;
use crate::decide::Refusal;
use crate::model::{Effect, JobKey, JobStatus};

impl Desk {
    /// Does what an event asks for.
    pub(super) fn act(&mut self, effect: Effect) {
        match effect {
            Effect::Start(key) => {
                // It is there: what asked for its start is of this same turn, and no report of it can have come before.
                if let Some(launch) = self.launch(&key) {
                    self.started.insert((key, launch.attempt));
                    self.processes.start(launch, Reports(self.reports.0.clone()));
                }
            }
            Effect::Terminate(key) => self.processes.signal(&key, ProcessSignal::Terminate),
            Effect::Kill(key) => self.processes.signal(&key, ProcessSignal::Kill),
            Effect::Tell(key) => self.tell(&key),
        }
    }

    /// Does what the book asks for and may not have been done: of a write that was said to have failed, nobody knows whether
    /// it is on disk before that is read.
    pub(super) fn act_again(&mut self) {
        let mut effects = Vec::new();
        for (key, _, single) in self.book.active() {
            if !self.started.contains(&(key.clone(), single.attempt_number())) {
                effects.push(Effect::Start(key.clone()));
            }
            if let Some(stop) = single.current.as_ref().and_then(|current| current.stop.as_ref()) {
                let again = if stop.is_killed { Effect::Kill } else { Effect::Terminate };
                effects.push(again(key.clone()));
            }
        }
        let has_ended = |key: &&JobKey| self.book.status(key).is_none_or(JobStatus::is_end);
        effects.extend(self.waiting.keys().filter(has_ended).cloned().map(Effect::Tell));
        for effect in effects {
            self.act(effect);
        }
    }

    /// What an attempt is started with.
    fn launch(&self, key: &JobKey) -> Option<Launch> {
        let job = self.book.job(&key.job)?;
        let single = job.single(key.index)?;
        let queue = self.book.queue(&job.spec.queue);
        let place =
            queue.and_then(|queue| queue.environments.first()).map_or("", |order| order.name.as_str());
        Some(Launch {
            key: key.clone(),
            attempt: single.attempt_number(),
            command: job.spec.container.command.clone(),
            environment: environment(&self.variables, (job, key, single), place, &self.book.arns),
            folder: self.folder.clone(),
            log: self.logs.join(format!("{}.log", single.current.as_ref()?.log_stream)),
        })
    }

    /// Answers with the description of a job once it has ended.
    pub(super) fn wait(&mut self, key: JobKey, reply: Reply) {
        match self.book.status(&key) {
            Some(status) if !status.is_end() => self.waiting.entry(key).or_default().push(reply),
            Some(_) => drop(reply.send(Ok(api::detail(&self.book, &key).unwrap_or_default()))),
            None => {
                let refusal = Refusal::plain(format!("Job {key} not found."));
                drop(reply.send(Err(Fault::Refused(refusal))));
            }
        }
    }

    /// Answers those who wait for a job that has ended.
    fn tell(&mut self, key: &JobKey) {
        let Some(replies) = self.waiting.remove(key) else { return };
        let detail = api::detail(&self.book, key).unwrap_or_default();
        for reply in replies {
            let _ = reply.send(Ok(detail.clone()));
        }
    }
}
