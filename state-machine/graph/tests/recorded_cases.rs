//! Every definition recorded from AWS, in `../shared/asl-cases` beside the checkout (`APOYO_SHARED` overrides), is drawn with
//! all of its states.

#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

use std::path::PathBuf;

use apoyo_asl::Definition;
use apoyo_graph::{Chart, Trace, mermaid, svg};
use serde_json::Value;

/// The recorded executions; none, said aloud, where the folder is missing.
fn executions() -> Vec<Value> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("APOYO_SHARED").map_or_else(beside, PathBuf::from).join("asl-cases");
    let Ok(listing) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: there are no recorded cases in {}", folder.display());
        return Vec::new();
    };
    let files = listing
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "json"));
    let read = |path: PathBuf| match serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap() {
        Value::Array(cases) => cases,
        mut file => file["cases"].as_array_mut().map(std::mem::take).unwrap_or_default(),
    };
    let executions: Vec<Value> = files
        .flat_map(read)
        .filter(|case| case["kind"] == "execution" || case["kind"] == "sync_execution")
        .collect();
    assert!(
        executions.len() > 300,
        "only {} executions were found in {}",
        executions.len(),
        folder.display()
    );
    executions
}

/// Texts of XML without tags and entities.
fn read_back(svg: &str) -> String {
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(svg.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

/// Mermaid text with its entities read as it reads them.
fn characters(mermaid: &str) -> String {
    let mut parts = mermaid.split('#');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        match part.split_once(';').map(|(code, rest)| (code.parse::<u32>(), rest)) {
            Some((Ok(code), rest)) => text + &char::from_u32(code).unwrap().to_string() + rest,
            _ => text + "#" + part,
        }
    })
}

#[test]
fn every_state_of_every_recorded_definition_is_in_the_drawing_and_in_the_text() {
    let mut states = 0;
    for case in executions() {
        let Ok(definition) = Definition::parse(case["definition"].as_str().unwrap()) else {
            panic!("{} is refused, and ran on AWS", case["id"]);
        };
        let chart = Chart::of(&definition);
        let (drawn, written) = (read_back(&svg(&chart, "case", None)), characters(&mermaid(&chart, None)));
        for state in chart.states() {
            states += 1;
            assert!(drawn.contains(&format!("<title>{}", state.name)), "{}: {}", case["id"], state.name);
            assert!(written.contains(state.name.as_str()), "{}: {}\n{written}", case["id"], state.name);
        }
    }
    println!("{states} states drawn");
}

#[test]
fn what_every_recorded_execution_did_can_be_shown() {
    for case in executions() {
        let Some(events) = case["expect"]["events"].as_array() else { continue };
        let definition = Definition::parse(case["definition"].as_str().unwrap()).unwrap();
        let (chart, trace) = (Chart::of(&definition), Trace::of(events));
        assert!(svg(&chart, "case", Some(&trace)).contains("not reached"));
        mermaid(&chart, Some(&trace));
        if case["expect"]["status"] == "SUCCEEDED" && case["concurrent"] != true {
            let failed = chart
                .states()
                .into_iter()
                .find(|state| trace.state(state.name.as_str()).is_some_and(|it| it.in_progress > 0));
            assert!(failed.is_none(), "{}: {failed:?} goes on after the end", case["id"]);
        }
    }
}
