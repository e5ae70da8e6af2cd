use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use super::{
    Arns, ComputeEnvironment, Job, JobDefinition, JobId, JobKey, JobKind, JobQueue, JobStatus, SingleJob,
    Switch,
};

/// Everything that is known: folded from events, changed by nothing else.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub(crate) arns: Arns,
    /// What ids are made from; none before the first event.
    pub(super) root: Option<Uuid>,
    pub(super) environments: BTreeMap<String, ComputeEnvironment>,
    pub(super) queues: BTreeMap<String, JobQueue>,
    pub(super) definitions: BTreeMap<String, BTreeMap<u32, JobDefinition>>,
    pub(super) tags: BTreeMap<String, BTreeMap<String, String>>,
    pub(super) jobs: HashMap<JobId, Job>,
    pub(super) in_order: BTreeMap<u64, JobId>,
    pub(super) submitted: u64,
    pub(super) tokens: HashMap<String, JobId>,
    /// Jobs that have not ended.
    pub(super) open: BTreeSet<JobId>,
    /// By queue, in the order of submission.
    pub(super) runnable: BTreeMap<String, BTreeSet<(u64, Option<u32>)>>,
    /// Those with a process.
    pub(super) active: BTreeSet<JobKey>,
}

impl Book {
    pub(crate) fn new(arns: Arns) -> Self {
        Self { arns, ..Self::default() }
    }

    /// Whether it has its first event.
    pub(crate) fn is_founded(&self) -> bool {
        self.root.is_some()
    }

    /// An id that no other thing of this book has, made from these words.
    pub(crate) fn id(&self, words: &str) -> Uuid {
        Uuid::new_v5(&self.root.unwrap_or_default(), words.as_bytes())
    }

    /// How many jobs were ever submitted.
    pub(crate) fn submitted_jobs(&self) -> u64 {
        self.submitted
    }

    /// The id of the job that is submitted next.
    pub(crate) fn next_job_id(&self) -> JobId {
        self.id(&format!("job {}", self.submitted)).to_string().as_str().into()
    }

    pub(crate) fn environments(&self) -> impl Iterator<Item = &ComputeEnvironment> {
        self.environments.values()
    }

    pub(crate) fn environment(&self, name_or_arn: &str) -> Option<&ComputeEnvironment> {
        self.environments.get(self.arns.name("compute-environment", name_or_arn))
    }

    pub(crate) fn queues(&self) -> impl Iterator<Item = &JobQueue> {
        self.queues.values()
    }

    pub(crate) fn queue(&self, name_or_arn: &str) -> Option<&JobQueue> {
        self.queues.get(self.arns.name("job-queue", name_or_arn))
    }

    /// All revisions, by name and from the first one on.
    pub(crate) fn definitions(&self) -> impl Iterator<Item = &JobDefinition> {
        self.definitions.values().flat_map(BTreeMap::values)
    }

    /// The revision that a name, a name with its revision, or an ARN of either names; without one, the newest active one.
    pub(crate) fn definition(&self, text: &str) -> Option<&JobDefinition> {
        let name = self.arns.name("job-definition", text);
        match name.rsplit_once(':') {
            Some((name, revision)) => self.definitions.get(name)?.get(&revision.parse().ok()?),
            None => self.definitions.get(name)?.values().rev().find(|definition| definition.is_active),
        }
    }

    /// The number of the revision that is registered next.
    pub(crate) fn next_revision(&self, name: &str) -> u32 {
        let last = self.definitions.get(name).and_then(|revisions| revisions.keys().next_back());
        last.map_or(1, |last| last + 1)
    }

    pub(crate) fn tags(&self, arn: &str) -> Option<&BTreeMap<String, String>> {
        self.tags.get(arn)
    }

    pub(crate) fn job(&self, id: &JobId) -> Option<&Job> {
        self.jobs.get(id)
    }

    /// A single job or a child of an array.
    pub(crate) fn single(&self, key: &JobKey) -> Option<&SingleJob> {
        self.jobs.get(&key.job)?.single(key.index)
    }

    /// Status of a single job, a child, or an array as a whole.
    pub(crate) fn status(&self, key: &JobKey) -> Option<JobStatus> {
        let job = self.jobs.get(&key.job)?;
        match key.index {
            None => Some(job.status()),
            Some(_) => job.single(key.index).map(|child| child.status),
        }
    }

    /// The job that was submitted with this token.
    pub(crate) fn job_of_token(&self, token: &str) -> Option<&Job> {
        self.jobs.get(self.tokens.get(token)?)
    }

    /// Jobs, the newest first.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Job> {
        self.in_order.values().rev().filter_map(|id| self.jobs.get(id))
    }

    /// Jobs that have not ended, oldest last in no order that matters.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Job> {
        self.open.iter().filter_map(|id| self.jobs.get(id))
    }

    /// Those with a process, or with one on its way.
    pub(crate) fn active(&self) -> impl Iterator<Item = (&JobKey, &Job, &SingleJob)> {
        self.active.iter().filter_map(|key| {
            let job = self.jobs.get(&key.job)?;
            Some((key, job, job.single(key.index)?))
        })
    }

    /// What waits for vCPUs in a queue, first come first.
    pub(crate) fn runnable(&self, queue: &str) -> impl Iterator<Item = (&Job, JobKey)> {
        self.runnable.get(queue).into_iter().flatten().filter_map(|(serial, index)| {
            let id = self.in_order.get(serial)?;
            Some((self.jobs.get(id)?, JobKey { job: id.clone(), index: *index }))
        })
    }

    /// Whether jobs of a queue may start: one of its compute environments takes part.
    pub(crate) fn may_start(&self, queue: &JobQueue) -> bool {
        let is_enabled =
            |name: &str| self.environments.get(name).is_some_and(|found| found.state == Switch::Enabled);
        queue.environments.iter().any(|order| is_enabled(&order.name))
    }

    /// Whether a job that has not ended waits for this one.
    pub(crate) fn is_waited_for(&self, id: &JobId) -> bool {
        let waits = |job: &Job| job.spec.depends_on.iter().filter_map(|on| on.on()).any(|key| key.job == *id);
        self.open().any(waits)
    }

    /// When a job ended.
    pub(crate) fn stopped_at(job: &Job) -> Option<i64> {
        match &job.kind {
            JobKind::Single(single) => single.stopped_at,
            JobKind::Array(array) => array.stopped_at,
        }
    }
}
