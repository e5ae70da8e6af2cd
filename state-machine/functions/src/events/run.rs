use std::sync::{Arc, Weak};
use std::time::Duration;

use super::retry::Tries;
use super::store::StoredEvent;
use crate::function_set::Inner;
use crate::process::Limits;
use crate::run::between;
use crate::{Answer, Event, FunctionName, Refusal, RequestId};

/// Accepts an event of a function that is there: it is on disk when this returns, and runs soon.
///
/// # Errors
/// When it cannot be kept.
pub(crate) fn accept(functions: &Arc<Inner>, function: FunctionName, event: Event) -> Result<(), Refusal> {
    let stored = StoredEvent {
        function,
        payload: String::from_utf8_lossy(&event.payload).into_owned(),
        trace: event.trace,
        accepted: functions.around().clock.now(),
        failed: 0,
    };
    let kept = functions.events.keep(&event.id, &stored);
    kept.map_err(|error| Refusal::Service(format!("the event cannot be kept: {error}")))?;
    tokio::spawn(run(Arc::downgrade(functions), event.id));
    Ok(())
}

/// Goes on with the events that an earlier process kept.
pub(crate) fn go_on(functions: &Arc<Inner>) {
    match functions.events.kept() {
        Ok(kept) => kept.into_iter().for_each(|id| drop(tokio::spawn(run(Arc::downgrade(functions), id)))),
        Err(error) => tracing::warn!(%error, "events that wait cannot be read"),
    }
}

/// Runs an event until it is done or given up, as long as there are functions.
async fn run(functions: Weak<Inner>, id: RequestId) {
    let mut tries = None;
    while let Some(inner) = functions.upgrade() {
        let Some(wait) = attempt(&inner, &id, &mut tries).await else { return };
        let clock = Arc::clone(&inner.around().clock);
        drop(inner);
        clock.sleep_until(Limits::after(clock.now(), wait)).await;
    }
}

/// Runs an event once; how long to wait before the next attempt, if there is to be one.
async fn attempt(functions: &Arc<Inner>, id: &RequestId, tries: &mut Option<Tries>) -> Option<Duration> {
    // The semaphore is never closed.
    let _one_at_work = functions.events.at_work.acquire().await.ok()?;
    let mut stored = functions
        .events
        .read(id)
        .inspect_err(|error| tracing::warn!(%error, %id, "an event that waits cannot be read"))
        .ok()?;
    let name = stored.function.clone();
    if !functions.runners().contains_key(&name) {
        tracing::warn!(%id, function = %name, "an event waits for a function that is not there");
        return None;
    }
    let tries = tries.get_or_insert(Tries { failed: stored.failed, refused: 0 });
    let event = Event {
        id: id.clone(),
        payload: stored.payload.clone().into(),
        trace: stored.trace.clone(),
        client_context: None,
    };
    let wait = match functions.invoke(name, event).await {
        Ok(invoked) => match invoked.answer {
            Answer::Result(_) => None,
            Answer::Error(document) => {
                tracing::info!(%id, error = %String::from_utf8_lossy(&document), "an event failed");
                tries.failed()
            }
        },
        Err(refusal) => tries.refused(&refusal, between(stored.accepted, functions.around().clock.now())),
    };
    match wait {
        Some(_) => {
            stored.failed = tries.failed;
            if let Err(error) = functions.events.keep(id, &stored) {
                tracing::warn!(%error, %id, "how often an event failed cannot be kept");
            }
        }
        None => functions.events.forget(id),
    }
    wait
}
