use crate::Event;

/// What is told while a deployment goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The artifact bucket was not there and was made.
    BucketMade {
        /// Its name.
        bucket: String,
    },
    /// An artifact was uploaded.
    Uploaded {
        /// Its key.
        key: String,
        /// Its size in bytes.
        bytes: usize,
    },
    /// An artifact is there from before.
    AlreadyThere {
        /// Its key.
        key: String,
    },
    /// Something else was under the artifact's key, and was written over.
    PutRight {
        /// Its key.
        key: String,
    },
    /// CloudFormation computes the change set.
    Comparing,
    /// Something happened in the stack.
    Happened {
        /// What.
        event: Event,
        /// How many resources are done with.
        resources_done: usize,
    },
    /// CloudFormation did not answer; it is asked again.
    Unanswered {
        /// What it was.
        why: String,
    },
}
