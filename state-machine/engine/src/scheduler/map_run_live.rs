use std::collections::{BTreeMap, HashSet};

use serde_json::Value;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;

use super::Key;
use crate::execution::{FrameId, Origin};
use crate::failure::Failure;
use crate::map_run::{ChildResult, MapRunDescription, Tolerance};

/// A Map Run that works.
pub(super) struct MapRunLive {
    pub(super) parent: Key,
    pub(super) frame: FrameId,
    /// What its children are made from, but for their input and name.
    pub(super) origin: Origin,
    pub(super) description: watch::Sender<MapRunDescription>,
    pub(super) tolerance: Tolerance,
    pub(super) feeder: AbortHandle,
    pub(super) children: HashSet<Key>,
    pub(super) results: Results,
    pub(super) stage: Stage,
    pub(super) failure: Option<Failure>,
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
    Files(Option<mpsc::UnboundedSender<ChildResult>>),
    /// Into the output of the state.
    Output {
        /// By position of the child.
        outputs: BTreeMap<usize, Value>,
        /// Their bytes together.
        bytes: usize,
    },
}
