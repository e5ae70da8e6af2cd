//! Other people's clients: boto3 and the `aws` command, over HTTP on loopback.

use std::convert::Infallible;
use std::path::PathBuf;
use std::process::{Command, Output};

use apoyo_jobs::JobsService;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::workshop::Workshop;

/// An endpoint over these jobs; it lives as long as the test's runtime.
async fn endpoint(workshop: &Workshop) -> String {
    let service = JobsService::new(workshop.jobs.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = service.clone();
            let answer = hyper::service::service_fn(move |request| {
                let service = service.clone();
                async move { Ok::<_, Infallible>(service.call(request).await) }
            });
            tokio::spawn(
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer),
            );
        }
    });
    format!("http://{address}")
}

/// The first of these that runs: in `APOYO_TOOLS` or on the path. Says so where none does.
fn tool(name: &str, args: &[&str]) -> Option<PathBuf> {
    let own = std::env::var_os("APOYO_TOOLS").map(|folder| PathBuf::from(folder).join(name));
    let found = own.into_iter().chain([PathBuf::from(name)]).find(|program| {
        Command::new(program).args(args).output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        println!("SKIPPED: {name} {} does not run here (pip install boto3 awscli)", args.join(" "));
    }
    found
}

async fn run(endpoint: &str, program: PathBuf, args: &[&str]) -> Output {
    let mut command = Command::new(program);
    command
        .args(args)
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_ACCESS_KEY_ID", "apoyo")
        .env("AWS_SECRET_ACCESS_KEY", "apoyo-secret")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env("PYTHONWARNINGS", "ignore");
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_works() {
    let Some(python) = tool("python3", &["-c", "import boto3"]) else { return };
    let workshop = Workshop::open(2).await;
    let endpoint = endpoint(&workshop).await;
    let output = run(&endpoint, python, &["-c", include_str!("boto3_works.py")]).await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("boto3 ok"), "{text} {}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_command_works() {
    let Some(aws) = tool("aws", &["--version"]) else { return };
    let workshop = Workshop::open(2).await;
    let endpoint = endpoint(&workshop).await;
    let call = async |args: &[&str]| {
        let output = run(&endpoint, aws.clone(), &[&["batch"], args].concat()).await;
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), out.trim().to_owned(), err.into_owned())
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
