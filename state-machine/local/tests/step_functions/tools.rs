//! Other people's clients: boto3 and the `aws` command, over HTTP on loopback.

use std::convert::Infallible;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;

use apoyo_engine::{
    Engine, MAP_CONCURRENCY, MemoryObjects, MemoryStore, Parts, Realm, TaskRouter, TokioClock,
};
use apoyo_local::{JsonService, StepFunctions};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::stage::{ROLE, pass};

/// An endpoint with the computer's clock; it lives as long as the test's runtime.
async fn endpoint() -> String {
    let engine = Engine::start(Parts {
        clock: Arc::new(TokioClock),
        store: Arc::new(MemoryStore::default()),
        tasks: Arc::new(TaskRouter::default()),
        objects: Arc::new(MemoryObjects::default()),
        realm: Realm::default(),
        seed: 1,
        map_concurrency: MAP_CONCURRENCY,
    });
    let service = JsonService::new(StepFunctions::new(Arc::new(engine)));
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
    let endpoint = endpoint().await;
    let output = run(&endpoint, python, &["-c", include_str!("boto3_works.py")]).await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("boto3 ok"), "{text} {}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_command_works() {
    let Some(aws) = tool("aws", &["--version"]) else { return };
    let endpoint = endpoint().await;
    let call = async |args: &[&str]| {
        let output = run(&endpoint, aws.clone(), &[&["stepfunctions"], args].concat()).await;
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), out.trim().to_owned(), err.into_owned())
    };
    let query = ["--query", "stateMachineArn", "--output", "text"];
    let create = ["create-state-machine", "--name", "m", "--definition", &pass(""), "--role-arn", ROLE];
    let (made, machine, err) = call(&[&create[..], &query].concat()).await;
    assert!(made, "{err}");
    let start = ["start-execution", "--state-machine-arn", &machine, "--name", "e", "--input", "{\"a\": 1}"];
    let (started, execution, err) =
        call(&[&start[..], &["--query", "executionArn", "--output", "text"]].concat()).await;
    assert!(started, "{err}");
    let history = [
        "get-execution-history",
        "--execution-arn",
        &execution,
        "--max-items",
        "1",
        "--query",
        "events[].type",
    ];
    let (_, events, _) = call(&history).await;
    assert!(events.contains("ExecutionStarted"), "{events}");
    let (found, _, err) = call(&["describe-execution", "--execution-arn", &format!("{execution}x")]).await;
    assert!(!found && err.contains("(ExecutionDoesNotExist)"), "{err}");
    let (_, names, _) =
        call(&["list-state-machines", "--query", "stateMachines[].name", "--output", "text"]).await;
    assert_eq!(names, "m");
}
