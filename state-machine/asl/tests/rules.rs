//! The rules of the language, each with the message and place that a person gets.

use apoyo_asl::{MachineType, ValidDefinition};
use proptest::prelude::*;

fn refused(machine_type: MachineType, definition: &str) -> String {
    match ValidDefinition::parse(definition, machine_type) {
        Ok(_) => panic!("accepted: {definition}"),
        Err(why) => why.to_string(),
    }
}

/// One state `A`, of these fields, in a machine of this language.
fn state(language: &str, fields: &str) -> String {
    format!(r#"{{"QueryLanguage": "{language}", "StartAt": "A", "States": {{"A": {{{fields}}}}}}}"#)
}

#[test]
fn transitions_that_lead_nowhere_are_named_with_their_place() {
    let table = [
        (
            r#"{"A": {"Type": "Pass", "Next": "NOPE"}}"#,
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state",
        ),
        (
            r#"{"A": {"Type": "Pass", "End": true}, "B": {"Type": "Succeed"}}"#,
            "MISSING_TRANSITION_TARGET: State \"B\" is not reachable. at /States/B",
        ),
        (
            r#"{"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}}"#,
            "MISSING_END_STATE: Workflow has no terminal state",
        ),
        (
            r#"{"B": {"Type": "Succeed"}}"#,
            "MISSING_TRANSITION_TARGET: Missing 'StartAt' target: A at /StartAt, MISSING_TRANSITION_TARGET: State \"B\" is not reachable. at /States/B",
        ),
        (
            r#"{"A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "X"}], "Default": "Y"}, "E": {"Type": "Fail"}}"#,
            "target: X at /States/A/Choices[0]/Next, MISSING_TRANSITION_TARGET: Missing 'Next' target: Y at /States/A/Default",
        ),
        (
            r#"{"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Catch": [{"ErrorEquals": ["E"], "Next": "X"}], "End": true}}"#,
            "target: X at /States/A/Catch[0]/Next",
        ),
        (
            r#"{"A": {"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}], "End": true}}"#,
            "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/Branches[0]/States/A",
        ),
        (
            r#"{"A": {"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "A"}}}], "End": true}}"#,
            "Missing 'Next' target: A at /States/A/Branches[0]/States/B/Next",
        ),
    ];
    for (states, message) in table {
        let found = refused(MachineType::Standard, &format!(r#"{{"StartAt": "A", "States": {states}}}"#));
        assert!(found.contains(message), "{states}\n{found}");
    }
}

/// Each row: the language, the fields of the state `A`, and a part of the message.
fn refuses_each(table: &[(&str, &str, &str)]) {
    for (language, fields, message) in table {
        let found = refused(MachineType::Standard, &state(language, fields));
        assert!(found.contains(message), "{fields}\n{found}");
    }
}

#[test]
fn fields_are_refused_by_name_value_and_place() {
    refuses_each(&[
        (
            "JSONPath",
            r#""Type": "Pass""#,
            "one of the fields [Next, End] is required but both were missing at /States/A",
        ),
        (
            "JSONPath",
            r#""Type": "Pass", "Next": "A", "End": true"#,
            "either 'Next' or 'End', this one has both at /States/A",
        ),
        (
            "JSONPath",
            r#""Type": "Pause""#,
            r#"The value "Pause" of the field 'Type' must be one of [Task, Pass,"#,
        ),
        (
            "JSONPath",
            r#""Type": "Wait", "Seconds": -1, "End": true"#,
            "The value -1 of the field 'Seconds' must be an integer from 0 to 99999999 at /States/A/Seconds",
        ),
        (
            "JSONPath",
            r#""Type": "Wait", "Seconds": 1, "Timestamp": "2026-11-21T06:00:00Z", "End": true"#,
            "exactly one of the fields [Seconds",
        ),
    ]);
}

#[test]
fn rules_and_flows_inside_a_state_are_refused_with_their_own_place() {
    refuses_each(&[
        ("JSONPath", r#""Type": "Choice""#, "The field 'Choices' is required but was missing at /States/A"),
        (
            "JSONPath",
            r#""Type": "Choice", "Choices": []"#,
            "at least 1 rule is required, there are 0 at /States/A/Choices",
        ),
        (
            "JSONPath",
            r#""Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "IsString": true, "Next": "A"}]"#,
            "exactly one comparison operator, this one has [IsNull, IsString] at /States/A/Choices[0]",
        ),
        (
            "JSONPath",
            r#""Type": "Choice", "Choices": [{"And": [], "Next": "A"}]"#,
            "there are 0 at /States/A/Choices[0]/And",
        ),
        (
            "JSONata",
            r#""Type": "Parallel", "Branches": [], "End": true"#,
            "at least 1 branch is required, there are 0 at /States/A/Branches",
        ),
        (
            "JSONata",
            r#""Type": "Map", "ItemProcessor": {"StartAt": "B", "QueryLanguage": "JSONata", "States": {"B": {"Type": "Succeed"}}}, "End": true"#,
            "Field 'QueryLanguage' is not supported at /States/A/ItemProcessor",
        ),
        (
            "JSONata",
            r#""Type": "Map", "Label": "a b", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, "End": true"#,
            "INVALID_LABEL_NAME: label 'a b' has the character ' '",
        ),
        (
            "JSONata",
            r#""Type": "Map", "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2", "Arguments": {"Bucket": "b"}, "ReaderConfig": {"Transformation": "LOAD_AND_FLATTEN"}}, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "B", "States": {"B": {"Type": "Succeed"}}}, "End": true"#,
            "The field 'InputType' is required in 'ReaderConfig' with the Transformation LOAD_AND_FLATTEN but was missing at /States/A",
        ),
        (
            "JSONata",
            r#""Type": "Map", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync", "End": true}}}, "End": true"#,
            "Express state machine does not support '.sync' service integration at /States/A/ItemProcessor/States/B/Resource",
        ),
    ]);
}

#[test]
fn fields_of_the_other_language_and_bad_retriers_are_refused() {
    refuses_each(&[
        (
            "JSONata",
            r#""Type": "Wait", "SecondsPath": "$.a", "End": true"#,
            "field 'SecondsPath' is only supported for the 'JSONPath' QueryLanguage",
        ),
        (
            "JSONata",
            r#""Type": "Pass", "Parameters": {}, "End": true"#,
            "The QueryLanguage is set to 'JSONata', but field 'Parameters' is only supported for the 'JSONPath' QueryLanguage at /States/A",
        ),
        (
            "JSONPath",
            r#""Type": "Pass", "Output": {}, "End": true"#,
            "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/A",
        ),
        (
            "JSONPath",
            r#""Type": "Pass", "Retry": [], "End": true"#,
            "Field 'Retry' is not supported at /States/A",
        ),
        (
            "JSONata",
            r#""Type": "Pass", "Assign": {"1a": 1}, "End": true"#,
            "'1a' is not the name of a variable",
        ),
        (
            "JSONata",
            r#""Type": "Pass", "Output": "{% %}", "End": true"#,
            "the JSONata expression is empty at /States/A/Output",
        ),
        (
            "JSONata",
            r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 5, "HeartbeatSeconds": 5, "End": true"#,
            "The value 5 must be smaller than TimeoutSeconds 5 at /States/A/HeartbeatSeconds",
        ),
        (
            "JSONata",
            r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{"ErrorEquals": ["States.ALL", "E"]}], "End": true"#,
            "'States.ALL' must be the only error name here at /States/A/Retry[0]/ErrorEquals",
        ),
        (
            "JSONata",
            r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["E"]}], "End": true"#,
            "'States.ALL' must be in the last element of 'Retry' at /States/A/Retry[0]",
        ),
        (
            "JSONata",
            r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 5, "MaxDelaySeconds": 5}], "End": true"#,
            "must be greater than IntervalSeconds 5 at /States/A/Retry[0]/MaxDelaySeconds",
        ),
        (
            "JSONata",
            r#""Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{"ErrorEquals": [], "BackoffRate": 0.5}], "End": true"#,
            "must be a number from 1 to 1000000000 at /States/A/Retry[0]/BackoffRate",
        ),
    ]);
}

