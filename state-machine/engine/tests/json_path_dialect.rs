//! Paths: what each step selects, and that no text and no data makes them panic or grow without bound.
#![expect(clippy::unwrap_used, reason = "test code")]

use std::sync::Arc;

use apoyo_engine::ExecutionContext;
use apoyo_engine::data_flow::{ContextObject, Entropy, Query, Variables};
use apoyo_engine::jsonpath::{Path, PathError};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

fn context() -> ContextObject {
    ContextObject {
        execution: Arc::new(ExecutionContext {
            id: "id".into(),
            name: "run".into(),
            input: Arc::new(json!({"a": [1, 2]})),
            role_arn: "role".into(),
            start_time: Timestamp::UNIX_EPOCH,
            state_machine_id: "machine".into(),
            state_machine_name: "m".into(),
            redrive_count: Some(0),
            redrive_time: None,
        }),
        state_name: "S".into(),
        entered: Timestamp::UNIX_EPOCH,
        retry_count: None,
        item: None,
        task_token: None,
        given: None,
    }
}

fn read(path: &str, input: &Value) -> Result<Value, PathError> {
    let path = Path::compile(&path.parse().unwrap()).unwrap();
    let mut variables = Variables::default();
    variables.assign(&[("v".into(), Arc::new(json!({"x": [7]})))]);
    let entropy = Entropy { now: Timestamp::UNIX_EPOCH, seed: 1 };
    let context = context();
    let query =
        Query { input, result: None, error_output: None, context: &context, variables: &variables, entropy };
    path.evaluate(&query).map(std::borrow::Cow::into_owned)
}

/// The data of the article that the dialect comes from.
fn store() -> Value {
    json!({"store": {
        "book": [
            {"category": "reference", "title": "Sayings", "price": 8.95},
            {"category": "fiction", "title": "Sword", "price": 12.99},
            {"category": "fiction", "title": "Moby Dick", "isbn": "0-553", "price": 8.99},
            {"category": "fiction", "title": "Rings", "isbn": "0-395", "price": 22.99},
        ],
        "bicycle": {"color": "red", "price": 19.95}}, "expensive": 10, "a b": {"c.d": 1}, "it's": 2})
}

#[test]
fn each_step_selects_what_the_dialect_says() {
    let table = [
        ("$.expensive", json!(10)),
        ("$['a b']['c.d']", json!(1)),
        ("$[\"a b\"]", json!({"c.d": 1})),
        ("$['it\\'s']", json!(2)),
        ("$.store.book[0].title", json!("Sayings")),
        ("$.store.book[-1].title", json!("Rings")),
        ("$.store.book[*].title", json!(["Sayings", "Sword", "Moby Dick", "Rings"])),
        ("$.store.book[0,2].title", json!(["Sayings", "Moby Dick"])),
        ("$.store.book[1:3].price", json!([12.99, 8.99])),
        ("$.store.book[:1].price", json!([8.95])),
        ("$.store.book[-1:].price", json!([22.99])),
        ("$.store.book[9:].price", json!([])),
        ("$..price", json!([8.95, 12.99, 8.99, 22.99, 19.95])),
        ("$..book[2].title", json!(["Moby Dick"])),
        ("$.store.bicycle.*", json!(["red", 19.95])),
        ("$.store.bicycle['color','price']", json!({"color": "red", "price": 19.95})),
        ("$..book[?(@.isbn)].title", json!(["Moby Dick", "Rings"])),
        ("$..book[?(!@.isbn)].title", json!(["Sayings", "Sword"])),
        ("$.store.book[?(@.price < 10)].title", json!(["Sayings", "Moby Dick"])),
        ("$..book[?(@.price <= $.expensive)].title", json!(["Sayings", "Moby Dick"])),
        ("$.store.book[?(@.category == 'fiction' && @.price > 20)].title", json!(["Rings"])),
        ("$.store.book[?(@.price > 20 || (@.title == \"Sayings\"))].title", json!(["Sayings", "Rings"])),
        ("$.store.book[?(@.title in ['Sword', 'Rings'])].price", json!([12.99, 22.99])),
        ("$.store.book[?(@.title != 'Sword')].price", json!([8.95, 8.99, 22.99])),
        ("$.store.book[?(@.title > 1)]", json!([])),
        ("$.store.book.length()", json!(4)),
        ("$.store.book[*].price.max()", json!(22.99)),
        ("$$.Execution.Input.a[1]", json!(2)),
        ("$$.State", json!({"Name": "S", "EnteredTime": "1970-01-01T00:00:00.000Z"})),
        ("$v.x[0]", json!(7)),
    ];
    for (path, expected) in table {
        assert_eq!(read(path, &store()), Ok(expected), "{path}");
    }
}

