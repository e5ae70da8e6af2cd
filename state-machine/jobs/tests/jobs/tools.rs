//! Other people's clients: boto3 and the `aws` command, over HTTP on loopback.

use apoyo_clients::{aws, python, run, serve, told};
use apoyo_jobs::JobsService;

use crate::workshop::Workshop;

/// An endpoint over these jobs; it lives as long as the test's runtime.
async fn endpoint(workshop: &Workshop) -> String {
    let service = JobsService::new(workshop.jobs.clone());
    serve(move |request| {
        let service = service.clone();
        async move { service.call(request).await }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_works() {
    let Some(python) = python() else { return };
    let workshop = Workshop::open(2).await;
    let endpoint = endpoint(&workshop).await;
    let output = run(&endpoint, &python, &["-c", include_str!("boto3_works.py")]).await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("boto3 ok"), "{text} {}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_command_works() {
    let Some(aws) = aws() else { return };
    let workshop = Workshop::open(2).await;
    let endpoint = endpoint(&workshop).await;
    let call = async |args: &[&str]| {
        let output = run(&endpoint, &aws, &[&["batch"], args].concat()).await;
        told(&output)
    };
    let container = r#"{"image": "i", "command": ["echo", "Ref::word"], "vcpus": 1, "memory": 64}"#;
    let register = ["register-job-definition", "--job-definition-name", "echo", "--type", "container"];
    let (made, _, err) = call(&[&register[..], &["--container-properties", container]].concat()).await;
    assert!(made, "{err}");
    let submit = ["submit-job", "--job-name", "j", "--job-queue", "q", "--job-definition", "echo:1"];
    let more = ["--parameters", "word=ñandú", "--query", "jobId", "--output", "text"];
    let (submitted, job, err) = call(&[&submit[..], &more].concat()).await;
    assert!(submitted, "{err}");
    let ended = workshop.ended(&job).await;
    assert_eq!(workshop.output(&ended), "ñandú\n");
    let describe = [
        "describe-jobs",
        "--jobs",
        &job,
        "--query",
        "jobs[0].[status,container.exitCode]",
        "--output",
        "text",
    ];
    assert_eq!(call(&describe).await.1, "SUCCEEDED\t0");
    let (found, _, err) = call(&["list-jobs", "--job-queue", "none"]).await;
    assert!(!found && err.contains("(ClientException)") && err.contains("JobQueue none not found."), "{err}");
    let (found, _, err) = call(&["list-scheduling-policies"]).await;
    assert!(!found && err.contains("is not here: the embedded Batch has CancelJob"), "{err}");
}
