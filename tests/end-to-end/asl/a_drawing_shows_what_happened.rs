use serde_json::{Value, json};

use crate::place::Place;

fn ordering() -> Value {
    json!({
        "Pay": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:1:function:pay", "Next": "Each",
            "Catch": [{"ErrorEquals": ["Declined"], "Next": "Tell <them> & \"us\""}]},
        "Each": {"Type": "Map", "ItemsPath": "$.items", "End": true, "ItemProcessor": {"StartAt": "Pack",
            "States": {"Pack": {"Type": "Pass", "End": true}}}},
        "Tell <them> & \"us\"": {"Type": "Succeed"}})
}

#[test]
fn svg_stands_by_itself_and_names_every_state() {
    let place = Place::with_machine("Pay", &ordering());
    let drawn = place.asl(&["graph", "machine.asl.json"]).with_code(0).stdout;
    for name in ["Pay", "Each", "Pack", "Tell &lt;them&gt; &amp; &quot;us&quot;"] {
        assert!(drawn.contains(&format!("<title>{name}")), "{name}");
    }
    assert!(drawn.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\""));
    assert!(!drawn.contains("<script") && !drawn.contains("href") && !drawn.contains("url("));
    assert!(drawn.contains("prefers-color-scheme:dark"));
}

#[test]
fn mermaid_has_a_subgraph_for_a_map() {
    let place = Place::with_machine("Pay", &ordering());
    let written = place.asl(&["graph", "machine.asl.json", "--format", "mermaid"]).with_code(0).stdout;
    assert!(written.starts_with("flowchart TD\n") && written.contains("subgraph s1[\"Each"), "{written}");
}

#[test]
fn the_file_that_is_written_says_the_format() {
    let place = Place::with_machine("Pay", &ordering());
    assert_eq!(place.asl(&["graph", "machine.asl.json", "--out", "m.mmd"]).with_code(0).stdout, "");
    assert!(std::fs::read_to_string(place.path("m.mmd")).unwrap().starts_with("flowchart TD"));
    place.asl(&["graph", "machine.asl.json", "--out", "m.svg"]).with_code(0);
    assert!(std::fs::read_to_string(place.path("m.svg")).unwrap().starts_with("<svg"));
    place
        .asl(&["graph", "machine.asl.json", "--out", "no/such/folder.svg"])
        .with_code(1)
        .saying(&["failed to write"]);
}

#[test]
fn an_execution_colours_its_states_and_counts_iterations() {
    let place = Place::with_machine("Pay", &ordering());
    place.mocks(&json!({"Pay": {"0": {"Return": {"items": [1, 2, 3]}}}}));
    let words = ["run", "machine.asl.json", "--mock", "mock.json", "--json", "--history"];
    place.write("history.json", place.asl(&words).with_code(0).stdout);
    let drawn = place.asl(&["graph", "machine.asl.json", "--execution", "history.json"]).with_code(0).stdout;
    assert!(drawn.contains(">3 of 3</text>") && drawn.contains(">×3</text>"), "{drawn}");
    assert!(drawn.contains("class=\"node succeeded\"") && drawn.contains("class=\"node unreached\""));

    place.mocks(&json!({"Pay": {"0": {"Throw": {"Error": "Declined"}}}}));
    place.write("history.json", place.asl(&words).with_code(0).stdout);
    let drawn = place.asl(&["graph", "machine.asl.json", "--execution", "history.json"]).with_code(0).stdout;
    assert!(drawn.contains("class=\"node caught\""));
}

#[test]
fn what_is_no_definition_or_no_history_is_refused() {
    let place = Place::with_machine("Pay", &ordering());
    place.json("no.json", &json!({"StartAt": 1}));
    place.asl(&["graph", "no.json"]).with_code(1).saying(&["SCHEMA_VALIDATION_FAILED"]);
    place
        .asl(&["graph", "machine.asl.json", "--execution", "no.json"])
        .with_code(2)
        .saying(&["it has no list \"events\""]);
    place.asl(&["graph", "missing.json"]).with_code(2);
}
