use serde_json::{Value, json};

use super::super::TaskRequest;
use super::super::letter_case::camel_case;
use super::FREE;
use crate::failure::{Failure, error_name};

/// Members that every request has, as Step Functions writes them.
const REQUIRED: [&str; 3] = ["JobDefinition", "JobName", "JobQueue"];

/// Overrides that leave no place for those of a container: the job runs on other terms.
const OTHER_OVERRIDES: [&str; 3] = ["eksPropertiesOverride", "ecsPropertiesOverride", "nodeOverrides"];

/// The body of `SubmitJob`, from the arguments of a task.
///
/// Step Functions marks the jobs that it starts by a variable in their environment.
pub(super) fn of(task: &TaskRequest) -> Result<Value, Failure> {
    let is_missing = |name: &&&str| !task.arguments.get(**name).is_some_and(Value::is_string);
    if let Some(name) = REQUIRED.iter().find(is_missing) {
        return Err(Failure::new(
            error_name::RUNTIME,
            format!("the field '{name}' of the arguments of state '{}' must be a string", task.state),
        ));
    }
    let mut request = camel_case((*task.arguments).clone(), &FREE);
    if !OTHER_OVERRIDES.iter().any(|name| request.get(*name).is_some()) {
        mark(&mut request);
    }
    Ok(request)
}

fn mark(request: &mut Value) {
    let mark = json!({"name": "MANAGED_BY_AWS", "value": "STARTED_BY_STEP_FUNCTIONS"});
    let overrides = member(request, "containerOverrides", || json!({}));
    let environment = overrides.map(|overrides| member(overrides, "environment", || json!([])));
    if let Some(Some(Value::Array(variables))) = environment {
        variables.push(mark);
    }
}

/// A member of an object, made where it is absent; none where this is no object.
fn member<'v>(value: &'v mut Value, name: &str, absent: fn() -> Value) -> Option<&'v mut Value> {
    Some(value.as_object_mut()?.entry(name).or_insert_with(absent))
}
