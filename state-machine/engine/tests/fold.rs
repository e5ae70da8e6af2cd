//! A restart: folding any part of a recorded history gives an execution that goes on to the same end.
#![expect(clippy::unwrap_used, reason = "test code")]

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use apoyo_asl::{MachineType, ValidDefinition};
use apoyo_engine::execution::Phase;
use apoyo_engine::{
    Effect, Event, Execution, ExecutionContext, Failure, FlowId, FrameId, Happening, HistoryEvent, Machine,
    NewEvent, Origin, Status, decide,
};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

const TASK: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

/// Drives an execution by hand: effects become happenings, time jumps, tasks answer by their arguments.
struct Driver {
    execution: Execution,
    history: Vec<HistoryEvent>,
    happenings: VecDeque<Happening>,
    timers: BTreeMap<(Timestamp, usize), Happening>,
    now: Timestamp,
}

impl Driver {
    fn new(origin: Origin) -> Self {
        Self {
            execution: Execution::new(origin),
            history: Vec::new(),
            happenings: VecDeque::new(),
            timers: BTreeMap::new(),
            now: Timestamp::UNIX_EPOCH,
        }
    }

    fn start(origin: Origin, input: Value) -> Self {
        let mut driver = Self::new(origin);
        let event = Event::ExecutionStarted { input: Arc::new(input), role_arn: "role".into(), seed: 7 };
        driver.record(NewEvent { frame: FrameId::ROOT, previous: 0, event });
        driver
    }

    fn fold(origin: Origin, history: &[HistoryEvent]) -> Self {
        let mut driver = Self::new(origin);
        for event in history {
            driver.now = event.timestamp;
            driver.apply(event.clone());
        }
        driver
    }

    fn record(&mut self, new: NewEvent) {
        let event = HistoryEvent {
            id: self.execution.next_event_id(),
            previous_event_id: new.previous,
            timestamp: self.now,
            frame: new.frame,
            event: new.event,
        };
        self.apply(event);
    }

