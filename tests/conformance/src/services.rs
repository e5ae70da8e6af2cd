use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use apoyo_engine::{Failure, TaskRequest, TaskRunner};
use async_trait::async_trait;
use serde_json::Value;

use crate::case::Case;

/// What somebody who was given a token reported, with the words of the call in which the token was.
pub(crate) type Report = (Vec<String>, Result<Value, Failure>);

/// Services that reply what they replied when the case was recorded: the engine is what is tried here, not they.
#[derive(Default)]
pub(crate) struct RecordedServices {
    replies: Mutex<BTreeMap<String, VecDeque<Reply>>>,
    reports: Mutex<Vec<Report>>,
}

/// The reply of one call, and what was reported later on the task that waited for its token.
struct Reply {
    call: Result<Value, Failure>,
    report: Option<Result<Value, Failure>>,
}

impl RecordedServices {
    pub(crate) fn of(case: &Case) -> Self {
        let mut replies: BTreeMap<String, VecDeque<Reply>> = BTreeMap::new();
        let events: Vec<&Value> = case.expect.events.iter().flatten().collect();
        for (at, event) in events.iter().enumerate().filter(|(_, event)| event["type"] == "TaskScheduled") {
            let details = &event["taskScheduledEventDetails"];
            let name = |field: &str| details[field].as_str().unwrap_or_default().to_owned();
            let call = format!("{}:{}", name("resourceType"), name("resource"));
            replies.entry(call).or_default().extend(reply(&events[at..]));
        }
        Self { replies: Mutex::new(replies), reports: Mutex::default() }
    }

    /// What is reported by now.
    pub(crate) fn reports(&self) -> Vec<Report> {
        std::mem::take(&mut *lock(&self.reports))
    }
}

/// The reply of the call that the first of these events scheduled.
fn reply(events: &[&Value]) -> Option<Reply> {
    let mut found: Option<Reply> = None;
    let of_this_call = events.iter().skip(1).take_while(|event| event["type"] != "TaskScheduled");
    for event in of_this_call {
        let result = match event["type"].as_str() {
            Some("TaskSubmitted") => Ok(json_of(&event["taskSubmittedEventDetails"]["output"])),
            Some("TaskSucceeded") => Ok(json_of(&event["taskSucceededEventDetails"]["output"])),
            Some("TaskFailed") => Err(failure(&event["taskFailedEventDetails"])),
            _ => continue,
        };
        match &mut found {
            None => found = Some(Reply { call: result, report: None }),
            Some(reply) => reply.report = Some(result),
        }
    }
    found
}

fn failure(details: &Value) -> Failure {
    Failure { error: text_of(&details["error"]), cause: text_of(&details["cause"]) }
}

/// JSON of a payload, which recordings hold as text or parsed.
pub(crate) fn json_of(recorded: &Value) -> Value {
    match recorded {
        Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| recorded.clone()),
        other => other.clone(),
    }
}

/// A text, which recordings hold parsed where it looks like JSON.
pub(crate) fn text_of(recorded: &Value) -> Option<String> {
    match recorded {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[async_trait]
impl TaskRunner for RecordedServices {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        let call = task.resource.splitn(6, ':').last().unwrap_or_default();
        let reply = lock(&self.replies).get_mut(call).and_then(VecDeque::pop_front);
        let Some(Reply { call, report }) = reply else {
            return Err(Failure::new("States.Runtime", format!("nothing was recorded of {}", task.resource)));
        };
        lock(&self.reports).extend(report.map(|report| (words(&task.arguments), report)));
        call
    }
}

/// Every text in a value.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(words).collect(),
        Value::Object(members) => members.values().flat_map(words).collect(),
        _ => Vec::new(),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
