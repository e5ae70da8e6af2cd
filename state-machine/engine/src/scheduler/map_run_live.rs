use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use apoyo_asl::WriterConfig;
use serde_json::Value;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::AbortHandle;

use super::Key;
use crate::execution::{FrameId, Origin};
use crate::failure::{Failure, error_name};
use crate::map_run::{
    ChildResult, Counts, Done, Entry, Feeder, MapRunDescription, Outlet, PendingChild, RunId, Tolerance,
    records,
};
use crate::payload::{PAYLOAD_LIMIT_BYTES, bytes_of};

/// A Map Run that works.
pub(super) struct MapRunLive {
    pub(super) parent: Key,
    pub(super) frame: FrameId,
    /// What its children are made from, but for their input and name.
    pub(super) origin: Origin,
    pub(super) description: watch::Sender<MapRunDescription>,
    pub(super) tolerance: Tolerance,
    pub(super) feeding: Feeding,
    /// Of its children.
    pub(super) permits: Arc<Semaphore>,
    pub(super) children: HashSet<Key>,
    pub(super) results: Results,
    pub(super) stage: Stage,
    pub(super) failure: Option<Failure>,
    /// Those that wait to be redriven, by how they ended: items and executions.
    pub(super) waiting: (Counts, Counts),
}

impl MapRunLive {
    /// Names this attempt at the run.
    pub(super) fn id(&self) -> RunId {
        let description = self.description.borrow();
        RunId { arn: description.map_run_arn.clone(), redrives: description.redrive_count }
    }
}

/// Who hands the children over.
pub(super) enum Feeding {
    /// It waits until what a store kept of the run is taken in.
    Waiting(Option<Box<Feeder>>),
    /// It feeds.
    Running(AbortHandle),
}

impl Feeding {
    /// Lets it feed, but for the children that are done already.
    pub(super) fn start(&mut self, done: Done, outlet: Outlet) {
        if let Self::Waiting(feeder) = self
            && let Some(feeder) = feeder.take()
        {
            *self = Self::Running(tokio::spawn(Feeder { done, ..*feeder }.run(outlet)).abort_handle());
        }
    }

    pub(super) fn abort(&self) {
        if let Self::Running(feeder) = self {
            feeder.abort();
        }
    }
}

/// How far a Map Run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Items are read.
    Reading,
    /// All items are read; children run.
    Draining,
    /// All children have ended; results are written.
    Writing,
}

/// Where the outputs of the children go.
pub(super) enum Results {
    /// To the writer of result files; gone once it has been told of the end.
    Files(Option<mpsc::UnboundedSender<Entry>>),
    /// Into the output of the state.
    Output {
        /// What stands for a child in it.
        config: WriterConfig,
        /// That, by position of the child.
        outputs: BTreeMap<usize, Vec<Value>>,
        /// Their bytes together.
        bytes: usize,
    },
}

impl Results {
    /// Results that stay in the output of the state, in this form.
    pub(super) fn in_output(config: WriterConfig) -> Self {
        Self::Output { config, outputs: BTreeMap::new(), bytes: 0 }
    }

    /// Records a child that is not started, where there are files for it.
    pub(super) fn leave(&self, child: PendingChild) {
        if let Self::Files(Some(sender)) = self {
            // The writer may have failed; then the run has been told.
            let _ = sender.send(Entry::Pending(child));
        }
    }

    /// Keeps the result of a child; gives back a failure where the outputs together are over the limit.
    pub(super) fn keep(&mut self, index: usize, result: ChildResult) -> Option<Failure> {
        match self {
            Self::Files(sender) => {
                // The writer may have failed; then the run has been told.
                let _ = sender.as_ref()?.send(Entry::Ended(result));
                None
            }
            Self::Output { config, outputs, bytes } => {
                let records = records(&result, *config);
                *bytes += records.iter().map(|record| bytes_of(record) + 1).sum::<usize>();
                if *bytes > PAYLOAD_LIMIT_BYTES {
                    outputs.clear();
                    return Some(too_large());
                }
                outputs.insert(index, records);
                None
            }
        }
    }
}

fn too_large() -> Failure {
    Failure::new(
        error_name::DATA_LIMIT_EXCEEDED,
        "The results of the Map Run together exceed the maximum number of bytes service limit; a ResultWriter has none.",
    )
}
