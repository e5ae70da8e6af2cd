use serde_json::json;

use crate::stage::{BASE, ROLE, Stage, pass, text};

#[tokio::test]
async fn a_machine_created_again_is_the_same_whatever_its_role_and_tags() {
    let stage = Stage::new();
    let machine = stage.create("m", &pass("1")).await;
    let again = json!({
        "name": "m", "definition": pass("1"), "roleArn": "arn:aws:iam::000000000000:role/other",
        "tags": [{"key": "k", "value": "v"}],
    });
    assert_eq!(stage.ok("CreateStateMachine", again).await["stateMachineArn"], machine.as_str());
    let described = stage.ok("DescribeStateMachine", json!({"stateMachineArn": machine})).await;
    assert_eq!(described["roleArn"], ROLE);
    assert_eq!(stage.ok("ListTagsForResource", json!({"resourceArn": machine})).await, json!({"tags": []}));
}

#[tokio::test]
async fn a_machine_created_otherwise_is_refused() {
    let stage = Stage::new();
    let machine = stage.create("m", &pass("1")).await;
    let base = json!({"name": "m", "definition": pass("1"), "roleArn": ROLE});
    for change in [
        json!({"definition": pass("2")}),
        json!({"type": "EXPRESS"}),
        json!({"publish": true}),
        json!({"tracingConfiguration": {"enabled": true}}),
    ] {
        let mut params = base.clone();
        params.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let refusal = stage.refusal("CreateStateMachine", params).await;
        let expected = format!("StateMachineAlreadyExists: State Machine Already Exists: '{machine}'");
        assert_eq!(refusal, expected, "{change}");
    }
}

#[tokio::test]
async fn names_roles_and_descriptions_follow_the_rules() {
    let stage = Stage::new();
    let base = json!({"name": "m", "definition": pass(""), "roleArn": ROLE});
    let long = "x".repeat(81);
    let table = [
        (json!({"name": "a b"}), "InvalidName: Invalid Name: 'a b'".to_owned()),
        (json!({"name": "a/b"}), "InvalidName: Invalid Name: 'a/b'".to_owned()),
        (json!({"name": "a\u{7f}"}), "InvalidName: Invalid Name: 'a\u{7f}'".to_owned()),
        (
            json!({"name": long}),
            format!("ValidationException: 1 validation error detected: Value '{long}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80"),
        ),
        (json!({"roleArn": "role"}), "InvalidArn: Invalid Role Arn: 'role'".to_owned()),
        (
            json!({"versionDescription": "v"}),
            "ValidationException: Version description can only be set when publish is true".to_owned(),
        ),
        (
            json!({"definition": null}),
            "ValidationException: 1 validation error detected: Value null at 'definition' failed to satisfy constraint: Member must not be null".to_owned(),
        ),
    ];
    for (change, expected) in table {
        let mut params = base.clone();
        params.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(stage.refusal("CreateStateMachine", params).await, expected);
    }
    let taken =
        stage.ok("CreateStateMachine", json!({"name": "ñ-1_.a!", "definition": pass(""), "roleArn": ROLE}));
    assert_eq!(taken.await["stateMachineArn"], format!("{BASE}stateMachine:ñ-1_.a!"));
}

#[tokio::test]
async fn an_update_makes_a_revision_only_where_it_changes_something() {
    let stage = Stage::new();
    let machine = stage.create("m", &pass("1")).await;
    let update = |change: serde_json::Value| {
        let mut params = json!({"stateMachineArn": machine});
        params.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        stage.ok("UpdateStateMachine", params)
    };
    assert!(update(json!({"definition": pass("1")})).await.get("revisionId").is_none(), "nothing changed");
    let second = text(&update(json!({"definition": pass("2")})).await, "revisionId");
    assert_eq!(update(json!({"roleArn": ROLE})).await["revisionId"], second.as_str());
    let traced = text(&update(json!({"tracingConfiguration": {"enabled": true}})).await, "revisionId");
    assert_ne!(traced, second);
    let described = stage.ok("DescribeStateMachine", json!({"stateMachineArn": machine})).await;
    assert_eq!(described["definition"], pass("2"));
    assert_eq!(described["revisionId"], traced.as_str());
    assert_eq!(described["tracingConfiguration"], json!({"enabled": true}));
}

#[tokio::test]
async fn an_update_that_cannot_be_made_changes_nothing() {
    let stage = Stage::new();
    let machine = stage.create("m", &pass("1")).await;
    let nothing = stage.refused("UpdateStateMachine", json!({"stateMachineArn": machine})).await;
    assert_eq!(nothing.code, "MissingRequiredParameter");
    let broken = json!({"stateMachineArn": machine, "definition": "{}"});
    assert_eq!(stage.refused("UpdateStateMachine", broken).await.code, "InvalidDefinition");
    let gone = json!({"stateMachineArn": format!("{BASE}stateMachine:other"), "definition": pass("")});
    assert_eq!(stage.refused("UpdateStateMachine", gone).await.code, "StateMachineDoesNotExist");
    let described = stage.ok("DescribeStateMachine", json!({"stateMachineArn": machine})).await;
    assert_eq!(described["definition"], pass("1"));
}

#[tokio::test]
async fn arns_of_other_things_are_refused_by_name() {
    let stage = Stage::new();
    let describe = |arn: String| stage.refused("DescribeStateMachine", json!({"stateMachineArn": arn}));
    let labeled = describe(format!("{BASE}stateMachine:m/map")).await;
    assert_eq!(labeled.reason, Some("API_DOES_NOT_SUPPORT_LABELED_ARNS"));
    assert_eq!(
        describe(format!("{BASE}activity:a")).await.message,
        "Invalid Arn: 'Resource type not valid in this context: activity'"
    );
    assert_eq!(describe(format!("{BASE}stateMachine:m:PROD")).await.code, "StateMachineDoesNotExist");
    assert_eq!(describe("m".into()).await.message, "Invalid Arn: 'Invalid ARN prefix: m'");
}

#[tokio::test]
async fn metadata_is_told_without_the_definition() {
    let stage = Stage::new();
    let machine = stage.create("m", &pass("1")).await;
    let params = json!({"stateMachineArn": machine, "includedData": "METADATA_ONLY"});
    assert_eq!(stage.ok("DescribeStateMachine", params).await["definition"], "{}");
}

#[tokio::test]
async fn variables_are_told_state_by_state() {
    let stage = Stage::new();
    let definition = json!({
        "StartAt": "Set",
        "States": {
            "Set": {"Type": "Pass", "Assign": {"x": 1, "y.$": "$.y"}, "Next": "Paths"},
            "Paths": {
                "Type": "Pass",
                "Parameters": {"a.$": "$x", "b.$": "States.Format('{} {}', $y.z, $$.State.Name)", "c": "$text"},
                "Next": "Expressions"
            },
            "Expressions": {
                "Type": "Map", "QueryLanguage": "JSONata", "Items": "{% ($z := $x; [$z, $states.input]) %}",
                "ItemProcessor": {"StartAt": "Inner", "States": {
                    "Inner": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $y + $sum([1]) %}", "End": true}
                }},
                "End": true
            },
        },
    });
    let machine = stage.create("m", &definition.to_string()).await;
    let described = stage.ok("DescribeStateMachine", json!({"stateMachineArn": machine})).await;
    let expected = json!({"Paths": ["x", "y"], "Expressions": ["x"], "Inner": ["y"]});
    assert_eq!(described["variableReferences"], expected);
}
