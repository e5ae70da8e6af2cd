//! The law of redriving: whatever a machine looks like and whichever of its tasks fail how often, redriving it until it
//! succeeds gives what it gives where nothing fails, and no task that succeeded is run again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use apoyo_engine::{Event, Failure, ManualClock, MemoryStore, Redrive, Status};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use crate::stage::{Stage, TASK};

/// Machines in each run; `PROPTEST_CASES` asks for more.
const CASES: u32 = 60;

/// A flow of control: what its states do, one after the other.
#[derive(Debug, Clone)]
enum Step {
    /// A task that fails so often, with so many retries.
    Task {
        faults: usize,
        retries: usize,
    },
    /// A wait, so that others fail meanwhile.
    Wait(u8),
    Parallel(Vec<Vec<Step>>),
    Map {
        items: usize,
        concurrency: usize,
        flow: Vec<Step>,
    },
    Distributed {
        items: usize,
        concurrency: usize,
        flow: Vec<Step>,
    },
    /// A child of type EXPRESS is run again whole, so it has one task.
    Express {
        items: usize,
        faults: usize,
    },
}

fn flow() -> impl Strategy<Value = Vec<Step>> {
    let leaf = prop_oneof![
        3 => (0_usize..4, 0_usize..3).prop_map(|(faults, retries)| Step::Task { faults, retries }),
        1 => (1_u8..4).prop_map(Step::Wait),
        1 => (1_usize..5, 0_usize..3).prop_map(|(items, faults)| Step::Express { items, faults }),
    ];
    let steps = leaf.prop_recursive(3, 12, 3, |inner| {
        let flow = prop::collection::vec(inner, 1..3);
        prop_oneof![
            prop::collection::vec(flow.clone(), 1..4).prop_map(Step::Parallel),
            (0_usize..4, 1_usize..4, flow.clone()).prop_map(|(items, concurrency, flow)| Step::Map {
                items,
                concurrency,
                flow
            }),
            (1_usize..4, 1_usize..4, flow).prop_map(|(items, concurrency, flow)| Step::Distributed {
                items,
                concurrency,
                flow
            }),
        ]
    });
    prop::collection::vec(steps, 1..4)
}

/// Writes machines; names of states are told by their numbers.
#[derive(Default)]
struct Writer {
    states: usize,
    /// How often the task of each state fails, for each of its places.
    faults: BTreeMap<String, usize>,
}

impl Writer {
    /// `{"StartAt": .., "States": ..}` of a flow whose input and output are its place and what its tasks gave.
    fn flow(&mut self, steps: &[Step]) -> Value {
        let names: Vec<String> = steps.iter().map(|_| self.name()).collect();
        let mut states = Map::new();
        for (at, step) in steps.iter().enumerate() {
            let mut state = self.state(&names[at], step);
            let members = state.as_object_mut().unwrap();
            match names.get(at + 1) {
                Some(next) => members.insert("Next".into(), json!(next)),
                None => members.insert("End".into(), json!(true)),
            };
            states.insert(names[at].clone(), state);
        }
        json!({"StartAt": names[0], "States": states})
    }

    fn name(&mut self) -> String {
        self.states += 1;
        format!("S{}", self.states)
    }

    fn state(&mut self, name: &str, step: &Step) -> Value {
        let output = "{% {'at': $states.input.at, 'got': [$states.input.got, $states.result]} %}";
        let selector = json!({"at": "{% $states.input.at & '/' & $string($states.context.Map.Item.Index) %}", "got": "{% $v %}"});
        let items = |items: usize| (0..items).collect::<Vec<_>>();
        match step {
            Step::Task { faults, retries } => {
                self.faults.insert(name.to_owned(), *faults);
                json!({"Type": "Task", "Resource": TASK, "Output": output, "Assign": {"v": "{% $states.result %}"},
                    "Arguments": {"task": name, "at": "{% $states.input.at %}"},
                    "Retry": [{"ErrorEquals": ["Broken"], "MaxAttempts": retries}]})
            }
            Step::Wait(seconds) => json!({"Type": "Wait", "Seconds": seconds}),
            Step::Parallel(flows) => {
                let branches: Vec<Value> = flows.iter().map(|steps| self.flow(steps)).collect();
                json!({"Type": "Parallel", "Branches": branches, "Output": output})
            }
            Step::Map { items: count, concurrency, flow } => {
                json!({"Type": "Map", "Items": items(*count), "MaxConcurrency": concurrency, "ItemSelector": selector,
                    "ItemProcessor": self.flow(flow), "Output": output})
            }
            Step::Distributed { items: count, concurrency, flow } => {
                let processor = with_mode(self.flow(flow), "STANDARD");
                json!({"Type": "Map", "Items": items(*count), "MaxConcurrency": concurrency, "ItemSelector": selector,
                    "ItemProcessor": processor, "Output": output})
            }
            Step::Express { items: count, faults } => {
                let flow = self.flow(&[Step::Task { faults: *faults, retries: 0 }]);
                json!({"Type": "Map", "Items": items(*count), "MaxConcurrency": 2, "ItemSelector": selector,
                    "ItemProcessor": with_mode(flow, "EXPRESS"), "Output": output})
            }
        }
    }
}

