use serde_json::{Value, json};

use crate::stage::{BASE, ROLE, Stage, pass, text};

#[tokio::test]
async fn machines_and_activities_have_tags() {
    let stage = Stage::new();
    let tags = json!([{"key": "a", "value": "1"}, {"key": "b", "value": ""}]);
    let params = json!({"name": "m", "definition": pass(""), "roleArn": ROLE, "tags": tags});
    let machine = text(&stage.ok("CreateStateMachine", params).await, "stateMachineArn");
    let activity = text(&stage.ok("CreateActivity", json!({"name": "a", "tags": tags})).await, "activityArn");
    for arn in [machine, activity] {
        let list = || stage.ok("ListTagsForResource", json!({"resourceArn": arn}));
        assert_eq!(list().await["tags"], tags);
        stage.ok("TagResource", json!({"resourceArn": arn, "tags": [{"key": "a", "value": "2"}]})).await;
        stage.ok("UntagResource", json!({"resourceArn": arn, "tagKeys": ["b", "b", "c"]})).await;
        assert_eq!(list().await["tags"], json!([{"key": "a", "value": "2"}]));
    }
}

#[tokio::test]
async fn tags_of_nothing_and_tags_that_are_none_are_refused() {
    let stage = Stage::new();
    let machine = stage.create("m", &pass("")).await;
    let tag =
        |arn: &str, tags: Value| stage.refused("TagResource", json!({"resourceArn": arn, "tags": tags}));
    let missing = format!("{BASE}stateMachine:other");
    assert_eq!(
        tag(&missing, json!([])).await.to_string(),
        format!("ResourceNotFound: Resource not found: '{missing}'")
    );
    assert_eq!(tag(&format!("{BASE}activity:other"), json!([])).await.code, "ResourceNotFound");
    assert_eq!(tag(&format!("{BASE}execution:m:e"), json!([])).await.code, "InvalidArn");
    assert_eq!(tag("m", json!([])).await.code, "InvalidArn");
    let many: Value = (0..51).map(|at| json!({"key": at.to_string(), "value": ""})).collect();
    for (tags, code) in [
        (json!(null), "ValidationException"),
        (json!([{"key": "", "value": ""}]), "ValidationException"),
        (json!([{"key": "k".repeat(129), "value": ""}]), "ValidationException"),
        (json!([{"key": "k", "value": "v".repeat(257)}]), "ValidationException"),
        (json!([{"key": "k"}]), "ValidationException"),
        (json!([{"key": "k<", "value": ""}]), "ValidationException"),
        (json!([{"key": "aws:k", "value": ""}]), "ValidationException"),
        (json!({"key": "k"}), "SerializationException"),
        (many, "TooManyTags"),
    ] {
        assert_eq!(tag(&machine, tags.clone()).await.code, code, "{:.100}", tags.to_string());
    }
    let kept = stage.ok("ListTagsForResource", json!({"resourceArn": machine})).await;
    assert_eq!(kept, json!({"tags": []}));
}
