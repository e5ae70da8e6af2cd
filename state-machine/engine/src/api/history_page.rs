use super::{HistoryOrder, HistoryPage, HistoryRequest};
use crate::arn::Arn;
use crate::store::{Store, StoreError};

/// The page of a history that is asked for.
///
/// # Errors
/// When the store cannot be read.
pub(super) async fn page(
    store: &dyn Store,
    execution: &Arn,
    request: HistoryRequest,
) -> Result<HistoryPage, StoreError> {
    let bounds = (request.after, request.max_results);
    match request.order {
        HistoryOrder::OldestFirst => oldest_first(store, execution, bounds).await,
        HistoryOrder::NewestFirst => newest_first(store, execution, bounds).await,
    }
}

/// The next page from the start on: at most `most` events with ids above `after`.
///
/// # Errors
/// When the store cannot be read.
async fn oldest_first(
    store: &dyn Store,
    execution: &Arn,
    (after, most): (u64, usize),
) -> Result<HistoryPage, StoreError> {
    let mut events = store.load(execution, after, most + 1).await?;
    let is_more = events.len() > most;
    events.truncate(most);
    let next = events.last().filter(|_| is_more).map(|event| event.id);
    Ok(HistoryPage { events, next })
}

/// The next page from the latest event back: at most `most` events with ids below `before`, or the latest ones for 0.
///
/// Ids have no gaps, so the page before a known id is found without reading more; what is recorded meanwhile moves
/// no page.
///
/// # Errors
/// When the store cannot be read.
async fn newest_first(
    store: &dyn Store,
    execution: &Arn,
    (before, most): (u64, usize),
) -> Result<HistoryPage, StoreError> {
    let last = store.last_id(execution).await?;
    let end = if before == 0 { last } else { last.min(before - 1) };
    let first = end.saturating_sub(u64::try_from(most).unwrap_or(u64::MAX));
    let length = usize::try_from(end - first).unwrap_or(most);
    let mut events = store.load(execution, first, length).await?;
    events.reverse();
    let next = events.last().filter(|_| first > 0).map(|event| event.id);
    Ok(HistoryPage { events, next })
}
