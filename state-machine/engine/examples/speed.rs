//! How fast the engine is, in memory: `cargo run --release -p apoyo-engine --example speed -- [ITEMS]`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use apoyo_asl::MachineType;
use apoyo_engine::{
    Engine, Failure, MAP_CONCURRENCY, MemoryObjects, MemoryStore, Parts, Realm, TaskRequest, TaskRunner,
    TokioClock,
};
use async_trait::async_trait;
use serde_json::{Value, json};

struct Echo;

#[async_trait]
impl TaskRunner for Echo {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        Ok((*task.arguments).clone())
    }
}

#[tokio::main]
async fn main() {
    let items: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let inline = machine(&json!({"M": {"Type": "Map", "Items": "{% [1..1000] %}", "End": true,
        "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}));
    report("inline Map of 1,000 Pass items (4,006 events)", 4_006, measure(&inline, items).await);
    let loops = machine(&json!({
        "S": {"Type": "Pass", "Assign": {"n": 0}, "Next": "C"},
        "C": {"Type": "Choice", "Default": "E", "Choices": [{"Condition": "{% $n < 5000 %}", "Next": "A"}]},
        "A": {"Type": "Pass", "Assign": {"n": "{% $n + 1 %}"}, "Next": "C"},
        "E": {"Type": "Succeed"}}));
    report(
        "loop of Choice and Pass, two expressions a round (20,007 events)",
        20_007,
        measure(&loops, items).await,
    );
    let inline = json_path_machine(&json!({
        "R": {"Type": "Pass", "Parameters": {"l.$": "States.ArrayRange(1, 1000, 1)"}, "Next": "M"},
        "M": {"Type": "Map", "ItemsPath": "$.l", "End": true,
            "ItemSelector": {"n.$": "$$.Map.Item.Value"},
            "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "OutputPath": "$.n", "End": true}}}}}));
    report(
        "JSONPath inline Map of 1,000 Pass items with ItemSelector (4,008 events)",
        4_008,
        measure(&inline, items).await,
    );
    let loops = json_path_machine(&json!({
        "S": {"Type": "Pass", "Result": {"n": 0}, "Next": "C"},
        "C": {"Type": "Choice", "Default": "E",
            "Choices": [{"Variable": "$.n", "NumericLessThan": 5000, "Next": "A"}]},
        "A": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "C"},
        "E": {"Type": "Succeed"}}));
    report(
        "JSONPath loop of Choice and Pass with MathAdd (20,007 events)",
        20_007,
        measure(&loops, items).await,
    );
    let distributed = machine(&json!({"M": {"Type": "Map", "End": true,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSONL"},
            "Arguments": {"Bucket": "b", "Key": "k"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "T",
            "States": {"T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:f", "End": true}}},
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Arguments": {"Bucket": "out", "Prefix": "p"}}}}));
    report(
        &format!("Distributed Map of {items} items, each a child with a Task"),
        items,
        measure(&distributed, items).await,
    );
}

fn machine(states: &Value) -> String {
    let first = states.as_object().and_then(|states| states.keys().next()).expect("there are states");
    json!({"QueryLanguage": "JSONata", "StartAt": first, "States": states}).to_string()
}

fn json_path_machine(states: &Value) -> String {
    let first = states.as_object().and_then(|states| states.keys().next()).expect("there are states");
    json!({"StartAt": first, "States": states}).to_string()
}

#[expect(clippy::disallowed_methods, reason = "this measures real time")]
async fn measure(definition: &str, items: usize) -> Duration {
    let objects = MemoryObjects::default();
    objects.insert(
        "b",
        "k",
        (0..items).flat_map(|n| format!("{{\"key\":\"photo-{n}\"}}\n").into_bytes()).collect::<Vec<u8>>(),
    );
    let engine = Engine::start(Parts {
        clock: Arc::new(TokioClock),
        store: Arc::new(MemoryStore::default()),
        tasks: Arc::new(Echo),
        objects: Arc::new(objects),
        realm: Realm::default(),
        seed: 1,
        map_concurrency: MAP_CONCURRENCY,
    });
    let machine =
        engine.create_state_machine("m", MachineType::Standard, (definition, "role")).expect("it is valid");
    let begin = Instant::now();
    let started = engine.start_execution(&machine, None, "{}").await.expect("it starts");
    let ended = engine.wait_for_end(&started.execution_arn).await.expect("it ends");
    assert!(ended.failure.is_none(), "{:?}", ended.failure);
    begin.elapsed()
}

fn report(what: &str, steps: usize, took: Duration) {
    #[expect(clippy::cast_precision_loss, reason = "a few million")]
    let each = took.as_secs_f64() * 1e6 / steps as f64;
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned();
    println!("{what}: {:.3} s, {each:.2} us each; {peak}", took.as_secs_f64());
}
