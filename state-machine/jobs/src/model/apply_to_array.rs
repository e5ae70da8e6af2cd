//! What becomes of an array and its children together.

use super::apply::Applied;
use super::{Book, Effect, JobId, JobKey, JobKind, JobStatus};

impl Book {
    pub(super) fn children_runnable(&mut self, at: i64, id: &JobId) -> Applied {
        for key in self.children(id, &[JobStatus::Pending])? {
            self.change(at, &key, JobStatus::Runnable, &[JobStatus::Pending])?;
        }
        Ok(Vec::new())
    }

    pub(super) fn children_never_started(&mut self, at: i64, id: &JobId, reason: &str) -> Applied {
        let children = self.children(id, &[JobStatus::Pending, JobStatus::Runnable])?;
        let ended = children.iter().map(|key| self.never_started(at, key, reason));
        Ok(ended.collect::<Result<Vec<_>, _>>()?.concat())
    }

    pub(super) fn array_ended(&mut self, at: i64, id: &JobId, reason: Option<&String>) -> Applied {
        let job = self.job_mut(id)?;
        let JobKind::Array(array) = &mut job.kind else { return Err(format!("job {id} is no array")) };
        let size = u32::try_from(array.children.len()).unwrap_or(u32::MAX);
        if array.status.is_end() || !array.counts.have_ended(size) {
            return Err(format!("not all children of array {id} have ended, or it has"));
        }
        array.status = if reason.is_none() { JobStatus::Succeeded } else { JobStatus::Failed };
        array.status_reason = reason.cloned();
        array.stopped_at = Some(at);
        self.open.remove(id);
        Ok(vec![Effect::Tell(JobKey::whole(id.clone()))])
    }

    fn children(&self, id: &JobId, of: &[JobStatus]) -> Result<Vec<JobKey>, String> {
        let job = self.jobs.get(id).ok_or_else(|| format!("there is no job {id}"))?;
        let JobKind::Array(array) = &job.kind else { return Err(format!("job {id} is no array")) };
        let such = (0_u32..).zip(&array.children).filter(|(_, child)| of.contains(&child.status));
        Ok(such.map(|(index, _)| JobKey::child(id.clone(), index)).collect())
    }
}
