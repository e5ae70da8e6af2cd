//! What every binary must do, wherever it runs.

use crate::process::{run, run_and_stop};
use crate::room::Room;
use crate::shard::{Shard, variables};

/// The shard's file says of each photo what the handler of `classify` says, and the log has a line for each.
pub(crate) async fn classifies_a_shard_as_the_step_does(room: &Room) {
    let shard = Shard::of(8).await;
    let variables = variables(&shard.plain_endpoint());
    let ran = run(room, &variables).await;
    assert_eq!(ran.code, Some(0), "{}", ran.text());
    assert_eq!(shard.found().await.unwrap(), shard.expected().await);
    assert_eq!(ran.log.iter().filter(|line| line["message"] == "judged").count(), shard.len());
    assert_eq!((ran.summary("photos"), ran.summary("exit")), (shard.len() as u64, 0));
    assert!(!ran.text().contains("apoyo-secret"), "no secret is in the log");
    let again = run(room, &variables).await;
    assert_eq!((again.code, again.summary("photos")), (Some(0), 0), "{}", again.text());
}

/// SIGTERM in the middle: exit 143 with progress written; the second attempt does the rest.
pub(crate) async fn stops_on_sigterm_and_goes_on_at_the_next_attempt(room: &Room) {
    let shard = Shard::of(80).await;
    let variables = variables(&shard.plain_endpoint());
    let stopped = run_and_stop(room, &variables, 3).await;
    assert_eq!(stopped.code, Some(143), "{}", stopped.text());
    assert!(shard.found().await.is_none());
    let kept = shard.progress().await;
    assert!((3..80).contains(&kept), "{kept} photos are kept");
    let next = run(room, &variables).await;
    assert_eq!((next.code, next.summary("resumed")), (Some(0), kept as u64), "{}", next.text());
    assert_eq!(shard.found().await.unwrap(), shard.expected().await);
}

/// Exit 1 where trying again cannot help, and what is wrong is named; 75 where it can.
pub(crate) async fn ends_with_the_codes_that_batch_decides_by(room: &Room) {
    let shard = Shard::of(1).await;
    let with = |endpoint: &str, name: &str, value: Option<&str>| {
        let mut variables = variables(endpoint);
        variables.retain(|(known, _)| *known != name);
        variables.push(("APOYO_LONGEST_WAIT_SECONDS", "0".into()));
        if let Some(value) = value {
            variables.extend([("AWS_SECRET_ACCESS_KEY", value.to_owned())]);
        }
        variables
    };
    let here = shard.plain_endpoint();
    let nobody_listens = "http://127.0.0.1:9";
    let table = [
        (with(&here, "APOYO_JOB", None), 1, "environment variable APOYO_JOB is not set"),
        (with(&here, "AWS_BATCH_JOB_ARRAY_INDEX", None), 1, "AWS_BATCH_JOB_ARRAY_INDEX is not set"),
        (with(&here, "AWS_SECRET_ACCESS_KEY", Some("wrong")), 1, "SignatureDoesNotMatch"),
        (with(nobody_listens, "", None), 75, "no answer"),
    ];
    for (variables, code, message) in table {
        let ran = run(room, &variables).await;
        assert_eq!(ran.code, Some(code), "{}", ran.text());
        assert!(ran.text().contains(message), "{}", ran.text());
    }
}
