//! Other people's clients: boto3 and the `aws` command, over HTTP on loopback.

use std::convert::Infallible;
use std::path::PathBuf;
use std::process::{Command, Output};

use apoyo_functions::LambdaService;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::stage::Stage;

/// An endpoint that lives as long as the test's runtime.
async fn endpoint(stage: &Stage) -> String {
    let service = LambdaService::new(stage.functions.clone());
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

fn functions() -> Stage {
    Stage::new(json!({
        "trial": {"bootstrap": crate::stage::TRIAL, "environment": {"LEVEL": "fine"}},
        "cat": {"command": ["cat"], "concurrency": 5},
        "off": {"command": ["cat"], "concurrency": 0},
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_works() {
    let Some(python) = tool("python3", &["-c", "import boto3"]) else { return };
    let stage = functions();
    let endpoint = endpoint(&stage).await;
    let output = run(&endpoint, python, &["-c", include_str!("boto3_works.py")]).await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("boto3 ok"), "{text} {}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_command_works() {
    let Some(aws) = tool("aws", &["--version"]) else { return };
    let stage = functions();
    let endpoint = endpoint(&stage).await;
    let file = stage.folder.path().join("out.json");
    let out = file.to_str().unwrap();
    let call = async |args: &[&str]| {
        let output = run(&endpoint, aws.clone(), &[&["lambda"], args].concat()).await;
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        (serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default(), error)
    };
    // A file, since the first version of the command takes a payload as it is and the second one in Base64.
    let event = stage.folder.path().join("event.json");
    std::fs::write(&event, r#"{"do": "fail", "type": "Mine", "message": "m"}"#).unwrap();
    let payload = format!("fileb://{}", event.display());
    let invoke = ["invoke", "--function-name", "trial", "--payload", &payload, "--log-type", "Tail", out];
    let (reply, error) = call(&invoke).await;
    assert_eq!(
        (&reply["StatusCode"], &reply["FunctionError"]),
        (&json!(200), &json!("Unhandled")),
        "{error}"
    );
    assert!(reply["LogResult"].as_str().is_some_and(|log| !log.is_empty()), "{reply}");
    let written: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(written["errorType"], "Mine");
    let (listed, error) = call(&["list-functions", "--max-items", "2"]).await;
    assert_eq!(listed["Functions"].as_array().map(Vec::len), Some(2), "{error}");
    let (_, error) = call(&["invoke", "--function-name", "none", out]).await;
    assert!(error.contains("(ResourceNotFoundException)"), "{error}");
    let (_, error) = call(&["delete-function", "--function-name", "cat"]).await;
    assert!(error.contains("(UnknownOperationException)") && error.contains("apoyo.yaml"), "{error}");
}
