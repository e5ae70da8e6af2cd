use apoyo_engine::{
    Failure, ManualClock, Realm, TaskRequest, TaskRunner, TestStateError, TestStateRequest, test_state,
};
use async_trait::async_trait;
use serde_json::{Value, json};

pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/test";
pub(crate) const INVOKE: &str = "arn:aws:states:::lambda:invoke";

/// A runner that must not be asked.
struct Nobody;

#[async_trait]
impl TaskRunner for Nobody {
    async fn run(&self, task: TaskRequest) -> Result<Value, Failure> {
        panic!("the task {} must not run", task.resource);
    }
}

/// The request of one state: `definition`, `input` and the like may be JSON, which is made a text.
pub(crate) fn request(members: Value) -> TestStateRequest {
    let Value::Object(mut members) = members else { panic!("a request is an object") };
    for name in ["definition", "input", "variables", "context"] {
        if let Some(value) = members.get_mut(name).filter(|value| !value.is_string()) {
            *value = value.to_string().into();
        }
    }
    if let Some(result) = members.get_mut("mock").and_then(|mock| mock.get_mut("result"))
        && !result.is_string()
    {
        *result = result.to_string().into();
    }
    serde_json::from_value(Value::Object(members)).expect("the request has the API's shape")
}

/// The response to a request, with every text that is JSON parsed.
pub(crate) async fn tested(members: Value) -> Value {
    let response = ask(members).await.expect("the request can be tested");
    parsed(serde_json::to_value(response).unwrap())
}

/// The name and message with which a request is refused.
pub(crate) async fn refused(members: Value) -> (String, String) {
    let refused = ask(members).await.expect_err("the request is refused");
    (refused.name().to_owned(), refused.to_string())
}

pub(crate) async fn ask(members: Value) -> Result<apoyo_engine::TestStateResponse, TestStateError> {
    test_state(&request(members), &Nobody, (&ManualClock::default(), &Realm::default())).await
}

fn parsed(value: Value) -> Value {
    match value {
        Value::String(text) => match serde_json::from_str::<Value>(&text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => inner,
            _ => Value::String(text),
        },
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, parsed(value))).collect(),
        other => other,
    }
}

/// A state of a task that calls a function, with more fields.
pub(crate) fn task(more: Value) -> Value {
    with(json!({"Type": "Task", "Resource": INVOKE, "End": true}), more)
}

pub(crate) fn with(mut object: Value, more: Value) -> Value {
    if let (Some(members), Value::Object(more)) = (object.as_object_mut(), more) {
        members.extend(more);
    }
    object
}
