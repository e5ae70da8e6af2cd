//! The committed state machine has as many states as the bill says.

use apoyo_cost::{Transitions, Workload};
use serde_json::Value;

const DEFINITION: &str = include_str!("../../../../state-machine/triage/triage.asl.json");

/// The states from the start to the end on the way that passes through all of these.
fn path(through: &[&str]) -> Vec<String> {
    let definition: Value = serde_json::from_str(DEFINITION).unwrap();
    let mut state = definition["StartAt"].as_str().unwrap().to_owned();
    let mut path = vec![state.clone()];
    while let Some(next) = next(&definition["States"][&state], through) {
        state = next;
        path.push(state.clone());
    }
    assert!(through.iter().all(|wanted| path.iter().any(|state| state == wanted)), "{path:?}");
    path
}

/// At a choice, the wanted state if it is one of the choices, else the default.
fn next(state: &Value, through: &[&str]) -> Option<String> {
    let named = |value: &Value| value.as_str().map(str::to_owned);
    let choices = state["Choices"].as_array().cloned().unwrap_or_default();
    let wanted = choices.iter().filter_map(|choice| named(&choice["Next"]));
    let wanted = wanted.into_iter().find(|name| through.contains(&name.as_str()));
    wanted.or_else(|| named(&state["Default"])).or_else(|| named(&state["Next"]))
}

fn counted(states: &[String]) -> u32 {
    states.len().try_into().unwrap()
}

#[test]
fn each_lane_enters_as_many_states_as_it_pays() {
    assert_eq!(counted(&path(&["Triage", "Done"])), Transitions::LAMBDA_LANE);
    assert_eq!(counted(&path(&["Stage all", "Classify all", "Settle all", "Done"])), Transitions::BATCH_LANE);
    assert_eq!(counted(&path(&["Nothing to do"])), Transitions::EMPTY);
}

#[test]
fn as_much_runs_at_once_as_the_times_say() {
    let definition: Value = serde_json::from_str(DEFINITION).unwrap();
    for name in ["Triage", "Stage all", "Settle all"] {
        let map = &definition["States"][name];
        assert_eq!(map["MaxConcurrency"], Transitions::CHILDREN_AT_ONCE, "{name}");
        assert_eq!(map["ItemProcessor"]["ProcessorConfig"]["ExecutionType"], "EXPRESS");
        let inner = map["ItemProcessor"]["States"].as_object().unwrap();
        let each = inner.values().next().unwrap();
        assert_eq!(each["MaxConcurrency"], Transitions::PHOTOS_AT_ONCE, "{name}");
    }
}

#[test]
fn the_definition_is_no_larger_than_what_a_childs_memory_is_reckoned_with() {
    assert!(DEFINITION.len() as u64 <= Transitions::DEFINITION_BYTES, "{}", DEFINITION.len());
}

#[test]
fn auto_is_batch_from_where_list_chooses_it_on() {
    assert_eq!(Workload::BATCH_FROM_PHOTOS, apoyo_list::BATCH_FROM_PHOTOS);
    assert_eq!(Workload::BATCH_FROM_BYTES, apoyo_list::BATCH_FROM_BYTES);
}
