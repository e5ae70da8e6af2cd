use apoyo_asl::{Resource, ResourceKind};
use serde_json::{Value, json};

use super::super::TaskRequest;
use super::function::version_of;
use crate::failure::{Failure, error_name};

/// One invocation, as a task asks for it.
pub(super) struct Invocation<'t> {
    /// Name or ARN of the function.
    pub(super) function: &'t str,
    pub(super) payload: Value,
    pub(super) dialect: Dialect,
    pub(super) kind: InvocationKind,
    pub(super) version: &'t str,
    /// Whether the end of the function's log is wanted.
    pub(super) is_log_wanted: bool,
}

/// By which integration, which decides how results and errors look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// The resource is the function's own ARN.
    Direct,
    /// `arn:aws:states:::lambda:invoke`
    Optimised,
    /// `arn:aws:states:::aws-sdk:lambda:invoke`
    Sdk,
}

/// `InvocationType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InvocationKind {
    RequestResponse,
    Event,
    DryRun,
}

/// The members that the call takes. Source: <https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html>;
/// `LogType` was recorded.
const MEMBERS: [&str; 6] =
    ["ClientContext", "FunctionName", "InvocationType", "LogType", "Payload", "Qualifier"];

impl<'t> Invocation<'t> {
    /// What a task asks for.
    ///
    /// # Errors
    /// When its resource is no invocation, or its arguments are not those of one.
    pub(super) fn of(task: &'t TaskRequest) -> Result<Self, Failure> {
        let dialect = dialect_of(task)?;
        if dialect == Dialect::Direct {
            return Ok(Self {
                function: &task.resource,
                payload: (*task.arguments).clone(),
                dialect,
                kind: InvocationKind::RequestResponse,
                version: version_of(&task.resource, None),
                is_log_wanted: false,
            });
        }
        let text = |name: &str| task.arguments.get(name).and_then(Value::as_str);
        check(task)?;
        let function = text("FunctionName").unwrap_or_default();
        Ok(Self {
            function,
            payload: payload(task, dialect),
            dialect,
            kind: match text("InvocationType") {
                Some("Event") => InvocationKind::Event,
                Some("DryRun") => InvocationKind::DryRun,
                _ => InvocationKind::RequestResponse,
            },
            version: version_of(function, text("Qualifier")),
            is_log_wanted: text("LogType") == Some("Tail"),
        })
    }
}

/// By which integration a task invokes.
///
/// # Errors
/// When it is another call of Lambda.
pub(super) fn dialect_of(task: &TaskRequest) -> Result<Dialect, Failure> {
    let resource: Option<Resource> = task.resource.parse().ok();
    match resource.as_ref().map(Resource::kind) {
        Some(ResourceKind::Optimised { service: "lambda", action: "invoke", .. }) => Ok(Dialect::Optimised),
        Some(ResourceKind::AwsSdk { service: "lambda", action: "invoke", .. }) => Ok(Dialect::Sdk),
        Some(ResourceKind::Optimised { .. } | ResourceKind::AwsSdk { .. }) => Err(Failure::new(
            error_name::RUNTIME,
            format!(
                "the resource {:?} of state {:?} cannot be called: functions that run here have only invoke",
                task.resource, task.state
            ),
        )),
        _ => Ok(Dialect::Direct),
    }
}

fn check(task: &TaskRequest) -> Result<(), Failure> {
    let mut faults = Vec::new();
    match task.arguments.get("FunctionName") {
        None | Some(Value::Null) => {
            faults.push("The field 'FunctionName' is required but was missing".to_owned());
        }
        Some(Value::String(_)) => {}
        Some(_) => faults.push("The value of the field 'FunctionName' has an invalid format".to_owned()),
    }
    let given = task.arguments.as_object().into_iter().flat_map(|members| members.keys());
    for name in given.filter(|name| !MEMBERS.contains(&name.as_str())) {
        faults.push(format!("The field \"{name}\" is not supported by Step Functions"));
    }
    if faults.is_empty() {
        return Ok(());
    }
    let cause = format!(
        "The Parameters '{}' could not be used to start the Task: [{}]",
        task.arguments,
        faults.join(", ")
    );
    Err(Failure::new(error_name::RUNTIME, cause))
}

/// A function that is invoked with nothing gets an empty object. The SDK sends a text as it is, so it is JSON itself.
fn payload(task: &TaskRequest, dialect: Dialect) -> Value {
    match task.arguments.get("Payload") {
        None | Some(Value::Null) => json!({}),
        Some(Value::String(text)) if dialect == Dialect::Sdk => {
            serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into())
        }
        Some(payload) => payload.clone(),
    }
}
