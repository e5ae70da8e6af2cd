use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use indexmap::IndexMap;

use super::{Record, Store, StoreError, StoredChild};
use crate::api::ExecutionDescription;
use crate::arn::Arn;
use crate::execution::Status;
use crate::history::HistoryEvent;
use crate::map_run::MapRunDescription;

/// Keeps executions for as long as it lives itself.
#[derive(Debug, Default)]
pub struct MemoryStore {
    kept: Mutex<Kept>,
    outlives_the_process: bool,
}

#[derive(Debug, Default)]
struct Kept {
    executions: IndexMap<Arn, ExecutionDescription>,
    histories: HashMap<Arn, Vec<HistoryEvent>>,
    map_runs: IndexMap<Arn, MapRunDescription>,
    children: HashMap<Arn, BTreeMap<usize, StoredChild>>,
}

impl MemoryStore {
    /// One that a test hands to the next engine, as if the process between them had ended.
    pub fn for_restarts() -> Self {
        Self { outlives_the_process: true, ..Self::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn add(&mut self, record: &Record) {
        match record {
            Record::Opened(opened) => {
                self.executions.insert(opened.execution_arn.clone(), (**opened).clone());
            }
            Record::Event(execution, event) => self.add_event(execution, event),
            Record::MapRun(run) => {
                if run.status == Status::Succeeded {
                    self.children.remove(&run.map_run_arn);
                }
                self.map_runs.insert(run.map_run_arn.clone(), (**run).clone());
            }
            Record::Child(child) => {
                let children = self.children.entry(child.map_run_arn.clone()).or_default();
                children.insert(child.index, (**child).clone());
            }
        }
    }

    fn add_event(&mut self, execution: &Arn, event: &HistoryEvent) {
        match self.histories.get_mut(execution) {
            Some(history) => history.push(event.clone()),
            None => drop(self.histories.insert(execution.clone(), vec![event.clone()])),
        }
        if event.event.changes_status()
            && let Some(description) = self.executions.get_mut(execution)
        {
            *description = description.clone().after(event);
        }
    }
}

#[async_trait]
impl Store for MemoryStore {
    fn outlives_the_process(&self) -> bool {
        self.outlives_the_process
    }

    async fn append(&self, records: &[Record]) -> Result<(), StoreError> {
        let mut kept = self.kept();
        for record in records {
            kept.add(record);
        }
        Ok(())
    }

    async fn load(&self, execution: &Arn, after: u64, limit: usize) -> Result<Vec<HistoryEvent>, StoreError> {
        let kept = self.kept();
        let Some(history) = kept.histories.get(execution) else { return Ok(Vec::new()) };
        // Ids are positions from 1, so the first event above `after` stands at that place.
        let first = usize::try_from(after).unwrap_or(usize::MAX).min(history.len());
        Ok(history[first..].iter().take(limit).cloned().collect())
    }

    async fn last_id(&self, execution: &Arn) -> Result<u64, StoreError> {
        let kept = self.kept();
        Ok(kept.histories.get(execution).and_then(|history| history.last()).map_or(0, |event| event.id))
    }

    async fn executions(&self, skip: usize, limit: usize) -> Result<Vec<ExecutionDescription>, StoreError> {
        Ok(self.kept().executions.values().skip(skip).take(limit).cloned().collect())
    }

    async fn map_runs(&self) -> Result<Vec<MapRunDescription>, StoreError> {
        Ok(self.kept().map_runs.values().cloned().collect())
    }

    async fn children(
        &self,
        map_run: &Arn,
        from: usize,
        limit: usize,
    ) -> Result<Vec<StoredChild>, StoreError> {
        let kept = self.kept();
        let mut found: BTreeMap<usize, StoredChild> = kept.children.get(map_run).cloned().unwrap_or_default();
        let standard = kept.executions.values().filter_map(StoredChild::of);
        found
            .extend(standard.filter(|child| child.map_run_arn == *map_run).map(|child| (child.index, child)));
        Ok(found.range(from..).take(limit).map(|(_, child)| child.clone()).collect())
    }
}
