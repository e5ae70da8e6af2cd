use apoyo_engine::{
    Arn, ExecutionDescription, HistoryEvent, MapRunDescription, Record, Store, StoreError, StoredChild,
};
use async_trait::async_trait;
use tokio::sync::watch;

/// Why nothing can be stored at the moment; none while everything is.
pub(crate) type Trouble = watch::Receiver<Option<String>>;

/// A store that tells whether it can store at the moment. The engine tries again until it can: what it was asked for in
/// between is not lost, but who asked waits, and should know why.
pub(crate) struct Watched<S> {
    store: S,
    trouble: watch::Sender<Option<String>>,
}

impl<S: Store> Watched<S> {
    /// Watches this store.
    pub(crate) fn new(store: S) -> (Self, Trouble) {
        let (trouble, seen) = watch::channel(None);
        (Self { store, trouble }, seen)
    }
}

#[async_trait]
impl<S: Store> Store for Watched<S> {
    fn outlives_the_process(&self) -> bool {
        self.store.outlives_the_process()
    }

    async fn append(&self, records: &[Record]) -> Result<(), StoreError> {
        let done = self.store.append(records).await;
        let now = done.as_ref().err().map(|error| error.reason.clone());
        self.trouble.send_if_modified(|trouble| {
            let is_news = *trouble != now;
            *trouble = now;
            is_news
        });
        done
    }

    async fn load(&self, execution: &Arn, after: u64, limit: usize) -> Result<Vec<HistoryEvent>, StoreError> {
        self.store.load(execution, after, limit).await
    }

    async fn last_id(&self, execution: &Arn) -> Result<u64, StoreError> {
        self.store.last_id(execution).await
    }

    async fn executions(&self, skip: usize, limit: usize) -> Result<Vec<ExecutionDescription>, StoreError> {
        self.store.executions(skip, limit).await
    }

    async fn map_runs(&self) -> Result<Vec<MapRunDescription>, StoreError> {
        self.store.map_runs().await
    }

    async fn children(
        &self,
        map_run: &Arn,
        from: usize,
        limit: usize,
    ) -> Result<Vec<StoredChild>, StoreError> {
        self.store.children(map_run, from, limit).await
    }
}