#[test]
fn several_faults_are_reported_at_once() {
    let found = refused(
        MachineType::Standard,
        r#"{"StartAt": "A", "Foo": 1, "States": {"A": {"Type": "Pass", "Bar": 1, "End": 1}, "B": {"Type": "Wait", "Seconds": "x", "End": true}}}"#,
    );
    for place in [
        "'Foo' is not supported at /",
        "/States/A/End",
        "'Bar' is not supported at /States/A",
        "/States/B/Seconds",
    ] {
        assert!(found.contains(place), "{place} in {found}");
    }
}

#[test]
fn text_that_is_no_definition_is_refused_with_the_reason() {
    let table = [
        ("", "MISSING_DESCRIPTION"),
        ("  ", "MISSING_DESCRIPTION"),
        ("[]", "INVALID_JSON_DESCRIPTION"),
        ("{", "INVALID_JSON_DESCRIPTION: EOF while parsing"),
        (r#"{"StartAt": "A", "StartAt": "B"}"#, r#"duplicate key "StartAt" in one object"#),
        (
            r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Fail"}}}"#,
            r#"duplicate key "A""#,
        ),
        ("{}", "These fields are required: [States, StartAt] at /"),
        (r#"{"StartAt": "A", "States": {}}"#, "at least 1 state is required, there are 0 at /States"),
    ];
    for (text, message) in table {
        assert!(refused(MachineType::Standard, text).contains(message), "{text}");
    }
    let name = "x".repeat(81);
    let long = format!(r#"{{"StartAt": "{name}", "States": {{"{name}": {{"Type": "Succeed"}}}}}}"#);
    assert!(
        refused(MachineType::Standard, &long)
            .contains("INVALID_STATE_NAME: state name has 81 characters, 1 to 80")
    );
}

#[test]
fn states_nested_without_end_are_refused_before_the_stack_is() {
    let mut flow = r#"{"StartAt": "S", "States": {"S": {"Type": "Succeed"}}}"#.to_owned();
    for level in 0..30 {
        flow = format!(
            r#"{{"StartAt": "S{level}", "States": {{"S{level}": {{"Type": "Parallel", "End": true, "Branches": [{flow}]}}}}}}"#
        );
    }
    let found = refused(MachineType::Standard, &flow);
    assert!(found.contains("TOO_DEEPLY_NESTED") || found.contains("recursion limit"), "{found}");
}

#[test]
fn the_states_inside_a_map_take_the_machines_language_not_the_maps() {
    let definition = r#"{"StartAt": "M", "States": {"M": {"Type": "Map", "QueryLanguage": "JSONata", "Items": [1],
        "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "Output": 1, "End": true}}}, "End": true}}}"#;
    let found = refused(MachineType::Standard, definition);
    assert!(found.contains("field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/M/ItemProcessor/States/P"), "{found}");
}

const SOUND: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Not": {"Variable": "$.a", "StringEquals": "x"}, "Next": "M"}], "Default": "W"},
    "M": {"Type": "Map", "ItemsPath": "$.b", "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"c.$": "States.UUID()"}, "End": true}}}, "Next": "W"},
    "W": {"Type": "Wait", "Seconds": 3, "QueryLanguage": "JSONata", "Next": "T"},
    "T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Retry": [{"ErrorEquals": ["States.ALL"], "JitterStrategy": "FULL"}], "Catch": [{"ErrorEquals": ["E"], "Next": "F", "ResultPath": null}], "End": true}, "F": {"Type": "Fail", "Error": "e"}}}"#;

proptest! {
    #[test]
    fn hostile_text_is_refused_or_read_and_never_panics(at in 0..SOUND.len(), cut in 0..40_usize, put in "[\\x20-\\x7e\u{e9}]{0,8}") {
        let (head, tail) = (&SOUND[..at], &SOUND[(at + cut).min(SOUND.len())..]);
        let _ = ValidDefinition::parse(&format!("{head}{put}{tail}"), MachineType::Express);
    }

    #[test]
    fn a_value_of_the_wrong_kind_anywhere_never_panics(at in 0..60_usize, put in 0..6_usize) {
        let value = ["null", "1.5", "true", "\"{% x %}\"", "[]", "{}"][put];
        let starts: Vec<usize> = SOUND.match_indices(": ").map(|(at, _)| at + 2).collect();
        let start = starts[at % starts.len()];
        let end = SOUND[start..].find([',', '}']).map_or(SOUND.len(), |end| start + end);
        let _ = ValidDefinition::parse(&format!("{}{value}{}", &SOUND[..start], &SOUND[end..]), MachineType::Standard);
    }
}

#[test]
fn the_definition_that_the_hostile_tests_damage_is_sound() {
    ValidDefinition::parse(SOUND, MachineType::Standard).unwrap();
}
