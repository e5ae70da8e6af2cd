//! How long an invocation takes: `cargo test -p apoyo-functions --test functions measure -- --ignored --nocapture`.

use apoyo_engine::{Clock, TokioClock};
use serde_json::json;

use crate::stage::Stage;

const COUNT: i32 = 2000;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn of_a_warm_and_of_a_fresh_process() {
    let stage = Stage::new(json!({
        "warm": {"bootstrap": crate::stage::TRIAL},
        "fresh": {"command": ["cat"]},
    }));
    for (function, count) in [("warm", COUNT), ("fresh", COUNT / 10)] {
        let event = json!({"do": "echo", "value": 1});
        stage.invoke(function, &event).await;
        let mut took = Vec::new();
        for _ in 0..count {
            let start = TokioClock.now();
            stage.invoke(function, &event).await;
            took.push(TokioClock.now().duration_since(start).as_micros());
        }
        took.sort_unstable();
        println!("{function}: {} us an invocation, the fastest {}", took[took.len() / 2], took[0]);
    }
}
