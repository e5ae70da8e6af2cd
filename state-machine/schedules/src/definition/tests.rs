use super::*;

const MACHINE: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:triage";
const ROLE: &str = "arn:aws:iam::000000000000:role/scheduler";

fn id() -> ScheduleId {
    ScheduleId { group: GroupName::default(), name: "nightly".to_owned() }
}

fn document() -> Value {
    json!({
        "Description": "Starts an execution over everything that waits.",
        "ScheduleExpression": "cron(0 3 * * ? *)",
        "ScheduleExpressionTimezone": "Europe/Madrid",
        "StartDate": 1_795_000_000.5,
        "EndDate": 1_895_000_000,
        "State": "DISABLED",
        "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
        "Target": {"Arn": MACHINE, "RoleArn": ROLE, "Input": "{\"folder\": \"a\"}",
            "RetryPolicy": {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 10},
            "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:000000000000:letters"}},
        "ActionAfterCompletion": "DELETE",
    })
}

fn read(document: &Value) -> Result<Definition, ApiError> {
    Definition::read(id(), document.as_object().unwrap())
}

#[test]
fn a_definition_is_read_as_it_was_written() {
    let first = read(&document()).unwrap();
    assert_eq!(read(&Value::Object(first.document())).unwrap(), first);
    let written = Value::Object(first.document());
    for (name, value) in document().as_object().unwrap() {
        assert_eq!(
            written[name].as_f64().map_or(written[name].clone(), |n| json!(n)),
            value.as_f64().map_or(value.clone(), |n| json!(n)),
            "{name}"
        );
    }
}

#[test]
fn what_is_not_said_is_schedulers_default() {
    let bare = json!({"ScheduleExpression": "rate(1 hour)", "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": MACHINE, "RoleArn": ROLE}});
    let read = read(&bare).unwrap();
    assert_eq!((read.state, read.after_completion), (State::Enabled, ActionAfterCompletion::None));
    assert_eq!(read.zone.name(), "UTC");
    let policy = &read.document()["Target"]["RetryPolicy"];
    assert_eq!(*policy, json!({"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}));
}

#[test]
fn what_breaks_a_rule_is_named_with_its_value() {
    for (pointer, value, words) in [
        ("ScheduleExpression", json!("rate(5 weeks)"), "Invalid Schedule Expression rate(5 weeks)."),
        ("ScheduleExpression", json!(""), "Value '' at 'scheduleExpression'"),
        ("ScheduleExpression", Value::Null, "Value null at 'scheduleExpression'"),
        ("ScheduleExpression", json!(5), "'scheduleExpression' must be a string"),
        ("ScheduleExpressionTimezone", json!("Mars/Olympus"), "Timezone Mars/Olympus."),
        ("Description", json!("x".repeat(513)), "at 'description'"),
        ("State", json!("ON"), "Member must satisfy enum value set: [ENABLED, DISABLED]"),
        ("StartDate", json!("tomorrow"), "'startDate' must be a time"),
        ("EndDate", json!(1_795_000_000), "EndDate you specify must be later"),
        ("FlexibleTimeWindow", Value::Null, "at 'flexibleTimeWindow'"),
        ("FlexibleTimeWindow", json!({"Mode": "FLEXIBLE"}), "MaximumWindowInMinutes must be provided"),
        (
            "FlexibleTimeWindow",
            json!({"Mode": "OFF", "MaximumWindowInMinutes": 1}),
            "MaximumWindowInMinutes cannot be provided",
        ),
        (
            "FlexibleTimeWindow",
            json!({"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1441}),
            "Value '1441' at 'flexibleTimeWindow.maximumWindowInMinutes'",
        ),
        ("Target", json!({"Arn": MACHINE}), "Value null at 'target.roleArn'"),
        ("Target", json!({"Arn": MACHINE, "RoleArn": "r"}), "Value 'r' at 'target.roleArn'"),
        ("Target", json!({"Arn": "arn:aws:sqs:us-east-1:0:q", "RoleArn": ROLE}), "a state machine"),
        ("Target", json!({"Arn": MACHINE, "RoleArn": ROLE, "Input": "{"}), "must be valid JSON"),
        (
            "Target",
            json!({"Arn": MACHINE, "RoleArn": ROLE, "RetryPolicy": {"MaximumRetryAttempts": 186}}),
            "Value '186' at 'target.retryPolicy.maximumRetryAttempts'",
        ),
    ] {
        let mut document = document();
        document[pointer] = value;
        let refused = read(&document).unwrap_err();
        assert_eq!((refused.code, refused.status), ("ValidationException", 400));
        assert!(refused.message.contains(words), "{}", refused.message);
    }
}

#[test]
fn a_definition_of_plain_values_is_what_we_deploy() {
    let made = Definition::new(
        id(),
        ("cron(0 3 * * ? *)".parse().unwrap(), "Europe/Madrid".parse().unwrap()),
        (MACHINE, &json!({})),
        ROLE,
    );
    assert_eq!(made.unwrap().target.call, TargetCall::StateMachine { input: Some("{}".to_owned()) });
}
