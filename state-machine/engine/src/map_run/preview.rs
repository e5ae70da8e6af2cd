//! What a Map Run would give its children, for a test of its state that runs none.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc;

use super::feeder::{Feed, Feeder, Outlet};
use super::reader;
use super::run_id::RunId;
use crate::arn::Arn;
use crate::failure::Failure;
use crate::history::MapRunPlan;
use crate::machine::Reader;
use crate::objects::ObjectStore;
use crate::payload::Payload;
use crate::scheduler::Message;

impl Feeder {
    /// The inputs of all children, and why there are no more of them. Its permits must be enough for all.
    pub(crate) async fn preview(self) -> (Vec<Payload>, Result<(), Failure>) {
        let (to, mut fed) = mpsc::unbounded_channel();
        self.run(Outlet { run: RunId { arn: Arn::from(""), redrives: 0 }, to }).await;
        let mut inputs = Vec::new();
        while let Ok(message) = fed.try_recv() {
            match message {
                Message::Fed { feed: Feed::Child(child) | Feed::Pending(child), .. } => {
                    inputs.push(child.input);
                }
                Message::Fed { feed: Feed::Ended(outcome), .. } => return (inputs, outcome),
                _ => {}
            }
        }
        (inputs, Ok(()))
    }
}

/// The items of a run as its reader gives them, at most `MaxItems`.
///
/// # Errors
/// When they cannot be read.
pub(crate) async fn items_of(
    reader: Option<&Reader>,
    plan: &MapRunPlan,
    objects: &Arc<dyn ObjectStore>,
) -> Result<Vec<Value>, Failure> {
    let most = plan.max_items.filter(|most| *most > 0).and_then(|most| usize::try_from(most).ok());
    let mut source = reader::open(reader, plan, objects).await?;
    let mut items = Vec::new();
    while items.len() < most.unwrap_or(usize::MAX) {
        let Some(item) = source.next().await? else { break };
        items.push(item.into_input());
    }
    Ok(items)
}
