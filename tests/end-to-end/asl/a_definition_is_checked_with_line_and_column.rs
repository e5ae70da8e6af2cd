use serde_json::json;

use crate::place::Place;

const FAULTY: &str = r#"{
  "StartAt": "A",
  "States": {
    "A": {"Type": "Pass", "Next": "Nowhere"},
    "B": {"Type": "Pass", "End": true}
  }
}
"#;

#[test]
fn every_fault_is_one_line_that_editors_know() {
    let place = Place::new();
    place.write("faulty.json", FAULTY);
    let checked = place.asl(&["check", "faulty.json"]).with_code(1);
    let lines: Vec<&str> = checked.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "faulty.json:4:27: MISSING_TRANSITION_TARGET: Missing 'Next' target: Nowhere (/States/A/Next)",
            "faulty.json:5:5: MISSING_TRANSITION_TARGET: State \"B\" is not reachable. (/States/B)",
        ]
    );
}

#[test]
fn a_valid_definition_ends_with_0_and_says_nothing_on_standard_output() {
    let place = Place::with_machine("A", &json!({"A": {"Type": "Succeed"}}));
    let checked = place.asl(&["check", "machine.asl.json"]).with_code(0).saying(&["machine.asl.json: valid"]);
    assert_eq!(checked.stdout, "");
}

#[test]
fn json_is_what_validate_state_machine_definition_answers() {
    let place = Place::with_machine("A", &json!({"A": {"Type": "Succeed"}}));
    place.write("faulty.json", FAULTY);
    let checked = place.asl(&["check", "--json", "machine.asl.json", "faulty.json"]).with_code(1);
    let answers: Vec<serde_json::Value> =
        checked.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers[0]["result"], "OK");
    assert_eq!(answers[0]["diagnostics"], json!([]));
    assert_eq!(answers[1]["result"], "FAIL");
    let first = &answers[1]["diagnostics"][0];
    assert_eq!(
        (&first["severity"], &first["code"], &first["location"], &first["line"]),
        (&json!("ERROR"), &json!("MISSING_TRANSITION_TARGET"), &json!("/States/A/Next"), &json!(4))
    );
}

#[test]
fn yaml_is_checked_in_its_own_lines() {
    let place = Place::new();
    place.write(
        "m.asl.yaml",
        "# a comment\nStartAt: A\nStates:\n  A:\n    Type: Pass\n    Next: Nowhere\n  B: {Type: Succeed}\n",
    );
    let checked = place.asl(&["check", "m.asl.yaml"]).with_code(1);
    assert!(checked.stdout.starts_with("m.asl.yaml:6:5: MISSING_TRANSITION_TARGET: "), "{checked:?}");
}

#[test]
fn an_expression_that_does_not_parse_is_found_in_its_state() {
    let place = Place::new();
    let state = json!({"Type": "Pass", "Output": "{% $f( %}", "End": true});
    place.json("m.json", &json!({"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": state}}));
    let checked = place.asl(&["check", "m.json"]).with_code(1);
    assert!(
        checked.stdout.contains("INVALID_JSONATA_EXPRESSION") && checked.stdout.contains("/States/A"),
        "{checked:?}"
    );
}

#[test]
fn what_an_express_machine_may_not_do_is_found_with_its_type() {
    let place = Place::with_machine(
        "A",
        &json!({"A": {"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync", "End": true,
            "Parameters": {"JobName": "j", "JobQueue": "q", "JobDefinition": "d"}}}),
    );
    place.asl(&["check", "machine.asl.json"]).with_code(0);
    let checked = place.asl(&["check", "--type", "EXPRESS", "machine.asl.json"]).with_code(1);
    assert!(checked.stdout.contains("Express state machine does not support '.sync'"), "{checked:?}");
}

#[test]
fn standard_input_is_a_file_of_the_name_stdin() {
    let place = Place::new();
    place.write("faulty.json", FAULTY);
    let checked = place.asl_reading("faulty.json", &["check", "-"]).with_code(1);
    assert!(checked.stdout.starts_with("<stdin>:4:27: "), "{checked:?}");
}

#[test]
fn a_file_that_cannot_be_read_ends_with_2_and_the_others_are_checked_all_the_same() {
    let place = Place::new();
    place.write("faulty.json", FAULTY);
    let checked =
        place.asl(&["check", "missing.json", "faulty.json"]).with_code(2).saying(&["apoyo: missing.json: "]);
    assert_eq!(checked.stdout.lines().count(), 2);
    place.asl(&["check"]).with_code(2);
    place.asl(&["check", "--type", "FAST", "faulty.json"]).with_code(2).saying(&["STANDARD", "EXPRESS"]);
}
