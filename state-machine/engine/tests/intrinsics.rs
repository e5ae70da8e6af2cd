//! Every intrinsic function; expected values are those of the developer guide's page about them.
#![expect(clippy::unwrap_used, unreachable_pub, reason = "test code, and its stage is a module of each file")]

mod stage;

use std::sync::Arc;

use apoyo_engine::data_flow::{ContextObject, Entropy, Query, Variables};
use apoyo_engine::intrinsic::Call;
use apoyo_engine::{ExecutionContext, Failure};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use stage::{Stage, json_path_machine as machine};

async fn call(function: &str, input: Value) -> Result<Value, Failure> {
    let states =
        json!({"P": {"Type": "Pass", "Parameters": {"v.$": function}, "OutputPath": "$.v", "End": true}});
    let ended = Stage::echo().run(&machine(&states), &input).await;
    match ended.output {
        Some(output) => Ok((*output).clone()),
        None => Err(ended.failure.unwrap()),
    }
}

#[tokio::test]
async fn functions_give_what_the_guide_says() {
    let table = [
        ("States.Array($.id, 'x', 1, null, true)", json!({"id": 7}), json!([7, "x", 1, null, true])),
        ("States.ArrayPartition($.a, 4)", json!({"a": [1, 2, 3, 4, 5, 6]}), json!([[1, 2, 3, 4], [5, 6]])),
        ("States.ArrayContains($.a, 5)", json!({"a": [1, 5.0]}), json!(true)),
        ("States.ArrayContains($.a, $.b)", json!({"a": [{"x": 1}], "b": {"x": 1}}), json!(true)),
        ("States.ArrayRange(1, 9, 2)", json!({}), json!([1, 3, 5, 7, 9])),
        ("States.ArrayRange(3, 1, -1)", json!({}), json!([3, 2, 1])),
        ("States.ArrayRange(3, 1, 1)", json!({}), json!([])),
        ("States.ArrayGetItem($.a, 1)", json!({"a": [1, 2]}), json!(2)),
        ("States.ArrayLength($.a)", json!({"a": [1, 2]}), json!(2)),
        ("States.ArrayUnique($.a)", json!({"a": [1, 2, 1, "1"]}), json!([1, 2, "1"])),
        ("States.Base64Encode('Data to encode')", json!({}), json!("RGF0YSB0byBlbmNvZGU=")),
        ("States.Base64Decode('RGF0YSB0byBkZWNvZGU=')", json!({}), json!("Data to decode")),
        ("States.Hash('input data', 'SHA-1')", json!({}), json!("aaff4a450a104cd177d28d18d74485e8cae074b7")),
        ("States.Hash('', 'MD5')", json!({}), json!("d41d8cd98f00b204e9800998ecf8427e")),
        (
            "States.JsonMerge($.a, $.b, false)",
            json!({"a": {"a": {"a1": 1, "a2": 2}, "b": 2}, "b": {"a": {"a3": 1}, "c": 3}}),
            json!({"a": {"a3": 1}, "b": 2, "c": 3}),
        ),
        ("States.StringToJson($.t)", json!({"t": "{\"foo\": \"bar\"}"}), json!({"foo": "bar"})),
        ("States.StringToJson('')", json!({}), json!(null)),
        ("States.JsonToString($.t)", json!({"t": {"a": [1, "x"]}}), json!("{\"a\":[1,\"x\"]}")),
        ("States.MathAdd(111, -1)", json!({}), json!(110)),
        ("States.MathAdd(1.5, 1)", json!({}), json!(3)),
        ("States.StringSplit('1,2+3', ',+')", json!({}), json!(["1", "2", "3"])),
        (
            "States.Format('Hello, my name is {}.', $.n)",
            json!({"n": "Arnav"}),
            json!("Hello, my name is Arnav."),
        ),
        (
            "States.Format('\\{{}\\} it\\'s {}', 1, $.o)",
            json!({"o": {"k": [1, 2]}}),
            json!("{1} it's {k=[1, 2]}"),
        ),
        ("States.ArrayGetItem(States.StringSplit('a b', ' '), 1)", json!({}), json!("b")),
    ];
    for (function, input, expected) in table {
        assert_eq!(call(function, input).await, Ok(expected), "{function}");
    }
}

