//! Other people's clients, with the keys and without.

use std::path::Path;
use std::process::Output;

use apoyo_clients::{aws, client, output, python};

use crate::stage::{KEYS, Stage};

/// What a program with these keys prints, and what it says went wrong.
async fn run(stage: &Stage, (id, secret): (&str, &str), program: &Path, args: &[&str]) -> Output {
    let mut command = client(&stage.endpoint(), program, args);
    command
        .env("AWS_ACCESS_KEY_ID", id)
        .env("AWS_SECRET_ACCESS_KEY", secret)
        .env("AWS_DISABLE_HOST_PREFIX_INJECTION", "true")
        .env("AWS_MAX_ATTEMPTS", "1");
    output(command).await
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_command_is_let_in_with_the_keys_only() {
    let Some(aws) = aws() else { return };
    let stage = Stage::new().await;
    let list = ["stepfunctions", "list-state-machines"];
    let listed = run(&stage, KEYS, &aws, &list).await;
    assert!(listed.status.success(), "{}", text(&listed.stderr));
    for (keys, code) in [
        (("apoyo", "guessed"), "(InvalidSignatureException)"),
        (("somebody", "apoyo-secret"), "(UnrecognizedClientException)"),
    ] {
        let refused = text(&run(&stage, keys, &aws, &list).await.stderr);
        assert!(refused.contains(code), "{refused}");
    }
    let buckets = run(&stage, ("apoyo", "guessed"), &aws, &["s3api", "list-buckets"]).await;
    assert!(text(&buckets.stderr).contains("(SignatureDoesNotMatch)"), "{}", text(&buckets.stderr));
    let unsigned = ["stepfunctions", "list-state-machines", "--no-sign-request"];
    let refused = text(&run(&stage, KEYS, &aws, &unsigned).await.stderr);
    assert!(refused.contains("(MissingAuthenticationTokenException)"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_is_let_in_with_keys_of_ones_own_for_all_services() {
    let Some(python) = python() else { return };
    let keys = ("AKIAOWN", "sécret with \"signs\"");
    let stage = Stage::with_keys(keys).await;
    let script = include_str!("signed_calls.py");
    let told = run(&stage, keys, &python, &["-c", script]).await;
    assert!(text(&told.stdout).contains("boto3 ok"), "{} {}", text(&told.stdout), text(&told.stderr));
}
