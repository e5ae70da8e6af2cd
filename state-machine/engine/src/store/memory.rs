use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::{Store, StoreError};
use crate::arn::Arn;
use crate::history::HistoryEvent;

/// Keeps histories for as long as the process lives.
#[derive(Debug, Default)]
pub struct MemoryStore {
    histories: Mutex<HashMap<Arn, Vec<HistoryEvent>>>,
}

#[async_trait]
impl Store for MemoryStore {
    async fn append(&self, events: &[(Arn, HistoryEvent)]) -> Result<(), StoreError> {
        let mut histories = self.histories.lock().unwrap_or_else(PoisonError::into_inner);
        for (execution, event) in events {
            match histories.get_mut(execution) {
                Some(history) => history.push(event.clone()),
                None => drop(histories.insert(execution.clone(), vec![event.clone()])),
            }
        }
        Ok(())
    }

    async fn load(&self, execution: &Arn, after: u64, limit: usize) -> Result<Vec<HistoryEvent>, StoreError> {
        let histories = self.histories.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(history) = histories.get(execution) else { return Ok(Vec::new()) };
        // Ids are positions from 1, so the first event above `after` stands at that place.
        let first = usize::try_from(after).unwrap_or(usize::MAX).min(history.len());
        Ok(history[first..].iter().take(limit).cloned().collect())
    }

    async fn last_id(&self, execution: &Arn) -> Result<u64, StoreError> {
        let histories = self.histories.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(histories.get(execution).and_then(|history| history.last()).map_or(0, |event| event.id))
    }
}