/// The flow of a Distributed Map.
fn with_mode(mut flow: Value, execution_type: &str) -> Value {
    flow["ProcessorConfig"] = json!({"Mode": "DISTRIBUTED", "ExecutionType": execution_type});
    begun(flow)
}

/// A flow that sees no variables of another one begins with `$v`, so that every place in it can read that.
fn begun(mut flow: Value) -> Value {
    let begin = format!("Before {}", flow["StartAt"].as_str().unwrap());
    flow["States"][&begin] = json!({"Type": "Pass", "Assign": {"v": null}, "Next": flow["StartAt"]});
    flow["StartAt"] = json!(begin);
    flow
}

/// A stage whose tasks say where they are, once they have failed as often as they should.
fn stage(faults: BTreeMap<String, usize>) -> Stage {
    let failed: Mutex<BTreeMap<String, usize>> = Mutex::default();
    Stage::on(ManualClock::default(), Arc::new(MemoryStore::for_restarts()), move |task, _| {
        let state = task.arguments["task"].as_str().unwrap();
        let place = format!("{state} at {}", task.arguments["at"]);
        let mut failed = failed.lock().unwrap();
        let before = failed.entry(place.clone()).or_default();
        if *before < faults.get(state).copied().unwrap_or_default() {
            *before += 1;
            return Err(Failure::named("Broken"));
        }
        Ok(json!(place))
    })
}

/// Tasks that succeeded more than once, as the histories of all executions tell it.
async fn done_twice(stage: &Stage) -> Vec<String> {
    let mut successes: BTreeMap<String, usize> = BTreeMap::new();
    for (_, execution) in stage.engine.executions_before((None, usize::MAX), |_| true) {
        for event in stage.history(&execution.execution_arn).await {
            if let Event::TaskSucceeded { output, .. } = event.event {
                *successes.entry(output.to_string()).or_default() += 1;
            }
        }
    }
    successes.into_iter().filter(|(_, times)| *times > 1).map(|(place, _)| place).collect()
}

/// Runs a machine, redriven until it succeeds; gives back its output and how often that took.
async fn finished(stage: &Stage, definition: &Value) -> Result<(Value, u32), String> {
    let mut ended = stage.run(definition, &json!({"at": "", "got": null})).await;
    // Each redrive gets at least one task further: there are fewer faults than this in any machine.
    for _ in 0..200 {
        if ended.status == Status::Succeeded {
            return Ok(((*ended.output.unwrap()).clone(), ended.redrive_count));
        }
        let redrive = Redrive { execution: &ended.execution_arn, client_token: None };
        stage.engine.redrive_execution(redrive, |_| None).await.map_err(|error| error.to_string())?;
        ended = stage.finish(&ended.execution_arn).await;
    }
    Err(format!("it does not succeed: {:?}", ended.failure))
}

fn check(steps: &[Step]) -> Result<(), TestCaseError> {
    let mut writer = Writer::default();
    let mut definition = writer.flow(steps);
    definition["QueryLanguage"] = json!("JSONata");
    let definition = begun(definition);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let undisturbed = stage(BTreeMap::new());
        let (expected, redrives) = finished(&undisturbed, &definition).await.map_err(TestCaseError::fail)?;
        prop_assert_eq!(redrives, 0);
        let disturbed = stage(writer.faults);
        let (output, _) = finished(&disturbed, &definition).await.map_err(TestCaseError::fail)?;
        prop_assert_eq!(output, expected);
        prop_assert_eq!(done_twice(&disturbed).await, Vec::<String>::new());
        Ok(())
    })
}

#[test]
fn redriving_until_it_succeeds_is_as_if_nothing_had_failed_and_does_nothing_twice() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&flow(), |steps| check(&steps)).unwrap();
}
