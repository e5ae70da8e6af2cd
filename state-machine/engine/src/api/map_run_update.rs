use tokio::sync::oneshot;

use super::{Engine, Error};
use crate::arn::Arn;
use crate::scheduler::Message;

/// The request of `UpdateMapRun`: what is none stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MapRunUpdate {
    /// Most children at once; 0 for the most that the engine allows.
    pub max_concurrency: Option<u64>,
    /// Percentage of items that may fail, 0 to 100.
    pub tolerated_failure_percentage: Option<f64>,
    /// Number of items that may fail.
    pub tolerated_failure_count: Option<u64>,
}

impl Engine {
    /// `UpdateMapRun`; gives back whether the run still worked and was changed.
    ///
    /// A smaller concurrency ends no child: none is begun until enough have ended. The plan in the history stays as
    /// it was.
    ///
    /// # Errors
    /// When there is no such run.
    pub async fn update_map_run(&self, map_run: &Arn, update: MapRunUpdate) -> Result<bool, Error> {
        self.describe_map_run(map_run)?;
        let (reply, updated) = oneshot::channel();
        let message = Message::UpdateMapRun { map_run: map_run.clone(), update, reply };
        self.handle().outbox.send(message).map_err(|_| Error::ShutDown)?;
        updated.await.map_err(|_| Error::ShutDown)
    }
}
