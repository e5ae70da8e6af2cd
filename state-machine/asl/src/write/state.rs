use serde_json::Value;

use super::object::Object;
use crate::{
    DataFlow, Fail, Path, QueryLanguage, ResultPath, Selection, State, StateKind, Task, Template, Transition,
    Wait, WaitTime,
};

impl State {
    pub(super) fn to_json(&self, machine: QueryLanguage) -> Value {
        let own = (self.query_language() != machine).then(|| self.query_language().as_str());
        let (entering, leaving) = self.written_data_flow();
        let retry = self.retry().iter().map(crate::Retrier::to_json).collect();
        let catch = self.catch().iter().map(crate::Catcher::to_json).collect();
        Object::default()
            .put("Type", Some(self.type_name()))
            .put("Comment", self.comment.clone())
            .put("QueryLanguage", own)
            .append(self.written_kind(&entering, machine))
            .append(leaving)
            .list("Retry", retry)
            .list("Catch", catch)
            .append(self.transition().map(Transition::written).unwrap_or_default())
            .done()
    }

    fn written_kind(&self, entering: &Entering<'_>, machine: QueryLanguage) -> Object {
        let own = match &self.kind {
            StateKind::Task(task) => task.written(),
            StateKind::Pass(pass) => Object::default().put("Result", pass.result.clone()),
            StateKind::Choice(choice) => choice.written(),
            StateKind::Wait(wait) => wait.written(),
            StateKind::Succeed => Object::default(),
            StateKind::Fail(fail) => fail.written(),
            StateKind::Parallel(parallel) => Object::default().list(
                "Branches",
                parallel.branches.iter().map(|flow| flow.written(machine).done()).collect(),
            ),
            StateKind::Map(map) => map.written(self.query_language(), machine),
        };
        let Entering { input_path, parameters, arguments } = entering;
        own.append(
            selection("InputPath", input_path)
                .template("Parameters", *parameters)
                .template("Arguments", *arguments),
        )
    }

    fn written_data_flow(&self) -> (Entering<'_>, Object) {
        match &self.data_flow {
            DataFlow::JsonPath(flow) => (
                Entering {
                    input_path: &flow.input_path,
                    parameters: flow.parameters.as_ref(),
                    arguments: None,
                },
                result_path(&flow.result_path)
                    .template("ResultSelector", flow.result_selector.as_ref())
                    .append(selection("OutputPath", &flow.output_path))
                    .template("Assign", flow.assign.as_ref()),
            ),
            DataFlow::Jsonata(flow) => (
                Entering {
                    input_path: &Selection::All,
                    parameters: None,
                    arguments: flow.arguments.as_ref(),
                },
                Object::default()
                    .template("Assign", flow.assign.as_ref())
                    .template("Output", flow.output.as_ref()),
            ),
        }
    }
}

/// What forms the input, written before the rest of the state.
struct Entering<'s> {
    input_path: &'s Selection,
    parameters: Option<&'s Template>,
    arguments: Option<&'s Template>,
}

fn selection(name: &str, selection: &Selection) -> Object {
    let value = match selection {
        Selection::All => None,
        Selection::Path(path) => Some(Value::from(Path::as_str(path))),
        Selection::Nothing => Some(Value::Null),
    };
    Object::default().put(name, value)
}

pub(super) fn result_path(path: &ResultPath) -> Object {
    let value = match path {
        ResultPath::Replace => None,
        ResultPath::At(path) => Some(Value::from(path.as_str())),
        ResultPath::Discard => Some(Value::Null),
    };
    Object::default().put("ResultPath", value)
}

impl Transition {
    fn written(&self) -> Object {
        match self {
            Self::Next(name) => Object::default().put("Next", Some(name.as_str())),
            Self::End => Object::default().put("End", Some(true)),
        }
    }
}

impl Task {
    fn written(&self) -> Object {
        let credentials = self.credentials.as_ref().map(|credentials| {
            let role = credentials.role_arn.clone().map(|role| role.as_str().to_owned());
            Object::default().dynamic(("RoleArn", "RoleArn.$"), Some(&role)).done()
        });
        Object::default()
            .put("Resource", Some(self.resource.as_str()))
            .put("Credentials", credentials)
            .dynamic(("TimeoutSeconds", "TimeoutSecondsPath"), self.timing.timeout_seconds.as_ref())
            .dynamic(("HeartbeatSeconds", "HeartbeatSecondsPath"), self.timing.heartbeat_seconds.as_ref())
    }
}

impl Wait {
    fn written(&self) -> Object {
        match &self.time {
            WaitTime::Seconds(seconds) => {
                Object::default().dynamic(("Seconds", "SecondsPath"), Some(seconds))
            }
            WaitTime::Timestamp(time) => {
                let time = time.clone().map(|time| time.as_str().to_owned());
                Object::default().dynamic(("Timestamp", "TimestampPath"), Some(&time))
            }
        }
    }
}

impl Fail {
    fn written(&self) -> Object {
        Object::default()
            .dynamic(("Error", "ErrorPath"), self.error.as_ref())
            .dynamic(("Cause", "CausePath"), self.cause.as_ref())
    }
}
