use std::sync::Arc;

use apoyo_asl::MachineType;
use apoyo_engine::{
    Arn, Engine, ExecutionDescription, HistoryOrder, HistoryRequest, LambdaRunner, MAP_CONCURRENCY,
    ManualClock, MemoryObjects, MemoryStore, Parts, Realm, TaskRouter,
};
use serde_json::{Value, json};

use crate::case::Case;
use crate::compare::matches;
use crate::functions::StandIns;
use crate::services::RecordedServices;
use crate::world::{World, activity};

/// How much of a recording the engine repeats; each grade includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// The engine refuses the definition.
    Refused,
    /// The outcome differs.
    Differs,
    /// Status, output, error and cause are AWS's.
    Outcome,
    /// So are the types of the events, in order.
    Types,
    /// So is every detail, id and reference of the events.
    Details,
}

/// Times that the other tasks may go on before the clock jumps to the next timer.
const YIELDS: usize = 64;

const ROLE: &str = "arn:aws:iam::000000000000:role/snf_role_arn";

/// Runs a case and compares; the text says what differs.
pub async fn grade(case: &Case) -> (Grade, String) {
    let clock = ManualClock::default();
    let services = Arc::new(RecordedServices::of(case));
    let engine = Engine::start(parts(case, &clock, &services));
    let execution = match start(case, &engine).await {
        Ok(execution) => execution,
        Err(refused) => return (Grade::Refused, refused.to_string()),
    };
    let world = World::of(case, &engine, services, execution.clone());
    let Some(ended) = end_of(&engine, (&clock, world), &execution).await else {
        return (Grade::Differs, "it does not end".into());
    };
    compare(case, &engine, &ended).await
}

/// Makes what a case needs and starts its execution.
async fn start(case: &Case, engine: &Engine) -> Result<Arn, apoyo_engine::Error> {
    for other in &case.setup_state_machines {
        let machine_type = machine_type(other.machine_type.as_deref());
        engine.create_state_machine(&other.name, machine_type, (&other.definition, ROLE))?;
    }
    if let Some(activity) = activity(case) {
        engine.create_activity(activity.name())?;
    }
    let definition = case.definition.as_deref().unwrap_or_default();
    let machine_type = machine_type(case.machine_type.as_deref());
    let machine = engine.create_state_machine("machine", machine_type, (definition, ROLE))?;
    let input = case.input.as_deref().unwrap_or("{}");
    Ok(engine.start_execution(&machine, Some("execution"), input).await?.execution_arn)
}

fn machine_type(name: Option<&str>) -> MachineType {
    if name == Some("EXPRESS") { MachineType::Express } else { MachineType::Standard }
}

fn parts(case: &Case, clock: &ManualClock, services: &Arc<RecordedServices>) -> Parts {
    let functions = || LambdaRunner(StandIns::new(case.lambdas.clone(), Arc::new(clock.clone())));
    let objects = MemoryObjects::default();
    for object in case.s3_objects.as_array().into_iter().flatten() {
        let text = |name: &str| object[name].as_str().unwrap_or_default().to_owned();
        let named = case.placeholders.substring.iter().filter(|name| name.contains("bucket")).cloned();
        for bucket in named.chain([text("bucket")]) {
            objects.insert(&bucket, &text("key"), text("body"));
        }
    }
    Parts {
        clock: Arc::new(clock.clone()),
        store: Arc::new(MemoryStore::default()),
        tasks: Arc::new(
            TaskRouter::default()
                .route("arn:aws:states:::", Arc::clone(services))
                .route("arn:aws:lambda:", functions())
                .route("arn:aws:states:::lambda:invoke", functions()),
        ),
        objects: Arc::new(objects),
        realm: Realm::default(),
        seed: 1,
        map_concurrency: MAP_CONCURRENCY,
    }
}

