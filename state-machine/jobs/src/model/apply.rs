//! The only place where a status changes.

use std::sync::Arc;

use super::event::{IllegalEvent, What};
use super::{
    ArrayJob, Attempt, AttemptEnd, Book, Current, Effect, Event, Job, JobId, JobKey, JobKind, JobSpec,
    JobStatus, Next, SingleJob, StatusCounts, Stop,
};

/// What an event asks for, or why it cannot have happened.
pub(super) type Applied = Result<Vec<Effect>, String>;

impl Book {
    /// Takes an event in; gives back what it asks for outside.
    ///
    /// # Errors
    /// When it cannot have happened; the book is as it was.
    pub(crate) fn apply(&mut self, event: &Event) -> Result<Vec<Effect>, IllegalEvent> {
        let illegal = |why| IllegalEvent { event: format!("{:?}", event.what), why };
        self.take(event.at, &event.what).map_err(illegal)
    }

    fn take(&mut self, at: i64, what: &What) -> Applied {
        match what {
            What::Submitted(spec) => self.submitted(spec),
            What::Evaluated(id) => self.evaluated(at, id),
            What::Runnable(key) => self.change(at, key, JobStatus::Runnable, &[JobStatus::Pending]),
            What::ChildrenRunnable(id) => self.children_runnable(at, id),
            What::Starting { key, log_stream } => self.starting(at, key, log_stream),
            What::Started { key, process } => {
                self.change(at, key, JobStatus::Running, &[JobStatus::Starting])?;
                let single = self.single_mut(key)?;
                single.started_at = Some(at);
                let current = single.current.as_mut().ok_or("no attempt is under way")?;
                current.process = Some(process.clone());
                Ok(Vec::new())
            }
            What::StopAsked { key, cause } => {
                let stop = Stop { cause: cause.clone(), asked_at: at, is_killed: false };
                self.current_mut(key)?.stop = Some(stop);
                Ok(vec![Effect::Terminate(key.clone())])
            }
            What::KillAsked(key) => {
                self.current_mut(key)?.stop.as_mut().ok_or("it was not told to end")?.is_killed = true;
                Ok(vec![Effect::Kill(key.clone())])
            }
            What::AttemptEnded { key, end, next } => self.attempt_ended(at, key, (end, next)),
            What::NeverStarted { key, reason } => self.never_started(at, key, reason),
            What::ChildrenNeverStarted { job, reason } => self.children_never_started(at, job, reason),
            What::CancelAsked { key, reason } => {
                match key.index {
                    None => self.job_mut(&key.job)?.cancelled = Some(reason.clone()),
                    Some(_) => self.single_mut(key)?.is_cancelled = true,
                }
                Ok(Vec::new())
            }
            What::TerminateAsked { key, reason } => {
                match key.index {
                    None => self.job_mut(&key.job)?.terminated = Some(reason.clone()),
                    Some(_) => self.single_mut(key)?.is_terminated = true,
                }
                Ok(Vec::new())
            }
            What::ArrayEnded { job, reason } => self.array_ended(at, job, reason.as_ref()),
            What::Forgotten { job, serial } => {
                self.forgotten(job, *serial);
                Ok(Vec::new())
            }
            _ => {
                self.take_resource(what);
                Ok(Vec::new())
            }
        }
    }

    fn take_resource(&mut self, what: &What) {
        match what {
            What::Founded(root) => self.root = Some(uuid::Uuid::from_bytes(*root)),
            What::EnvironmentPut(environment) => {
                self.environments.insert(environment.name.clone(), environment.clone());
            }
            What::EnvironmentDeleted(name) => {
                self.environments.remove(name);
                self.tags.remove(&self.arns.environment(name));
            }
            What::QueuePut(queue) => {
                self.queues.insert(queue.name.clone(), queue.clone());
            }
            What::QueueDeleted(name) => {
                self.queues.remove(name);
                self.tags.remove(&self.arns.queue(name));
            }
            What::DefinitionRegistered(definition) => {
                let revisions = self.definitions.entry(definition.name.clone()).or_default();
                revisions.insert(definition.revision, definition.clone());
            }
            What::DefinitionDeregistered { name, revision } => {
                let revisions = self.definitions.get_mut(name);
                if let Some(definition) = revisions.and_then(|revisions| revisions.get_mut(revision)) {
                    definition.is_active = false;
                }
            }
            What::Tagged { arn, tags } => {
                self.tags.insert(arn.clone(), tags.clone());
            }
            _ => {}
        }
    }

    fn submitted(&mut self, spec: &JobSpec) -> Applied {
        if self.jobs.contains_key(&spec.id) {
            return Err(format!("job {} is there already", spec.id));
        }
        let kind = match spec.array_size {
            None => JobKind::Single(SingleJob::new(JobStatus::Submitted, spec.created_at)),
            Some(_) => JobKind::Array(ArrayJob {
                status: JobStatus::Submitted,
                status_reason: None,
                stopped_at: None,
                children: Vec::new(),
                counts: StatusCounts::default(),
                counted_at: spec.created_at,
            }),
        };
        let (id, serial) = (spec.id.clone(), spec.serial);
        self.submitted = self.submitted.max(serial + 1);
        self.tokens.extend(spec.client_token.clone().map(|token| (token, id.clone())));
        self.in_order.insert(serial, id.clone());
        self.open.insert(id.clone());
        let spec = Arc::new(spec.clone());
        self.jobs.insert(id, Job { spec, kind, cancelled: None, terminated: None });
        Ok(Vec::new())
    }