#[tokio::test]
async fn arguments_that_a_function_cannot_take_fail_with_the_call() {
    for function in [
        "States.ArrayPartition($.a, 0)",
        "States.ArrayRange(1, 5000, 1)",
        "States.ArrayRange(1, 2, 0)",
        "States.ArrayRange(-9223372036854775808, 9223372036854775807, 1)",
        "States.ArrayGetItem($.a, -1)",
        "States.ArrayLength('text')",
        "States.Base64Decode('*')",
        "States.Base64Encode($.long)",
        "States.Hash('x', 'CRC')",
        "States.JsonMerge($.o, $.o, true)",
        "States.StringToJson('{')",
        "States.MathAdd(2147483648, 1)",
        "States.MathRandom(3, 3)",
        "States.Format('{} {}', 1)",
        "States.Format('{}', 1, 2)",
    ] {
        let failed =
            call(function, json!({"a": [1], "o": {}, "long": "x".repeat(10_001)})).await.unwrap_err();
        assert_eq!(failed.name(), "States.IntrinsicFailure", "{function}");
        assert!(failed.cause.unwrap().contains("had the following error"), "{function}");
    }
}

#[tokio::test]
async fn random_functions_draw_within_their_range_and_differ_from_field_to_field() {
    let parameters = json!({"a.$": "States.UUID()", "b.$": "States.UUID()", "n.$": "States.MathRandom(1, 4)",
        "two.$": "States.Array(States.UUID(), States.UUID())",
        "s.$": "States.MathRandom(1, 1000000, 5)", "t.$": "States.MathRandom(1, 1000000, 5)"});
    let states = json!({"P": {"Type": "Pass", "Parameters": parameters, "End": true}});
    let drawn = Stage::echo().run(&machine(&states), &json!({})).await.output.unwrap();
    assert_ne!(drawn["a"], drawn["b"]);
    assert_ne!(drawn["two"][0], drawn["two"][1]);
    assert!((1..4).contains(&drawn["n"].as_i64().unwrap()));
    assert_eq!(drawn["s"], drawn["t"], "the same seed draws the same number");
    assert_eq!(drawn["a"].as_str().unwrap().len(), 36);
}

/// Evaluates a call, whatever comes of it; none where the text is no call.
fn evaluate(text: &str, input: &Value) -> Option<Result<Value, String>> {
    let call = Call::compile(&text.parse().ok()?).ok()?;
    let context = ContextObject {
        execution: Arc::new(ExecutionContext {
            id: "id".into(),
            name: "run".into(),
            input: Arc::new(json!({})),
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
    };
    let query = Query {
        input,
        result: None,
        error_output: None,
        context: &context,
        variables: &Variables::default(),
        entropy: Entropy { now: Timestamp::UNIX_EPOCH, seed: 1 },
    };
    Some(call.evaluate(&query, "v.$").map_err(|error| error.to_string()))
}

fn argument() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        (-3..5_i64).prop_map(|number| number.to_string()),
        any::<f64>()
            .prop_filter("JSON has no such number", |number| number.is_finite())
            .prop_map(|it| format!("{it:?}")),
        "'[a{}+/=, ñ]{0,6}'",
        Just("true".to_owned()),
        Just("false".to_owned()),
        Just("null".to_owned()),
        "[$][.](list|object|text|number)",
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        (prop::sample::select(&apoyo_asl::Intrinsic::NAMES[..]), prop::collection::vec(inner, 0..4))
            .prop_map(|(name, arguments)| format!("{name}({})", arguments.join(", ")))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_call_panics_and_every_refusal_names_its_call(
        name in prop::sample::select(&apoyo_asl::Intrinsic::NAMES[..]),
        arguments in prop::collection::vec(argument(), 0..4),
    ) {
        let input = json!({"list": [1, "x", {"a": 1}], "object": {"a": 1}, "text": "YQ==", "number": 2});
        let text = format!("{name}({})", arguments.join(", "));
        if let Some(Err(refused)) = evaluate(&text, &input) {
            prop_assert!(refused.starts_with("The function 'States."), "{refused}");
        }
    }
}
