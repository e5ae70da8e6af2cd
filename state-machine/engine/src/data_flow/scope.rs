use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::payload::Payload;

/// What an expression can see.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// `$states.input`.
    pub input: &'a Value,
    /// `$states.result`, where the field may read it.
    pub result: Option<&'a Value>,
    /// `$states.errorOutput`, in a catcher.
    pub error_output: Option<&'a Value>,
    /// `$states.context`.
    pub context: &'a ContextObject,
    /// Variables, by name.
    pub variables: &'a Variables,
    /// Time and randomness.
    pub entropy: Entropy,
}

/// What `$now()`, `$millis()`, `$random()` and `$uuid()` draw from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entropy {
    /// The time of the step.
    pub now: Timestamp,
    /// Seed of the step's random numbers.
    pub seed: u64,
}

/// Variables that `Assign` made: those of this flow hide the outer ones, which can be read and not changed.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html>.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    own: Arc<IndexMap<Arc<str>, Payload>>,
    outer: Option<Arc<Variables>>,
}

impl Variables {
    /// Variables for the flow inside a `Map` or `Parallel` state.
    pub fn inside(outer: &Self) -> Self {
        Self { own: Arc::default(), outer: Some(Arc::new(outer.clone())) }
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&Payload> {
        self.own.get(name).or_else(|| self.outer.as_ref()?.get(name))
    }

    /// The variables of this flow, without the outer ones.
    pub(crate) fn own(&self) -> impl Iterator<Item = (&Arc<str>, &Payload)> {
        self.own.iter()
    }

    /// Sets variables of this flow.
    pub fn assign(&mut self, assigned: &[(Arc<str>, Payload)]) {
        if !assigned.is_empty() {
            let own = Arc::make_mut(&mut self.own);
            own.extend(assigned.iter().map(|(name, value)| (Arc::clone(name), Arc::clone(value))));
        }
    }
}

/// The item of a `Map` state that a flow works on.
#[derive(Debug, Clone, PartialEq)]
pub struct MapItem {
    /// Position, from 0.
    pub index: usize,
    /// The name of the member, where the items are the members of an object.
    pub key: Option<Arc<str>>,
    /// The item as it came from `Items` or the reader.
    pub value: Payload,
    /// Where it is from: `STATE_DATA`, `S3://bucket` or `S3://bucket/key`; none in a child execution.
    pub source: Option<Arc<str>>,
}

/// `Map.Item.Source` of items that the `Map` state has itself.
pub(crate) static STATE_DATA: LazyLock<Arc<str>> = LazyLock::new(|| "STATE_DATA".into());

impl MapItem {
    /// An item of a list that a state has itself.
    pub(crate) fn of_state(index: usize, value: Payload) -> Self {
        Self { index, key: None, value, source: Some(Arc::clone(&STATE_DATA)) }
    }
}

/// `$states.context`: facts about the execution and the state that it is in.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html>.
#[derive(Debug, Clone)]
pub struct ContextObject {
    /// What is the same in the entire execution.
    pub execution: Arc<ExecutionContext>,
    /// `State.Name`.
    pub state_name: Arc<str>,
    /// `State.EnteredTime`.
    pub entered: Timestamp,
    /// `State.RetryCount`, of a state that can be retried.
    pub retry_count: Option<u32>,
    /// `Map.Item`, inside a `Map` state.
    pub item: Option<MapItem>,
    /// `Task.Token`, for an integration that waits for it.
    pub task_token: Option<String>,
    /// What stands in place of all this, in a test of one state that was given a context object. Only an item of the
    /// tested `Map` state itself is still shown as `Map.Item`.
    pub given: Option<Payload>,
}

/// What `$states.context.Execution` and `$states.context.StateMachine` say.
#[derive(Debug, Clone)]
pub struct ExecutionContext {
    /// ARN of the execution.
    pub id: String,
    /// Name of the execution.
    pub name: String,
    /// Its input.
    pub input: Payload,
    /// ARN of its role.
    pub role_arn: String,
    /// When it began.
    pub start_time: Timestamp,
    /// ARN of its state machine.
    pub state_machine_id: String,
    /// Name of its state machine.
    pub state_machine_name: String,
    /// How often it was redriven; none for Express executions, which cannot be.
    pub redrive_count: Option<u32>,
    /// When it was redriven last.
    pub redrive_time: Option<Timestamp>,
}

impl ContextObject {
    /// One member of one of its objects, without building the rest.
    pub fn member(&self, object: &str, member: &str) -> Option<Value> {
        let is_own_item = self.item.is_some() && (object, member) == ("Map", "Item");
        if let Some(given) = self.given.as_ref().filter(|_| !is_own_item) {
            return given.get(object)?.get(member).cloned();
        }
        let execution = &*self.execution;
        Some(match (object, member) {
            ("Execution", "Id") => execution.id.as_str().into(),
            ("Execution", "Name") => execution.name.as_str().into(),
            ("Execution", "Input") => (*execution.input).clone(),
            ("Execution", "RoleArn") => execution.role_arn.as_str().into(),
            ("Execution", "StartTime") => time(execution.start_time).into(),
            ("Execution", "RedriveCount") => execution.redrive_count?.into(),
            ("Execution", "RedriveTime") => time(execution.redrive_time?).into(),
            ("StateMachine", "Id") => execution.state_machine_id.as_str().into(),
            ("StateMachine", "Name") => execution.state_machine_name.as_str().into(),
            ("State", "Name") => (*self.state_name).into(),
            ("State", "EnteredTime") => time(self.entered).into(),
            ("State", "RetryCount") => self.retry_count?.into(),
            ("Task", "Token") => self.task_token.as_deref()?.into(),
            ("Map", "Item") => self.item.as_ref().map(map_item)?,
            _ => return None,
        })
    }

    /// The whole object.
    pub fn to_json(&self) -> Value {
        const MEMBERS: [(&str, &[&str]); 5] = [
            ("Execution", &["Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount", "RedriveTime"]),
            ("StateMachine", &["Id", "Name"]),
            ("State", &["Name", "EnteredTime", "RetryCount"]),
            ("Task", &["Token"]),
            ("Map", &["Item"]),
        ];
        if let Some(given) = &self.given {
            return self.with_own_item(given);
        }
        let mut whole = Map::new();
        for (object, names) in MEMBERS {
            let members: Map<String, Value> = names
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), self.member(object, name)?)))
                .collect();
            if !members.is_empty() {
                whole.insert(object.to_owned(), Value::Object(members));
            }
        }
        Value::Object(whole)
    }

    fn with_own_item(&self, given: &Value) -> Value {
        let mut whole = given.clone();
        if let (Some(members), Some(item)) = (whole.as_object_mut(), &self.item) {
            members.insert("Map".to_owned(), json!({"Item": map_item(item)}));
        }
        whole
    }
}

fn map_item(item: &MapItem) -> Value {
    let mut shown = json!({"Index": item.index, "Value": *item.value});
    if let Some(members) = shown.as_object_mut() {
        let text = |text: &Arc<str>| Value::from(&**text);
        members.extend(item.key.as_ref().map(|key| ("Key".into(), text(key))));
        members.extend(item.source.as_ref().map(|source| ("Source".into(), text(source))));
    }
    shown
}

/// A time as AWS writes it: UTC, milliseconds.
pub(crate) fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}