    fn evaluated(&mut self, at: i64, id: &JobId) -> Applied {
        let job = self.job_mut(id)?;
        if job.status() != JobStatus::Submitted {
            return Err(format!("job {id} is {}", job.status()));
        }
        let size = job.spec.array_size;
        let waits = !job.spec.depends_on.is_empty();
        if let (JobKind::Array(array), Some(size)) = (&mut job.kind, size) {
            array.status = JobStatus::Pending;
            array.counts.add(JobStatus::Pending, size);
            array.counted_at = at;
            array.children = (0..size).map(|_| SingleJob::new(JobStatus::Pending, at)).collect();
            return Ok(Vec::new());
        }
        let to = if waits { JobStatus::Pending } else { JobStatus::Runnable };
        self.change(at, &JobKey::whole(id.clone()), to, &[JobStatus::Submitted])
    }

    fn starting(&mut self, at: i64, key: &JobKey, log_stream: &str) -> Applied {
        self.change(at, key, JobStatus::Starting, &[JobStatus::Runnable])?;
        let current = Current { log_stream: log_stream.to_owned(), process: None, stop: None };
        let single = self.single_mut(key)?;
        single.current = Some(Box::new(current));
        single.started_at = None;
        Ok(vec![Effect::Start(key.clone())])
    }

    fn attempt_ended(&mut self, at: i64, key: &JobKey, (end, next): (&AttemptEnd, &Next)) -> Applied {
        let status = match next {
            Next::Retry => JobStatus::Runnable,
            Next::Succeeded => JobStatus::Succeeded,
            Next::Failed { .. } => JobStatus::Failed,
        };
        let effects = self.change(at, key, status, &[JobStatus::Starting, JobStatus::Running])?;
        let single = self.single_mut(key)?;
        let current = single.current.take().ok_or("no attempt is under way")?;
        let (log_stream, started_at) = (current.log_stream, single.started_at);
        single.attempts.push(Attempt { started_at, stopped_at: at, log_stream, end: end.clone() });
        single.status_reason = match next {
            Next::Retry => None,
            Next::Succeeded => Some(end.status_reason.clone()),
            Next::Failed { reason } => Some(reason.clone()),
        };
        Ok(effects)
    }

    pub(super) fn never_started(&mut self, at: i64, key: &JobKey, reason: &str) -> Applied {
        let before = [JobStatus::Submitted, JobStatus::Pending, JobStatus::Runnable];
        let effects = self.change(at, key, JobStatus::Failed, &before)?;
        self.single_mut(key)?.status_reason = Some(reason.to_owned());
        Ok(effects)
    }

    /// The journal may hold no more of it than this: its place is not given away again.
    fn forgotten(&mut self, id: &JobId, serial: u64) {
        self.submitted = self.submitted.max(serial + 1);
        self.in_order.remove(&serial);
        self.open.remove(id);
        self.tags.remove(&self.arns.job(&JobKey::whole(id.clone())));
        let token = self.jobs.remove(id).and_then(|job| job.spec.client_token.clone());
        if let Some(token) = token {
            self.tokens.remove(&token);
        }
    }

    /// Gives a single job or a child another status, and keeps what is looked up by status.
    pub(super) fn change(&mut self, at: i64, key: &JobKey, to: JobStatus, allowed: &[JobStatus]) -> Applied {
        let job = self.jobs.get_mut(&key.job).ok_or_else(|| format!("there is no job {key}"))?;
        let place = (job.spec.serial, key.index);
        let queue = &job.spec.queue;
        let single = job.single(key.index).ok_or_else(|| format!("there is no job {key}"))?;
        let from = single.status;
        if !allowed.contains(&from) {
            return Err(format!("job {key} is {from}, not {allowed:?}"));
        }
        if from == JobStatus::Runnable {
            self.runnable.entry(queue.clone()).or_default().remove(&place);
        }
        if to == JobStatus::Runnable {
            self.runnable.entry(queue.clone()).or_default().insert(place);
        }
        if to.has_process() {
            self.active.insert(key.clone());
        } else {
            self.active.remove(key);
        }
        if let Some(single) = job.single_mut(key.index) {
            single.status = to;
            single.stopped_at = to.is_end().then_some(at);
        }
        match &mut job.kind {
            JobKind::Array(array) => {
                array.counts.moved(from, to);
                array.counted_at = at;
            }
            JobKind::Single(_) if to.is_end() => {
                self.open.remove(&key.job);
            }
            JobKind::Single(_) => {}
        }
        Ok(if to.is_end() { vec![Effect::Tell(key.clone())] } else { Vec::new() })
    }

    pub(super) fn job_mut(&mut self, id: &JobId) -> Result<&mut Job, String> {
        self.jobs.get_mut(id).ok_or_else(|| format!("there is no job {id}"))
    }

    fn single_mut(&mut self, key: &JobKey) -> Result<&mut SingleJob, String> {
        self.job_mut(&key.job)?.single_mut(key.index).ok_or_else(|| format!("there is no job {key}"))
    }

    fn current_mut(&mut self, key: &JobKey) -> Result<&mut Current, String> {
        let current = self.single_mut(key)?.current.as_deref_mut();
        current.ok_or_else(|| format!("no attempt of job {key} is under way"))
    }
}