    fn apply(&mut self, event: HistoryEvent) {
        let (execution, effects) = self.execution.clone().apply(&event).unwrap();
        self.execution = execution;
        self.history.push(event);
        for effect in &effects {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: &Effect) {
        match *effect {
            Effect::Proceed(frame) => self.happenings.push_back(Happening::Proceed(frame)),
            Effect::StartTask { frame, token } => {
                let output = Arc::new(json!({"JobId": token}));
                self.happenings.push_back(Happening::TaskSubmitted { frame, token, output });
                if let Some(result) = self.answer(frame, token) {
                    self.happenings.push_back(Happening::TaskFinished { frame, token, result });
                }
            }
            Effect::SetTimer { frame, token, at } => {
                let next = self.timers.len();
                self.timers.insert((at, next), Happening::TimerFired { frame, token });
            }
            Effect::SetExecutionTimer(at) => {
                self.timers.insert((at, usize::MAX), Happening::ExecutionTimerFired);
            }
            Effect::CancelTask { .. }
            | Effect::OfferTask { .. }
            | Effect::ExpectHeartbeat { .. }
            | Effect::StartMapRun(_)
            | Effect::RedriveMapRun { .. }
            | Effect::Reopen(_)
            | Effect::CancelMapRun(_)
            | Effect::Finish => {}
        }
    }

    /// A task fails while its arguments ask for more failures than its state had retries.
    fn answer(&self, frame: FrameId, _token: u64) -> Option<Result<Arc<Value>, Failure>> {
        let frame = self.execution.frame(frame)?;
        let Phase::Running(running) = &frame.visit.phase else { return None };
        let task = &running.task;
        let failures = task.arguments["fail"].as_u64().unwrap_or(0);
        if u64::from(frame.visit.retry_count()) < failures {
            return Some(Err(Failure::new("Busy", "again")));
        }
        Some(Ok(Arc::clone(&task.arguments)))
    }

    fn step(&mut self) -> bool {
        let happening = match self.happenings.pop_front() {
            Some(happening) => happening,
            None => match self.timers.pop_first() {
                Some(((at, _), happening)) => {
                    self.now = self.now.max(at);
                    happening
                }
                None => return false,
            },
        };
        if let Some(event) = decide(&self.execution, &happening, self.now) {
            self.record(event);
        }
        true
    }

    fn finish(mut self) -> Self {
        for _ in 0..100_000 {
            if self.execution.status() != Status::Running || !self.step() {
                return self;
            }
        }
        panic!("the execution does not end");
    }
}

fn origin(states: &Value) -> Origin {
    let first = states.as_object().unwrap().keys().next().unwrap();
    let text = json!({"QueryLanguage": "JSONata", "StartAt": first, "States": states}).to_string();
    let definition = ValidDefinition::parse(&text, MachineType::Standard).unwrap();
    Origin {
        machine: Arc::new(Machine::compile(&definition).unwrap()),
        flow: FlowId::ROOT,
        context: Arc::new(ExecutionContext {
            id: "arn:aws:states:us-east-1:0:execution:m:e".into(),
            name: "e".into(),
            input: Arc::new(json!({})),
            role_arn: "role".into(),
            start_time: Timestamp::UNIX_EPOCH,
            state_machine_id: "arn:aws:states:us-east-1:0:stateMachine:m".into(),
            state_machine_name: "m".into(),
            redrive_count: Some(0),
            redrive_time: None,
        }),
        item: None,
        machine_type: MachineType::Standard,
        region: "us-east-1".into(),
    }
}

fn everything() -> Value {
    let retried = json!([{"ErrorEquals": ["Busy"], "MaxAttempts": 2, "JitterStrategy": "FULL"}]);
    json!({
        "Begin": {"Type": "Pass", "Assign": {"outer": "{% $states.input.n %}"}, "Next": "Wait"},
        "Wait": {"Type": "Wait", "Seconds": 5, "Next": "Which"},
        "Which": {"Type": "Choice", "Default": "Each", "Choices": [
            {"Condition": "{% $states.input.n < 0 %}", "Next": "Negative"}]},
        "Negative": {"Type": "Fail", "Error": "Negative", "Cause": "{% $string($states.input.n) %}"},
        "Each": {"Type": "Map", "Items": "{% $states.input.fails %}", "MaxConcurrency": 2,
            "ItemSelector": {"fail": "{% $states.context.Map.Item.Value %}", "outer": "{% $outer %}"},
            "ItemProcessor": {"StartAt": "Try", "States": {
                "Try": {"Type": "Task", "Resource": TASK, "Retry": retried, "Next": "Done",
                    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Rest", "Output": {"caught": "{% $states.errorOutput.Error %}"}}]},
                "Rest": {"Type": "Wait", "Seconds": 1, "Next": "Done"},
                "Done": {"Type": "Pass", "End": true},
            }}, "Next": "Both"},
        "Both": {"Type": "Parallel", "Branches": [
            {"StartAt": "Left", "States": {"Left": {"Type": "Task", "Resource": TASK,
                "Arguments": {"fail": "{% $count($states.input) %}"}, "Retry": retried, "End": true}}},
            {"StartAt": "Right", "States": {"Right": {"Type": "Wait", "Seconds": 2, "End": true}}},
        ], "Catch": [{"ErrorEquals": ["Busy"], "Next": "End", "Output": "{% $states.errorOutput %}"}], "Next": "Job"},
        "Job": {"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync", "Next": "End"},
        "End": {"Type": "Succeed", "Output": {"result": "{% $states.input %}", "outer": "{% $outer %}"}},
    })
}

fn outcome(driver: &Driver) -> (Status, Option<Value>, Option<Failure>) {
    let execution = &driver.execution;
    (execution.status(), execution.output().map(|output| (**output).clone()), execution.failure().cloned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_part_of_a_history_folds_and_goes_on_to_the_same_end(
        n in -1_i64..3,
        fails in prop::collection::vec(0_u64..4, 0..4),
    ) {
        let origin = origin(&everything());
        let whole = Driver::start(origin.clone(), json!({"n": n, "fails": fails})).finish();
        prop_assert_ne!(whole.execution.status(), Status::Running);
        for cut in 1..=whole.history.len() {
            let stored = serde_json::to_string(&whole.history[..cut]).unwrap();
            let loaded: Vec<HistoryEvent> = serde_json::from_str(&stored).unwrap();
            prop_assert_eq!(&loaded[..], &whole.history[..cut]);
            let resumed = Driver::fold(origin.clone(), &loaded).finish();
            prop_assert_eq!(outcome(&resumed), outcome(&whole), "cut after event {}", cut);
        }
    }
}

#[test]
fn a_fold_remembers_what_a_running_task_has_submitted() {
    let origin = origin(&everything());
    let whole = Driver::start(origin.clone(), json!({"n": 1, "fails": []})).finish();
    let is_of_job = |event: &HistoryEvent| {
        matches!(&event.event, Event::TaskSubmitted { integration, .. }
        if *integration == apoyo_engine::Integration::of("arn:aws:states:::batch:submitJob.sync"))
    };
    let submitted = whole.history.iter().position(is_of_job).unwrap();
    let resumed = Driver::fold(origin, &whole.history[..=submitted]).execution;
    let frame = resumed.frame(FrameId::ROOT).unwrap();
    let Phase::Running(running) = &frame.visit.phase else { panic!("{:?}", frame.visit.phase) };
    assert_eq!(running.submitted.as_deref(), Some(&json!({"JobId": running.token})));
}

#[test]
fn an_event_that_does_not_follow_is_refused() {
    let origin = origin(&everything());
    let whole = Driver::start(origin.clone(), json!({"n": 1, "fails": [1]})).finish();
    let fold = |events: &[HistoryEvent]| {
        events.iter().try_fold(Execution::new(origin.clone()), |execution, event| {
            Ok::<_, apoyo_engine::IllegalEvent>(execution.apply(event)?.0)
        })
    };
    for gap in 0..whole.history.len() - 1 {
        let mut damaged = whole.history.clone();
        damaged.remove(gap);
        assert!(fold(&damaged).is_err(), "without event {}", gap + 1);
        for (at, event) in damaged.iter_mut().enumerate() {
            event.id = at as u64 + 1;
        }
        // Renumbered, the gap is found unless the missing event was the start of an iteration or branch of its own.
        if let Err(error) = fold(&damaged) {
            assert!(error.to_string().contains("does not follow"), "{error}");
        }
    }
    let mut longer = whole.history.clone();
    longer.push(HistoryEvent { id: longer.len() as u64 + 1, ..longer[3].clone() });
    assert!(fold(&longer).is_err());
}

#[test]
fn the_record_hides_nothing_that_aws_shows_and_shows_nothing_that_aws_hides() {
    let whole = Driver::start(origin(&everything()), json!({"n": 1, "fails": []})).finish();
    let shown = whole.history[1].to_api();
    let expected = json!({"timestamp": 0.0, "type": "PassStateEntered", "id": 2, "previousEventId": 0,
        "stateEnteredEventDetails": {"input": "{\"n\":1,\"fails\":[]}", "inputDetails": {"truncated": false}, "name": "Begin"}});
    assert_eq!(shown, expected);
}