/// The end of an execution, with the clock moved on whenever nothing else can go on.
async fn end_of(
    engine: &Engine,
    (clock, mut world): (&ManualClock, World<'_>),
    execution: &Arn,
) -> Option<ExecutionDescription> {
    const MOST_TIMERS: usize = 1_000;
    let moving = async {
        for _ in 0..MOST_TIMERS {
            loop {
                for _ in 0..YIELDS {
                    tokio::task::yield_now().await;
                }
                if !world.act().await {
                    break;
                }
            }
            clock.advance_to_next_sleeper().await;
        }
    };
    tokio::select! {
        biased;
        ended = engine.wait_for_end(execution) => ended.ok(),
        () = moving => None,
    }
}

async fn compare(case: &Case, engine: &Engine, ended: &ExecutionDescription) -> (Grade, String) {
    if let Some(difference) = outcome_differs(case, ended) {
        return (Grade::Differs, difference);
    }
    let Some(recorded) = &case.expect.event_types else { return (Grade::Details, String::new()) };
    let request = HistoryRequest { max_results: 1_000, order: order(case), ..HistoryRequest::default() };
    let Ok(page) = engine.get_execution_history(&ended.execution_arn, request).await else {
        return (Grade::Outcome, "the history cannot be read".into());
    };
    let found: Vec<Value> = page.events.iter().map(apoyo_engine::HistoryEvent::to_api).collect();
    let mut types: Vec<&str> = found.iter().filter_map(|event| event["type"].as_str()).collect();
    let mut recorded: Vec<&str> = recorded.iter().map(String::as_str).collect();
    if case.concurrent {
        types.sort_unstable();
        recorded.sort_unstable();
    }
    if types != recorded {
        return (Grade::Outcome, format!("recorded {recorded:?}, found {types:?}"));
    }
    details_differ(case, &found)
        .map_or((Grade::Details, String::new()), |difference| (Grade::Types, difference))
}

/// The order in which the recorded history was asked for.
fn order(case: &Case) -> HistoryOrder {
    let ids: Vec<u64> =
        case.expect.events.iter().flatten().filter_map(|event| event["id"].as_u64()).collect();
    if ids.is_sorted() { HistoryOrder::OldestFirst } else { HistoryOrder::NewestFirst }
}

fn outcome_differs(case: &Case, ended: &ExecutionDescription) -> Option<String> {
    let failure = ended.failure.clone().unwrap_or_default();
    let found = json!({
        "status": ended.status.as_str(),
        "output": ended.output.as_deref().cloned().unwrap_or(Value::Null),
        "error": failure.error,
        "cause": failure.cause,
    });
    let expect = &case.expect;
    let recorded = json!({"status": expect.status, "output": expect.output, "error": expect.error, "cause": expect.cause});
    let same = matches(&recorded, &found, &case.placeholders);
    (!same).then(|| format!("recorded {recorded}\n        found    {found}"))
}

fn details_differ(case: &Case, found: &[Value]) -> Option<String> {
    if case.concurrent {
        return unmatched(case, found);
    }
    let recorded = case.expect.events.iter().flatten();
    let different =
        recorded.zip(found).find(|(recorded, found)| !matches(recorded, found, &case.placeholders));
    different.map(|(recorded, found)| format!("recorded {recorded}\n        found    {found}"))
}

/// The first recorded event that no event found matches; ids vary where events come in no certain order.
fn unmatched(case: &Case, found: &[Value]) -> Option<String> {
    const VARYING: [&str; 2] = ["id", "previousEventId"];
    let without_ids = |event: &Value| {
        let mut event = event.clone();
        for name in VARYING {
            event[name] = Value::Null;
        }
        event
    };
    let mut left: Vec<Value> = found.iter().map(without_ids).collect();
    for recorded in case.expect.events.iter().flatten().map(without_ids) {
        match left.iter().position(|event| matches(&recorded, event, &case.placeholders)) {
            Some(at) => drop(left.swap_remove(at)),
            None => return Some(format!("recorded {recorded}\n        found    nothing like it")),
        }
    }
    None
}
