use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::{ROLE, Stage, pass, text};

/// All items of a list, page by page, and how many pages there were.
async fn all(stage: &Stage, (operation, member): (&str, &str), params: &Value) -> (Vec<Value>, usize) {
    let (mut items, mut pages, mut params) = (Vec::new(), 0, params.clone());
    loop {
        let page = stage.ok(operation, params.clone()).await;
        items.extend(page[member].as_array().unwrap().iter().cloned());
        pages += 1;
        match page.get("nextToken") {
            Some(token) => params["nextToken"] = token.clone(),
            None => return (items, pages),
        }
    }
}

/// A machine with five of everything.
async fn furnished(stage: &Stage) -> (String, String) {
    let mut execution = String::new();
    let params = json!({"name": "m0", "definition": pass("0"), "roleArn": ROLE, "publish": true});
    let machine = text(&stage.ok("CreateStateMachine", params).await, "stateMachineArn");
    for number in 1..5 {
        stage.create(&format!("m{number}"), &pass("")).await;
        let update =
            json!({"stateMachineArn": machine, "definition": pass(&number.to_string()), "publish": true});
        stage.ok("UpdateStateMachine", update).await;
    }
    for number in 0..5 {
        stage.ok("CreateActivity", json!({"name": format!("a{number}")})).await;
        let routing = json!([{"stateMachineVersionArn": format!("{machine}:1"), "weight": 100}]);
        let alias = json!({"name": format!("a{number}"), "routingConfiguration": routing});
        stage.ok("CreateStateMachineAlias", alias).await;
        execution = stage.start(&machine).await;
        stage.ended(&execution).await;
    }
    (machine, execution)
}

#[tokio::test]
async fn every_list_comes_in_pages_without_gaps_or_repeats() {
    let stage = Stage::new();
    let (machine, execution) = furnished(&stage).await;
    let of_machine = json!({"stateMachineArn": machine, "maxResults": 2});
    let table = [
        ("ListStateMachines", "stateMachines", json!({"maxResults": 2}), 5),
        ("ListStateMachineVersions", "stateMachineVersions", of_machine.clone(), 5),
        ("ListStateMachineAliases", "stateMachineAliases", of_machine.clone(), 5),
        ("ListExecutions", "executions", of_machine, 5),
        ("ListActivities", "activities", json!({"maxResults": 2}), 5),
        ("GetExecutionHistory", "events", json!({"executionArn": execution, "maxResults": 2}), 4),
        (
            "GetExecutionHistory",
            "events",
            json!({"executionArn": execution, "maxResults": 2, "reverseOrder": true}),
            4,
        ),
    ];
    for (operation, member, params, count) in table {
        let count: usize = count;
        let (items, pages) = all(&stage, (operation, member), &params).await;
        let distinct: BTreeSet<String> = items.iter().map(Value::to_string).collect();
        assert_eq!((items.len(), distinct.len(), pages), (count, count, count.div_ceil(2)), "{operation}");
        let mut whole = params.clone();
        whole["maxResults"] = 0.into();
        assert_eq!(
            all(&stage, (operation, member), &whole).await,
            (items, 1),
            "{operation}: 0 is the default"
        );
    }
}

#[tokio::test]
async fn a_page_does_not_move_when_things_come_and_go() {
    let stage = Stage::new();
    let (machine, _) = furnished(&stage).await;
    let params = json!({"stateMachineArn": machine, "maxResults": 2});
    let first = stage.ok("ListExecutions", params.clone()).await;
    stage.start(&machine).await;
    let mut next = params;
    next["nextToken"] = first["nextToken"].clone();
    let second = stage.ok("ListExecutions", next).await;
    let arn = |page: &Value, at: usize| page["executions"][at]["executionArn"].clone();
    assert_ne!(arn(&first, 1), arn(&second, 0));
    let machines = stage.ok("ListStateMachines", json!({"maxResults": 2})).await;
    let shown = machines["stateMachines"][1]["stateMachineArn"].clone();
    stage.ok("DeleteStateMachine", json!({"stateMachineArn": shown})).await;
    let rest = stage.ok("ListStateMachines", json!({"nextToken": machines["nextToken"]})).await;
    assert_eq!(rest["stateMachines"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_token_is_good_for_its_own_list_and_a_day() {
    let stage = Stage::new();
    let (machine, _) = furnished(&stage).await;
    let page = stage.ok("ListStateMachines", json!({"maxResults": 1})).await;
    let token = &page["nextToken"];
    for (operation, params) in [
        ("ListActivities", json!({"nextToken": token})),
        ("ListExecutions", json!({"stateMachineArn": machine, "nextToken": token})),
        ("ListStateMachines", json!({"nextToken": "bm90aGluZw"})),
    ] {
        let refusal = stage.refusal(operation, params).await;
        assert_eq!(refusal, "InvalidToken: Invalid Token: 'Invalid token'", "{operation}");
    }
    stage.ok("ListStateMachines", json!({"nextToken": token, "maxResults": 3})).await;
    stage.clock.advance_time_by(Duration::from_hours(25));
    assert_eq!(stage.refused("ListStateMachines", json!({"nextToken": token})).await.code, "InvalidToken");
    for (params, constraint) in [
        (json!({"maxResults": 1001}), "Member must have value less than or equal to 1000"),
        (json!({"nextToken": ""}), "Member must have length greater than or equal to 1"),
        (json!({"nextToken": "x".repeat(1_025)}), "Member must have length less than or equal to 1024"),
    ] {
        let refusal = stage.refusal("ListStateMachines", params).await;
        assert!(refusal.contains(constraint), "{refusal}");
    }
}
