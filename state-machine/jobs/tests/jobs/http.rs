//! The wire: paths, methods, bodies and errors.

use apoyo_jobs::{BODY_LIMIT_BYTES, JobsService};
use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};

use crate::bench::Bench;

struct Answer {
    status: u16,
    error: Option<String>,
    body: Value,
}

async fn send(service: &JobsService, (method, path): (Method, &str), body: impl Into<Bytes>) -> Answer {
    let request = Request::builder().method(method).uri(path).body(Full::new(body.into())).unwrap();
    let response = service.call(request).await;
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(header("x-amzn-requestid").unwrap().len(), 36);
    let (status, error) = (response.status().as_u16(), header("x-amzn-errortype"));
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    Answer { status, error, body: serde_json::from_slice(&bytes).unwrap() }
}

#[tokio::test]
async fn operations_are_paths_and_tags_are_methods() {
    let bench = Bench::with_vcpus(1).await;
    let service = JobsService::new(bench.jobs.clone());
    let queues = send(&service, (Method::POST, "/v1/describejobqueues"), "").await;
    assert_eq!((queues.status, &queues.body["jobQueues"][0]["jobQueueName"]), (200, &json!("q")));
    let path = "/v1/tags/arn%3Aaws%3Abatch%3Aus-east-1%3A000000000000%3Ajob-queue%2Fq";
    assert_eq!(
        send(&service, (Method::POST, path), json!({"tags": {"a b": "1", "c": "2"}}).to_string())
            .await
            .status,
        200
    );
    let removed = format!("{path}?tagKeys=a%20b&tagKeys=none");
    assert_eq!(send(&service, (Method::DELETE, &removed), "").await.status, 200);
    assert_eq!(send(&service, (Method::GET, path), "").await.body, json!({"tags": {"c": "2"}}));
}

#[tokio::test]
async fn hostile_requests_are_answered() {
    let bench = Bench::with_vcpus(1).await;
    let service = JobsService::new(bench.jobs.clone());
    let post = |path| (Method::POST, path);
    let table: [((Method, &str), Bytes, &str); 9] = [
        (post("/v1/submitjob"), "{".into(), "not JSON"),
        (post("/v1/submitjob"), "[1]".into(), "no JSON object"),
        (post("/v1/submitjob"), "null".into(), "no JSON object"),
        (post("/v1/submitjob"), Bytes::from_static(b"\xff"), "not JSON"),
        (post("/v1/submitjob"), "{}".into(), "jobName should not be null"),
        (post("/v1/unknown"), "".into(), "operation \"unknown\" is not here"),
        (post("/other"), "".into(), "is none of Batch"),
        ((Method::PUT, "/v1/submitjob"), "".into(), "method PUT is not allowed"),
        ((Method::GET, "/v1/tags/%ff"), "".into(), "not UTF-8"),
    ];
    for (place, body, message) in table {
        let answer = send(&service, place, body).await;
        assert_eq!((answer.status, answer.error.as_deref()), (400, Some("ClientException")), "{message}");
        assert!(answer.body["message"].as_str().unwrap().contains(message), "{}", answer.body);
    }
    let long = send(&service, post("/v1/submitjob"), vec![b' '; BODY_LIMIT_BYTES + 1]).await;
    assert_eq!(long.status, 413);
    let deep = "[".repeat(100_000);
    assert_eq!(send(&service, post("/v1/describejobs"), format!("{{\"jobs\": {deep}")).await.status, 400);
}
