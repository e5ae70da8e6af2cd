//! The definitions recorded from AWS, in `../shared/asl-cases` beside the checkout (`APOYO_SHARED` overrides): what it
//! accepted must be accepted here, and what it refused must be refused in its words.

#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

use std::path::PathBuf;

use apoyo_asl::{Definition, Diagnostics, MachineType, ValidDefinition};
use serde_json::Value;

/// Every recorded case; none, said aloud, where the folder is missing.
fn cases() -> Vec<Value> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("APOYO_SHARED").map_or_else(beside, PathBuf::from).join("asl-cases");
    let Ok(listing) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: there are no recorded cases in {}", folder.display());
        return Vec::new();
    };
    let files = listing
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"));
    let cases: Vec<Value> =
        files.flat_map(|path| read_cases(&std::fs::read_to_string(path).unwrap())).collect();
    assert!(cases.len() > 600, "only {} cases were found in {}", cases.len(), folder.display());
    cases
}

fn read_cases(text: &str) -> Vec<Value> {
    match serde_json::from_str(text).unwrap() {
        Value::Array(cases) => cases,
        mut file => file["cases"].as_array_mut().map(std::mem::take).unwrap_or_default(),
    }
}

fn cases_of(kinds: &[&str]) -> Vec<Value> {
    let mut cases = cases();
    cases.retain(|case| kinds.contains(&case["kind"].as_str().unwrap()));
    cases
}

fn id(case: &Value) -> &str {
    case["id"].as_str().unwrap()
}

fn check(case: &Value) -> Result<ValidDefinition, Diagnostics> {
    let declared = case["type"].as_str().or_else(|| case["params"]["type"].as_str());
    let machine_type = if declared == Some("EXPRESS") { MachineType::Express } else { MachineType::Standard };
    ValidDefinition::parse(case["definition"].as_str().unwrap(), machine_type)
}

#[test]
fn every_definition_that_ran_on_aws_is_valid() {
    let refused: Vec<String> = cases_of(&["execution", "sync_execution"])
        .iter()
        .filter_map(|case| check(case).err().map(|why| format!("{}: {why}", id(case))))
        .collect();
    assert!(refused.is_empty(), "{} refused:\n{}", refused.len(), refused.join("\n"));
}

#[test]
fn every_definition_that_ran_on_aws_is_the_same_after_writing_and_reading_again() {
    for case in cases_of(&["execution", "sync_execution"]) {
        let read = check(&case).unwrap();
        let written = read.definition().to_pretty_json();
        let again =
            Definition::parse(&written).unwrap_or_else(|why| panic!("{}: {why}\n{written}", id(&case)));
        assert_eq!(&again, read.definition(), "{}", id(&case));
        assert_eq!(again.to_pretty_json(), written, "{}", id(&case));
    }
}

#[test]
fn what_aws_refused_is_refused_in_its_words() {
    for case in cases_of(&["create_invalid"]) {
        let error = &case["expect"]["error"];
        let of_definition = error["code"] == "InvalidDefinition";
        let is_about_services = error["message"].as_str().unwrap().contains("dynamodb:query");
        if !of_definition || is_about_services {
            continue;
        }
        let refused = check(&case).map(|_| ()).unwrap_err();
        if error["message"].as_str().unwrap().starts_with("Invalid State Machine Definition") {
            assert_eq!(
                refused.invalid_definition_message(),
                error["message"].as_str().unwrap(),
                "{}",
                id(&case)
            );
        }
    }
}

#[test]
fn diagnostics_are_those_of_validate_state_machine_definition() {
    for case in cases_of(&["validate"]) {
        let expected = case["expect"]["response"]["diagnostics"].as_array().unwrap();
        let found = check(&case).err();
        let found: Vec<[String; 3]> = found
            .iter()
            .flat_map(Diagnostics::as_slice)
            .map(|d| {
                [d.code.as_str().to_owned(), d.message.clone(), d.location.as_ref().unwrap().to_string()]
            })
            .collect();
        let expected: Vec<[String; 3]> = expected
            .iter()
            .map(|d| ["code", "message", "location"].map(|field| d[field].as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(found, expected, "{}", id(&case));
    }
}
