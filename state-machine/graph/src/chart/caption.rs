use apoyo_asl::{
    DataFlow, Dynamic, Fail, Map, Pattern, ProcessorMode, ResourceKind, State, StateKind, Task, Template,
    Wait, WaitTime,
};
use serde_json::Value;

/// The type of a state, and what is most worth knowing of it.
pub(super) fn caption(state: &State) -> String {
    let told = match &state.kind {
        StateKind::Task(task) => Some(called(state, task)),
        StateKind::Wait(wait) => Some(waited(wait)),
        StateKind::Fail(fail) => failed(fail),
        StateKind::Map(map) => return mapped(map),
        StateKind::Pass(_) | StateKind::Choice(_) | StateKind::Succeed | StateKind::Parallel(_) => None,
    };
    told.map_or_else(|| state.type_name().to_owned(), |told| format!("{} · {told}", state.type_name()))
}

fn called(state: &State, task: &Task) -> String {
    let resource = match task.resource.kind() {
        ResourceKind::Optimised { service, action, pattern }
        | ResourceKind::AwsSdk { service, action, pattern } => {
            format!("{service}:{action}{}", suffix(pattern))
        }
        ResourceKind::Function(arn) => format!("function {}", after(arn, ":function:")),
        ResourceKind::Activity(arn) => format!("activity {}", after(arn, ":activity:")),
        ResourceKind::Other(text) => text.to_owned(),
    };
    match function(state) {
        Some(name) => format!("{resource} · {}", after(name, ":function:")),
        None => resource,
    }
}

const fn suffix(pattern: Pattern) -> &'static str {
    match pattern {
        Pattern::RequestResponse => "",
        Pattern::Sync => ".sync",
        Pattern::Sync2 => ".sync:2",
        Pattern::WaitForTaskToken => ".waitForTaskToken",
    }
}

/// The function that a call of Lambda names, where it is written in the definition.
fn function(state: &State) -> Option<&str> {
    let arguments = match &state.data_flow {
        DataFlow::JsonPath(flow) => flow.parameters.as_ref(),
        DataFlow::Jsonata(flow) => flow.arguments.as_ref(),
    };
    match arguments? {
        Template::Literal(value) => value.get("FunctionName")?.as_str(),
        Template::Object(members) => match members.get("FunctionName")? {
            Template::Literal(Value::String(name)) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

fn after<'t>(text: &'t str, mark: &str) -> &'t str {
    text.split_once(mark).map_or(text, |(_, rest)| rest)
}

fn waited(wait: &Wait) -> String {
    match &wait.time {
        WaitTime::Seconds(seconds) => dynamic(seconds, |seconds| duration(*seconds)),
        WaitTime::Timestamp(moment) => format!("until {}", dynamic(moment, ToString::to_string)),
    }
}

/// `90 s`, `5 min`, `2 h`, `365 d`: the largest unit that tells it exactly.
fn duration(seconds: u64) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
    let whole = units.into_iter().find(|(unit, _)| seconds >= *unit && seconds.is_multiple_of(*unit));
    whole.map_or_else(|| format!("{seconds} s"), |(unit, name)| format!("{} {name}", seconds / unit))
}

fn failed(fail: &Fail) -> Option<String> {
    fail.error.as_ref().map(|error| dynamic(error, Clone::clone))
}

fn mapped(map: &Map) -> String {
    let kind = match map.processor.mode {
        ProcessorMode::Inline => "Map".to_owned(),
        ProcessorMode::Distributed(machine_type) => format!("Distributed Map · {}", machine_type.as_str()),
    };
    match &map.max_concurrency {
        None | Some(Dynamic::Value(0)) => kind,
        Some(most) => format!("{kind} · at most {} at once", dynamic(most, ToString::to_string)),
    }
}

fn dynamic<T>(value: &Dynamic<T>, written: impl Fn(&T) -> String) -> String {
    match value {
        Dynamic::Value(value) => written(value),
        Dynamic::Expression(expression) => expression.source().to_owned(),
        Dynamic::Path(path) => path.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::chart;
    use super::duration;
    use serde_json::{Value, json};

    fn caption(state: &Value) -> String {
        let chart = chart(&json!({"StartAt": "A", "States": {"A": state}}));
        chart.states()[0].caption.clone()
    }

    #[test]
    fn a_caption_tells_what_a_state_calls_or_waits_for() {
        let task = |resource: &str| caption(&json!({"Type": "Task", "Resource": resource, "End": true}));
        assert_eq!(task("arn:aws:states:::batch:submitJob.sync"), "Task · batch:submitJob.sync");
        assert_eq!(task("arn:aws:states:::aws-sdk:s3:headObject"), "Task · s3:headObject");
        assert_eq!(task("arn:aws:lambda:eu-west-1:0:function:list:live"), "Task · function list:live");
        assert_eq!(task("arn:aws:states:eu-west-1:0:activity:look"), "Task · activity look");
        let invoke = json!({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
            "Parameters": {"FunctionName": "list", "Payload.$": "$"}});
        assert_eq!(caption(&invoke), "Task · lambda:invoke · list");
        let wait = json!({"Type": "Wait", "SecondsPath": "$.delay", "End": true});
        assert_eq!(caption(&wait), "Wait · $.delay");
        assert_eq!(caption(&json!({"Type": "Fail", "Error": "Lost"})), "Fail · Lost");
    }

    #[test]
    fn a_time_is_told_in_the_largest_unit_that_tells_it_exactly() {
        assert_eq!([0, 90, 300, 7_200, 31_536_000].map(duration), ["0 s", "90 s", "5 min", "2 h", "365 d"]);
    }
}