#[test]
fn a_definite_path_to_nothing_says_where_it_stopped() {
    let table = [
        ("$.none", "No results for path: $['none']"),
        ("$.store.none", "No results for path: $['store']['none']"),
        ("$.none.deep", "Missing property in path $['none']"),
        ("$.store.book[9]", "No results for path: $['store']['book'][9]"),
        ("$$.Nothing.X", "No results for path: $['Nothing']['X']"),
        ("$unknown.x", "No results for path: $['x']"),
    ];
    for (path, expected) in table {
        assert_eq!(read(path, &store()).unwrap_err().to_string(), expected, "{path}");
    }
}

#[test]
fn a_path_that_multiplies_is_stopped() {
    let deep = |leaf: Value| (0..60).fold(leaf, |inner, _| json!([inner]));
    let path = |times: usize| format!("${}", "..*".repeat(times));
    assert!(matches!(read(&path(6), &deep(json!(0))), Err(PathError::TooMany { .. })));
    assert!(matches!(read(&path(2), &deep(json!("x".repeat(100_000)))), Err(PathError::TooLong { .. })));
}

#[test]
fn filters_nested_too_deep_are_refused() {
    for text in [
        format!("$[?({}@.a{})]", "(".repeat(5_000), ")".repeat(5_000)),
        "$[?(@".repeat(5_000) + &")]".repeat(5_000),
    ] {
        let path: apoyo_asl::Path = text.parse().unwrap();
        assert!(Path::compile(&path).is_err());
    }
    let negated = format!("$[?({}@.a)]", "!".repeat(100_001));
    assert_eq!(read(&negated, &json!([{"a": 1}, {"b": 1}])), Ok(json!([{"b": 1}])));
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        (-3..9_i64).prop_map(Value::from),
        "[ab]{0,2}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("[abc]", inner, 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn step() -> impl Strategy<Value = String> {
    prop_oneof![
        "[.][abc]",
        "[.][.][abc]",
        "\\['[abc]'\\]",
        (-4..4_i64).prop_map(|index| format!("[{index}]")),
        (-4..4_i64, -4..4_i64).prop_map(|(from, to)| format!("[{from}:{to}]")),
        Just("[*]".to_owned()),
        Just("..*".to_owned()),
        ("[abc]", prop_oneof!["==", "!=", "<", ">="], -3..9_i64)
            .prop_map(|(name, sign, number)| format!("[?(@.{name} {sign} {number})]")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\$[$.a-c\\[\\]'\"?@()!=<>&|,:*0-9 \\\\~ñ-]{0,40}") {
        if let Ok(path) = text.parse::<apoyo_asl::Path>() {
            let _ = Path::compile(&path);
        }
    }

    #[test]
    fn every_well_formed_path_ends_with_a_value_or_a_reason(steps in prop::collection::vec(step(), 0..5), input in value()) {
        let text = format!("${}", steps.concat());
        if let Ok(found) = read(&text, &input) {
            let is_definite = !["*", "..", ":", "?"].iter().any(|sign| text.contains(sign));
            prop_assert!(is_definite || found.is_array(), "{text} gives {found}");
        }
    }

    #[test]
    fn descending_finds_what_walking_finds(input in value()) {
        fn walk(value: &Value, found: &mut Vec<Value>) {
            match value {
                Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
                Value::Object(members) => {
                    found.extend(members.get("a").cloned());
                    members.values().for_each(|member| walk(member, found));
                }
                _ => {}
            }
        }
        let mut expected = Vec::new();
        walk(&input, &mut expected);
        prop_assert_eq!(read("$..a", &input), Ok(Value::from(expected)));
    }
}
