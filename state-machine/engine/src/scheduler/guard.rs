use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;

use crate::decide::{Happening, NewEvent};
use crate::execution::Execution;

/// Decides what comes next; [`decide`](crate::decide::decide) but in tests.
pub(crate) type Decide = fn(&Execution, &Happening, Timestamp) -> Option<NewEvent>;

/// Calls the pure core; a panic in it, or in an evaluator that it uses, is an error with the panic's message.
///
/// What the call borrowed is unharmed, because the core changes nothing through a reference.
///
/// # Errors
/// The message of the panic.
pub(super) fn guarded<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|panic| message_of(&*panic).to_owned())
}

/// What a panic says.
pub(super) fn message_of(panic: &(dyn Any + Send)) -> &str {
    let text =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use apoyo_asl::MachineType;
    use serde_json::json;

    use super::*;
    use crate::api::{Engine, HistoryRequest, MAP_CONCURRENCY, Parts};
    use crate::decide::decide;
    use crate::execution::{FrameId, Status};
    use crate::failure::error_name;
    use crate::{ManualClock, MemoryObjects, MemoryStore, Realm, TaskRouter};

    fn parts() -> Parts {
        Parts {
            clock: Arc::new(ManualClock::default()),
            store: Arc::new(MemoryStore::default()),
            tasks: Arc::new(TaskRouter::default()),
            objects: Arc::new(MemoryObjects::default()),
            realm: Realm::default(),
            seed: 1,
            map_concurrency: MAP_CONCURRENCY,
        }
    }

    /// The core with a fault: it panics in every state named `Fault`.
    fn faulty(execution: &Execution, happening: &Happening, now: Timestamp) -> Option<NewEvent> {
        if matches!(happening, Happening::Proceed(_)) {
            let state = execution.frame(FrameId::ROOT).map(|frame| frame.visit.state);
            let name = state.map(|state| execution.origin().machine.state(state).name.clone());
            assert_ne!(name.as_deref(), Some("Fault"), "planted");
        }
        decide(execution, happening, now)
    }

    fn machine(engine: &Engine, state: &str) -> crate::Arn {
        let definition = json!({"StartAt": state, "States": {state: {"Type": "Succeed"}}}).to_string();
        let role = "arn:aws:iam::000000000000:role/test";
        engine.create_state_machine(state, MachineType::Standard, (&definition, role)).unwrap()
    }

    #[tokio::test]
    async fn a_panic_of_the_core_fails_its_execution_and_no_other() {
        let engine = Engine::deciding_by(parts(), faulty);
        let broken = engine.start_execution(&machine(&engine, "Fault"), None, "{}").await.unwrap();
        let ended = engine.wait_for_end(&broken.execution_arn).await.unwrap();
        assert_eq!(ended.status, Status::Failed);
        let failure = ended.failure.unwrap();
        assert_eq!(failure.name(), error_name::RUNTIME);
        assert!(failure.cause.unwrap().contains("planted"));
        let page =
            engine.get_execution_history(&broken.execution_arn, HistoryRequest::default()).await.unwrap();
        let types: Vec<String> = page.events.iter().map(|event| event.event.type_name()).collect();
        assert_eq!(types, ["ExecutionStarted", "ExecutionFailed"]);

        let sound = engine.start_execution(&machine(&engine, "Sound"), None, "{}").await.unwrap();
        assert_eq!(engine.wait_for_end(&sound.execution_arn).await.unwrap().status, Status::Succeeded);
    }

    #[test]
    fn a_panic_is_told_by_its_message() {
        assert_eq!(guarded(|| 1), Ok(1));
        assert_eq!(guarded(|| panic!("a {}", "b")), Err::<(), _>("a b".to_owned()));
        assert_eq!(guarded(|| std::panic::panic_any(7)), Err::<(), _>("without a message".to_owned()));
    }
}
