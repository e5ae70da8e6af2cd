use serde_json::{Value, json};

use crate::stage::{ROLE, Stage, pass, text};

/// Versions with their weights.
type Routes<'r> = &'r [(&'r str, u8)];

/// A machine with two versions, and their ARNs.
async fn two_versions(stage: &Stage) -> [String; 3] {
    let params = json!({"name": "m", "definition": pass("1"), "roleArn": ROLE, "publish": true});
    let machine = text(&stage.ok("CreateStateMachine", params).await, "stateMachineArn");
    let params = json!({"stateMachineArn": machine, "definition": pass("2"), "publish": true});
    stage.ok("UpdateStateMachine", params).await;
    [format!("{machine}:1"), format!("{machine}:2"), machine]
}

fn routing(routes: &[(&str, u8)]) -> Value {
    routes.iter().map(|(arn, weight)| json!({"stateMachineVersionArn": arn, "weight": weight})).collect()
}

async fn alias(stage: &Stage, name: &str, routes: &[(&str, u8)]) -> String {
    let params = json!({"name": name, "routingConfiguration": routing(routes)});
    text(&stage.ok("CreateStateMachineAlias", params).await, "stateMachineAliasArn")
}

#[tokio::test]
async fn an_alias_shares_executions_by_weight() {
    let stage = Stage::new();
    let [first, second, machine] = two_versions(&stage).await;
    let alias = alias(&stage, "PROD", &[(&first, 30), (&second, 70)]).await;
    assert_eq!(alias, format!("{machine}:PROD"));
    for _ in 0..100 {
        stage.start(&alias).await;
    }
    let list = |arn: String| stage.ok("ListExecutions", json!({"stateMachineArn": arn}));
    let of_first = list(first.clone()).await["executions"].as_array().unwrap().clone();
    assert!((15..45).contains(&of_first.len()), "{} of 100", of_first.len());
    assert_eq!(of_first[0]["stateMachineAliasArn"], alias.as_str());
    assert_eq!(list(alias).await["executions"].as_array().unwrap().len(), 100);
    assert_eq!(list(second).await["executions"].as_array().unwrap().len(), 100 - of_first.len());
}

#[tokio::test]
async fn an_alias_moves_to_another_version_and_keeps_what_is_not_changed() {
    let stage = Stage::new();
    let [first, second, _] = two_versions(&stage).await;
    let alias = alias(&stage, "PROD", &[(&first, 100)]).await;
    let params = json!({"stateMachineAliasArn": alias, "description": "d"});
    stage.ok("UpdateStateMachineAlias", params).await;
    let params = json!({"stateMachineAliasArn": alias, "routingConfiguration": routing(&[(&second, 100)])});
    stage.ok("UpdateStateMachineAlias", params).await;
    let described = stage.ok("DescribeStateMachineAlias", json!({"stateMachineAliasArn": alias})).await;
    assert_eq!(described["description"], "d");
    assert_eq!(described["routingConfiguration"], routing(&[(&second, 100)]));
    let execution = stage.start(&alias).await;
    assert_eq!(stage.ended(&execution).await["stateMachineVersionArn"], second.as_str());
    let of_version = stage.ok("ListStateMachineAliases", json!({"stateMachineArn": first})).await;
    assert_eq!(of_version["stateMachineAliases"], json!([]));
}

#[tokio::test]
async fn an_alias_created_again_is_the_same_only_where_nothing_differs() {
    let stage = Stage::new();
    let [first, second, _] = two_versions(&stage).await;
    let made = alias(&stage, "PROD", &[(&first, 100)]).await;
    assert_eq!(alias(&stage, "PROD", &[(&first, 100)]).await, made);
    let described =
        json!({"name": "PROD", "description": "d", "routingConfiguration": routing(&[(&first, 100)])});
    let refused = stage.refused("CreateStateMachineAlias", described).await;
    assert_eq!(
        (refused.code, refused.message.contains("a different description")),
        ("ConflictException", true)
    );
    let moved = json!({"name": "PROD", "routingConfiguration": routing(&[(&second, 100)])});
    let refused = stage.refused("CreateStateMachineAlias", moved).await;
    assert_eq!(
        refused.message,
        "Failed to create alias because an alias with the same name and a different routing configuration already exists."
    );
}

#[tokio::test]
async fn routings_that_lead_nowhere_are_refused() {
    let stage = Stage::new();
    let [first, second, machine] = two_versions(&stage).await;
    let missing = format!("{machine}:9");
    let table: [(Routes<'_>, &str, Option<&str>); 6] = [
        (&[(&machine, 100)], "ValidationException", Some("INVALID_ROUTING_CONFIGURATION")),
        (&[(&first, 99)], "ValidationException", Some("INVALID_ROUTING_CONFIGURATION")),
        (&[(&first, 50), (&first, 50)], "ValidationException", Some("INVALID_ROUTING_CONFIGURATION")),
        (&[(&first, 101)], "ValidationException", None),
        (&[(&first, 30), (&second, 30), (&missing, 40)], "ValidationException", None),
        (&[(&missing, 100)], "ResourceNotFound", None),
    ];
    for (routes, code, reason) in table {
        let params = json!({"name": "PROD", "routingConfiguration": routing(routes)});
        let refused = stage.refused("CreateStateMachineAlias", params).await;
        assert_eq!((refused.code, refused.reason), (code, reason), "{routes:?}");
    }
}

#[tokio::test]
async fn names_of_aliases_are_no_numbers() {
    let stage = Stage::new();
    let [first, ..] = two_versions(&stage).await;
    for name in ["123", "", "a b", "!a", "a@", "ñ"] {
        let params = json!({"name": name, "routingConfiguration": routing(&[(&first, 100)])});
        assert_eq!(
            stage.refused("CreateStateMachineAlias", params).await.code,
            "ValidationException",
            "{name}"
        );
    }
    for name in ["1a", "-", ".", "_1", "PROD"] {
        alias(&stage, name, &[(&first, 100)]).await;
    }
}

#[tokio::test]
async fn a_version_in_use_by_an_alias_stays() {
    let stage = Stage::new();
    let [first, ..] = two_versions(&stage).await;
    let alias = alias(&stage, "PROD", &[(&first, 100)]).await;
    let delete = json!({"stateMachineVersionArn": first});
    let refusal = stage.refusal("DeleteStateMachineVersion", delete.clone()).await;
    assert_eq!(
        refusal,
        "ConflictException: Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [PROD]"
    );
    stage.ok("DeleteStateMachineAlias", json!({"stateMachineAliasArn": alias})).await;
    stage.ok("DeleteStateMachineVersion", delete).await;
    for operation in ["DeleteStateMachineAlias", "DescribeStateMachineAlias"] {
        let refused = stage.refused(operation, json!({"stateMachineAliasArn": alias})).await;
        assert_eq!(refused.code, "ResourceNotFound", "{operation}");
    }
    assert_eq!(
        stage.refused("StartExecution", json!({"stateMachineArn": alias})).await.code,
        "StateMachineDoesNotExist"
    );
}

#[tokio::test]
async fn a_hundred_aliases_are_the_most() {
    let stage = Stage::new();
    let [first, ..] = two_versions(&stage).await;
    for number in 0..100 {
        alias(&stage, &format!("a{number}"), &[(&first, 100)]).await;
    }
    let params = json!({"name": "one-more", "routingConfiguration": routing(&[(&first, 100)])});
    let refused = stage.refused("CreateStateMachineAlias", params).await;
    assert_eq!((refused.code, refused.status), ("ServiceQuotaExceededException", 402));
}
