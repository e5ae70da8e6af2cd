//! A machine that is built in Rust is the one that its text says.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]

use apoyo_asl::build::{Fail, Flow, Map, Parallel, Pass, Succeed, Task, Wait, machine};
use apoyo_asl::{
    Catcher, Definition, Dynamic, Expression, MachineType, ResultPath, StateName, Template, ValidDefinition,
};
use serde_json::{Value, json};

fn name(text: &str) -> StateName {
    text.parse().unwrap()
}

fn expression(source: &str) -> Expression {
    Expression::from_source(source).unwrap()
}

fn literal(value: Value) -> Template {
    Template::Literal(value)
}

fn to_failed() -> Catcher {
    Catcher {
        comment: None,
        error_equals: vec!["States.ALL".parse().unwrap()],
        next: name("Failed"),
        result_path: ResultPath::Replace,
        assign: None,
        output: None,
    }
}

fn built() -> Definition {
    let left =
        Flow::starting_at(name("Until"), Wait::until(Dynamic::Expression(expression("$moment"))).end());
    let right =
        Flow::starting_at(name("Call"), Task::new("arn:aws:states:::lambda:invoke".parse().unwrap()).end());
    let each = Flow::starting_at(name("Item"), Pass::new().end());
    let flow = Flow::starting_at(
        name("Pause"),
        Wait::seconds(5)
            .comment("for the upload to end")
            .assign(literal(json!({"moment": "x"})))
            .next(name("Both")),
    )
    .with(
        name("Both"),
        Parallel::of(left)
            .branch(right)
            .arguments(literal(json!({"n": 1})))
            .catch(to_failed())
            .output(expression("$states.result[1]"))
            .next(name("Each")),
    )
    .with(
        name("Each"),
        Map::inline(expression("$states.input"), each)
            .catch(to_failed())
            .assign(literal(json!({"done": true})))
            .next(name("Done")),
    )
    .with(name("Done"), Succeed::new().build())
    .with(name("Failed"), Fail::new(Dynamic::Value("E".into()), Dynamic::Value("why".into())).build());
    machine("everything that waits, branches and repeats", flow)
}

#[test]
fn what_is_built_is_valid_and_reads_as_its_text_does() {
    let text = json!({
        "Comment": "everything that waits, branches and repeats",
        "QueryLanguage": "JSONata",
        "StartAt": "Pause",
        "States": {
            "Pause": {"Type": "Wait", "Comment": "for the upload to end", "Seconds": 5, "Assign": {"moment": "x"}, "Next": "Both"},
            "Both": {"Type": "Parallel", "Arguments": {"n": 1}, "Branches": [
                {"StartAt": "Until", "States": {"Until": {"Type": "Wait", "Timestamp": "{% $moment %}", "End": true}}},
                {"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true}}},
            ], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}],
                "Output": "{% $states.result[1] %}", "Next": "Each"},
            "Each": {"Type": "Map", "Items": "{% $states.input %}",
                "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "Item",
                    "States": {"Item": {"Type": "Pass", "End": true}}},
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}], "Assign": {"done": true}, "Next": "Done"},
            "Done": {"Type": "Succeed"},
            "Failed": {"Type": "Fail", "Error": "E", "Cause": "why"},
        },
    });
    let built = built();
    let written = built.to_pretty_json();
    let read: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(read, text);
    let valid = ValidDefinition::parse(&written, MachineType::Standard).unwrap();
    assert_eq!(valid.definition(), &built);
}
