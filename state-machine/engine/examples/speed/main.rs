//! How fast the engine is, in memory, and what memory a large Distributed Map takes:
//! `cargo run --release -p apoyo-engine --example speed -- [ITEMS]`.

mod disk;
mod meter;

use std::sync::Arc;

use apoyo_asl::MachineType;
use apoyo_engine::{
    Arn, Engine, Failure, MAP_CONCURRENCY, MemoryStore, Parts, Realm, TaskRequest, TaskRunner, TokioClock,
};
use async_trait::async_trait;
use disk::Disk;
use futures::StreamExt;
use meter::{Meter, Took, peak_mb};
use serde_json::{Value, json};

/// Times that each small machine runs; what is told is of all of them together.
const ROUNDS: usize = 20;
const STARTS: usize = 50_000;

struct Echo;

#[async_trait]
impl TaskRunner for Echo {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        Ok((*task.arguments).clone())
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let items: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100_000);
    for (part, child) in [(items / 4, "Pass"), (items / 2, "Pass"), (items, "Pass"), (items, "Task")] {
        let disk = Disk::new()?;
        disk.write_lines("b", "k", part)?;
        let what = format!("Distributed Map of {part} lines, a {child} each");
        measure((&what, part, "children"), (disk, &distributed(child), 1)).await;
    }
    for (what, events, definition) in small_machines() {
        measure((what, events * ROUNDS, "events"), (Disk::new()?, &definition, ROUNDS)).await;
    }
    starts(&engine(Disk::new()?)).await;
    Ok(())
}

async fn measure(what: (&str, usize, &str), (disk, definition, rounds): (Disk, &str, usize)) {
    let engine = engine(disk);
    let machine = create(&engine, definition);
    let meter = Meter::start();
    for _ in 0..rounds {
        run(&engine, &machine).await;
    }
    report(what, &meter.stop());
}

fn engine(disk: Disk) -> Engine {
    Engine::start(Parts {
        clock: Arc::new(TokioClock),
        store: Arc::new(MemoryStore::default()),
        tasks: Arc::new(Echo),
        objects: Arc::new(disk),
        realm: Realm::default(),
        seed: 1,
        map_concurrency: MAP_CONCURRENCY,
    })
}

fn create(engine: &Engine, definition: &str) -> Arn {
    engine.create_state_machine("m", MachineType::Standard, (definition, "role")).expect("it is valid")
}

async fn run(engine: &Engine, machine: &Arn) {
    let started = engine.start_execution(machine, None, "{}").await.expect("it starts");
    let ended = engine.wait_for_end(&started.execution_arn).await.expect("it ends");
    assert!(ended.failure.is_none(), "{:?}", ended.failure);
}

/// Executions of one Pass state, so many started and ended, 64 calls at once.
async fn starts(engine: &Engine) {
    let machine = create(engine, &machine(&json!({"P": {"Type": "Pass", "End": true}})));
    let meter = Meter::start();
    let calls = futures::stream::iter(0..STARTS).map(|_| run(engine, &machine));
    calls.buffer_unordered(64).collect::<Vec<()>>().await;
    report(("StartExecution of one Pass to its end, 64 at once", STARTS, "executions"), &meter.stop());
}

fn small_machines() -> [(&'static str, usize, String); 5] {
    [
        (
            "inline Map of 1,000 Pass items, 40 at once (4,006 events)",
            4_006,
            machine(
                &json!({"M": {"Type": "Map", "Items": "{% [1..1000] %}", "MaxConcurrency": 40, "End": true,
                "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}),
            ),
        ),
        ("1,000 Pass states in a row (2,002 events)", 2_002, machine(&row(1_000))),
        (
            "loop of Choice and Pass, two expressions a round (20,007 events)",
            20_007,
            machine(&json!({
                "S": {"Type": "Pass", "Assign": {"n": 0}, "Next": "C"},
                "C": {"Type": "Choice", "Default": "E", "Choices": [{"Condition": "{% $n < 5000 %}", "Next": "A"}]},
                "A": {"Type": "Pass", "Assign": {"n": "{% $n + 1 %}"}, "Next": "C"},
                "E": {"Type": "Succeed"}})),
        ),
        (
            "JSONPath inline Map of 1,000 Pass items with ItemSelector (4,008 events)",
            4_008,
            json_path_machine(&json!({
                "R": {"Type": "Pass", "Parameters": {"l.$": "States.ArrayRange(1, 1000, 1)"}, "Next": "M"},
                "M": {"Type": "Map", "ItemsPath": "$.l", "End": true,
                    "ItemSelector": {"n.$": "$$.Map.Item.Value"},
                    "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "OutputPath": "$.n", "End": true}}}}})),
        ),
        (
            "JSONPath loop of Choice and Pass with MathAdd (20,007 events)",
            20_007,
            json_path_machine(&json!({
                "S": {"Type": "Pass", "Result": {"n": 0}, "Next": "C"},
                "C": {"Type": "Choice", "Default": "E",
                    "Choices": [{"Variable": "$.n", "NumericLessThan": 5000, "Next": "A"}]},
                "A": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "C"},
                "E": {"Type": "Succeed"}})),
        ),
    ]
}

fn row(length: usize) -> Value {
    let states = (0..length).map(|at| {
        let mut state = json!({"Type": "Pass"});
        if at + 1 < length {
            state["Next"] = format!("P{}", at + 1).into();
        } else {
            state["End"] = true.into();
        }
        (format!("P{at}"), state)
    });
    Value::Object(states.collect())
}

/// A Distributed Map over the lines of `k`, whose children are Express executions of one state.
fn distributed(child: &str) -> String {
    let mut state = json!({"Type": child, "End": true});
    if child == "Task" {
        state["Resource"] = "arn:aws:lambda:us-east-1:000000000000:function:f".into();
    }
    machine(&json!({"M": {"Type": "Map", "End": true,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSONL"},
            "Arguments": {"Bucket": "b", "Key": "k"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "S",
            "States": {"S": state}},
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "out", "Prefix": "p"}}}}))
}

fn machine(states: &Value) -> String {
    let first = states.as_object().and_then(|states| states.keys().next()).expect("there are states");
    json!({"QueryLanguage": "JSONata", "StartAt": first, "States": states}).to_string()
}

fn json_path_machine(states: &Value) -> String {
    let first = states.as_object().and_then(|states| states.keys().next()).expect("there are states");
    json!({"StartAt": first, "States": states}).to_string()
}

fn report((what, count, unit): (&str, usize, &str), took: &Took) {
    #[expect(clippy::cast_precision_loss, reason = "a few million")]
    let count = count as f64;
    println!(
        "{what}: {:.3} s, {:.0} {unit}/s, CPU {:.2} us each, peak {} MB",
        took.wall.as_secs_f64(),
        count / took.wall.as_secs_f64(),
        took.cpu.as_secs_f64() * 1e6 / count,
        peak_mb()
    );
}
