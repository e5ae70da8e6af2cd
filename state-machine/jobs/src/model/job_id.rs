use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Id of a job as `SubmitJob` answers it: of a single job, or of an array with all its children.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(Arc<str>);

impl JobId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for JobId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What attempts are made of: a single job, or one child of an array, which is written `<id>:<index>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JobKey {
    /// The single job, or the array.
    pub job: JobId,
    /// Which child of the array, from 0; none for a single job.
    pub index: Option<u32>,
}

impl JobKey {
    /// A single job, or an array as a whole.
    pub fn whole(job: JobId) -> Self {
        Self { job, index: None }
    }

    /// A child of an array.
    pub fn child(job: JobId, index: u32) -> Self {
        Self { job, index: Some(index) }
    }

    /// The job that a text names.
    pub fn of(text: &str) -> Self {
        let child = text.rsplit_once(':').and_then(|(job, index)| Some((job, index.parse().ok()?)));
        child.map_or_else(|| Self::whole(text.into()), |(job, index)| Self::child(job.into(), index))
    }
}

impl fmt::Display for JobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            None => write!(f, "{}", self.job),
            Some(index) => write!(f, "{}:{index}", self.job),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_written_with_its_index_and_read_back() {
        for (text, index) in [("a-b", None), ("a-b:0", Some(0)), ("a-b:9999", Some(9999)), ("a-b:x", None)] {
            let key = JobKey::of(text);
            assert_eq!((key.index, key.to_string().as_str()), (index, text));
        }
    }
}
