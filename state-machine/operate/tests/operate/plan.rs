//! A plan is what the execution then does.

use apoyo_cost::Deployment;
use apoyo_list::BatchLane;
use apoyo_operate::PlanOptions;
use apoyo_photo::Lane;
use apoyo_stack::Config;
use serde_json::{Value, json};

use crate::stage::{Stage, reference};

fn options(input: Value) -> PlanOptions {
    let deployment = Deployment::of(Config::default()).unwrap();
    PlanOptions { input, deployment, batch_lane: BatchLane::Absent }
}

#[tokio::test]
async fn a_plan_counts_what_an_execution_lists_and_writes_nothing() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.put("procesando/left.jpg", "0.9 left").await;
    let before = stage.photos();
    let facts = stage.site.plan(&options(json!({}))).await.unwrap();
    assert_eq!((facts.photos, facts.bytes, facts.largest_bytes), (4, 35, 9));
    assert_eq!((facts.lane, facts.batch_photos), (Lane::Lambda, 40));
    assert!(facts.oldest.is_some() && facts.usd > 0.0 && facts.seconds.unwrap() > 0.0);
    assert!(
        facts.costs.iter().all(|line| !line.formula.is_empty() && line.price_source.starts_with("https://"))
    );
    assert_eq!(stage.photos(), before);
    stage.run("night", &json!({})).await;
    assert_eq!(stage.site.show(&reference("night")).await.unwrap().photos.unwrap().listed, 4);
    let after = stage.site.plan(&options(json!({}))).await.unwrap();
    assert_eq!((after.photos, after.seconds), (0, None));
}

#[tokio::test]
async fn a_plan_follows_the_input_and_refuses_what_the_step_refuses() {
    let stage = Stage::new().await;
    stage.three().await;
    stage.put("sin procesar/línea 5/d.jpg", "0.9 other").await;
    let part = stage.site.plan(&options(json!({"folder": "línea 5"}))).await.unwrap();
    assert_eq!((part.photos, part.oldest), (1, None));
    let refused = stage.site.plan(&options(json!({"lane": "batch"}))).await.unwrap_err();
    assert!(refused.is_usage() && refused.to_string().contains("`batch` is not deployed here"), "{refused}");
}
