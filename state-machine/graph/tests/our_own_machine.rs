//! The picture of our own machine, which README.md shows.

use apoyo_asl::Definition;
use apoyo_graph::{Chart, svg};

/// How to draw it again.
const COMMAND: &str =
    "cargo run -- asl graph state-machine/triage/triage.asl.json --out state-machine/graph/triage.svg";

#[test]
fn the_picture_is_that_of_the_definition() {
    let definition = Definition::parse(include_str!("../../triage/triage.asl.json")).unwrap();
    let title = "State machine state-machine/triage/triage.asl.json";
    let title =
        definition.comment.as_ref().map_or_else(|| title.to_owned(), |comment| format!("{title}: {comment}"));
    let drawn = svg(&Chart::of(&definition), &title, None);
    assert!(
        drawn == include_str!("../triage.svg"),
        "state-machine/graph/triage.svg is stale; draw it again:\n{COMMAND}"
    );
}
