//! `clientToken`: a call that is repeated redrives once.

use apoyo_engine::{Arn, Redrive, Status};
use futures::FutureExt;
use jiff::Timestamp;
use serde_json::json;

use crate::shop::{Shop, task};
use crate::stage::{machine, seconds};

async fn failed(shop: &Shop) -> Arn {
    shop.stage.run(&machine(&json!({"A": task("a", "")})), &json!({})).await.execution_arn
}

impl Shop {
    async fn by(&self, execution: &Arn, token: &str) -> Result<Timestamp, String> {
        let redrive = Redrive { execution, client_token: Some(token) };
        let redriven = self.stage.engine.redrive_execution(redrive, |_| None).await;
        redriven.map_err(|error| error.name().to_owned())
    }
}

#[tokio::test]
async fn the_same_token_redrives_once_also_after_the_end() {
    let shop = Shop::new(&[("a", 2)]);
    let execution = failed(&shop).await;
    let first = shop.by(&execution, "t").await.unwrap();
    shop.stage.finish(&execution).await;
    shop.stage.clock.advance_time_by(seconds(15 * 60));
    assert_eq!(shop.by(&execution, "t").await.unwrap(), first);
    assert_eq!(shop.describe(&execution).redrive_count, 1);
    let second = shop.by(&execution, "other").await.unwrap();
    assert_eq!(second.duration_since(first).as_secs(), 15 * 60);
    shop.stage.finish(&execution).await;
    assert_eq!(
        shop.by(&execution, "other").await.unwrap(),
        second,
        "it has succeeded, and the call is known"
    );
    assert_eq!(shop.describe(&execution).redrive_count, 2);
}

#[tokio::test]
async fn a_token_is_known_for_15_minutes() {
    let shop = Shop::new(&[("a", 9)]);
    let execution = failed(&shop).await;
    let first = shop.by(&execution, "t").await.unwrap();
    shop.stage.finish(&execution).await;
    shop.stage.clock.advance_time_by(seconds(15 * 60 + 1));
    assert_ne!(shop.by(&execution, "t").await.unwrap(), first);
    shop.stage.finish(&execution).await;
    assert_eq!(shop.describe(&execution).redrive_count, 2);
}

#[tokio::test]
async fn the_last_10_tokens_are_known() {
    let shop = Shop::new(&[("a", 99)]);
    let execution = failed(&shop).await;
    let mut dates = Vec::new();
    for token in 0..11 {
        shop.stage.clock.advance_time_by(seconds(1));
        dates.push(shop.by(&execution, &token.to_string()).await.unwrap());
        shop.stage.finish(&execution).await;
    }
    for (token, date) in dates.iter().enumerate().skip(1) {
        assert_eq!(shop.by(&execution, &token.to_string()).await.unwrap(), *date);
    }
    assert_ne!(shop.by(&execution, "0").await.unwrap(), dates[0]);
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_any_more_redrives_once_all_the_same() {
    let shop = Shop::new(&[("a", 2)]);
    let execution = failed(&shop).await;
    for _ in 0..3 {
        // Each is given up before its answer.
        assert_eq!(shop.by(&execution, "t").now_or_never(), None, "it answers at once");
    }
    shop.stage.settle().await;
    let ended = shop.stage.finish(&execution).await;
    assert_eq!((ended.status, ended.redrive_count), (Status::Failed, 1));
    let types = shop.stage.types(&execution).await;
    assert_eq!(types.iter().filter(|name| *name == "ExecutionRedriven").count(), 1, "{types:?}");
}

#[tokio::test]
async fn of_many_calls_at_once_one_redrives() {
    let shop = Shop::new(&[("a", 1)]);
    let execution = failed(&shop).await;
    let calls = futures::future::join_all((0..8).map(|call| {
        let token = format!("call-{call}");
        let (shop, execution) = (&shop, &execution);
        async move { shop.by(execution, &token).await }
    }));
    let answers = calls.await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    let refused = answers.into_iter().filter_map(Result::err);
    assert!(refused.into_iter().all(|name| name == "ExecutionNotRedrivable"));
    shop.stage.finish(&execution).await;
    assert_eq!(shop.describe(&execution).redrive_count, 1);
}
