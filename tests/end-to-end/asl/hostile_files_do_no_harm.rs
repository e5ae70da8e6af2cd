use serde_json::json;

use crate::place::Place;

#[test]
fn a_file_that_is_cut_short_is_said_to_end_where_it_ends() {
    let place = Place::new();
    let whole = "{\n \"StartAt\": \"A\",\n \"States\": {\"A\": {\"Type\": \"Pass\", \"End\": true}}}";
    for length in 0..whole.len() {
        if length % 7 == 0 {
            place.write("cut.json", &whole[..length]);
            let checked = place.asl(&["check", "cut.json"]).with_code(1);
            assert_eq!(checked.stdout.lines().count(), 1, "{checked:?}");
        }
    }
    place.write("cut.json", &whole[..30]);
    let checked = place.asl(&["check", "cut.json"]).with_code(1);
    assert!(checked.stdout.starts_with("cut.json:3:11: INVALID_JSON_DESCRIPTION: "), "{checked:?}");
}

#[test]
fn a_file_of_100_megabytes_is_refused_and_not_read() {
    let place = Place::new();
    let file = std::fs::File::create(place.path("large.json")).unwrap();
    file.set_len(100 << 20).unwrap();
    for words in [&["check", "large.json"][..], &["run", "large.json"], &["graph", "large.json"]] {
        place.asl(words).with_code(2).saying(&["large.json: it has more than 1048576 bytes"]);
    }
}

#[test]
fn deep_nesting_is_refused_in_json_and_in_yaml() {
    let place = Place::new();
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    for name in ["deep.json", "deep.yaml"] {
        place.write(name, &deep);
        place.asl(&["check", name]).with_code(1);
        place.asl(&["graph", name]).with_code(1);
    }
    place.write("deep-input.json", &deep);
    place.json("m.json", &json!({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}));
    place.asl(&["run", "m.json", "--input", "@deep-input.json"]).with_code(2);
    place.asl(&["graph", "m.json", "--execution", "deep-input.json"]).with_code(2);
}

#[test]
fn an_alias_bomb_is_refused() {
    let place = Place::new();
    let level = |level: u32| match level {
        0 => "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(),
        _ => format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 9].join(", ")),
    };
    let bomb: String = (0..30).map(level).collect();
    place.write("bomb.yaml", bomb);
    place.asl(&["check", "bomb.yaml"]).with_code(1);
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_place() {
    let place = Place::new();
    place.write("latin.json", b"{\"Comment\": \"a\xf1o\"}");
    place.asl(&["check", "latin.json"]).with_code(2).saying(&["latin.json: byte 14 is not UTF-8"]);
    place.asl(&["check", "."]).with_code(2);
}

#[test]
fn states_that_lead_to_each_other_without_an_end_are_checked_and_drawn() {
    let place = Place::with_machine(
        "A",
        &json!({"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}, "C": {"Type": "Pass", "Next": "C"}}),
    );
    let checked = place.asl(&["check", "machine.asl.json"]).with_code(1);
    assert!(checked.stdout.contains("MISSING_END_STATE"), "{checked:?}");
    let drawn = place.asl(&["graph", "machine.asl.json"]).with_code(0).saying(&["MISSING_END_STATE"]);
    assert!(drawn.stdout.ends_with("</svg>\n"));
}

#[test]
fn a_machine_that_never_ends_is_ended_by_the_limit_of_its_history() {
    let place = Place::with_machine(
        "A",
        &json!({"A": {"Type": "Wait", "Seconds": 60, "Next": "Again?"},
            "Again?": {"Type": "Choice", "Choices": [{"Variable": "$.stop", "IsPresent": true, "Next": "Z"}], "Default": "A"},
            "Z": {"Type": "Succeed"}}),
    );
    let ended = place.asl(&["run", "machine.asl.json", "--skip-time", "--json"]).with_code(1);
    assert_eq!(ended.json()["status"], "FAILED");
}
