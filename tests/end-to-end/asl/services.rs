use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use serde_json::{Value, json};

use crate::place::{Ended, Place, ended};

/// A service at an address of its own, which answers every request alike.
struct Service {
    url: String,
    /// The requests, head and body.
    requests: Receiver<String>,
}

impl Service {
    fn answering(reply: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = request(&stream);
                write!(
                    stream,
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{reply}",
                    reply.len()
                )
                .unwrap();
                if sender.send(request).is_err() {
                    return;
                }
            }
        });
        Self { url, requests }
    }

    /// The only request so far.
    fn request(&self) -> String {
        let request = self.requests.recv().unwrap();
        assert!(self.requests.try_recv().is_err(), "it was asked more than once");
        request
    }
}

fn request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let start = head.len();
        reader.read_line(&mut head).unwrap();
        let line = head[start..].to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    head + &String::from_utf8(body).unwrap()
}

/// Runs the machine of a place with this environment and no other of AWS.
fn run(place: &Place, words: &[&str], environment: &[(&str, &str)]) -> Ended {
    let mut command = place.command(&[&["run", "machine.asl.json", "--skip-time"], words].concat());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.env("AWS_CONFIG_FILE", place.path("aws-config"));
    command.env("AWS_SHARED_CREDENTIALS_FILE", place.path("aws-credentials"));
    command.env("AWS_EC2_METADATA_DISABLED", "true").envs(environment.iter().copied());
    ended(command.output().unwrap())
}

fn task(resource: &str, arguments: &Value) -> Value {
    json!({"Type": "Task", "Resource": resource, "QueryLanguage": "JSONata", "Arguments": arguments,
        "TimeoutSeconds": 3_600, "End": true})
}

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "key-id"), ("AWS_SECRET_ACCESS_KEY", "secret")];
const SEND: &str = "arn:aws:states:::sqs:sendMessage";
const SENT: &str = "{\"MessageId\": \"m-1\", \"MD5OfMessageBody\": \"d\"}";

fn sending() -> Place {
    let arguments = json!({"QueueUrl": "http://q/1/queue", "MessageBody": "{% $states.input.text %}"});
    let mut send = task(SEND, &arguments);
    send["Output"] = json!({"id": "{% $states.result.MessageId %}"});
    Place::with_machine("Send", &json!({"Send": send}))
}

/// The hour in which the service may answer is not skipped.
#[test]
fn a_task_without_a_mock_calls_the_endpoint_that_the_environment_names() {
    let service = Service::answering(SENT);
    let environment =
        [&KEYS[..], &[("AWS_ENDPOINT_URL_SQS", service.url.as_str()), ("AWS_REGION", "eu-west-3")]].concat();
    let ended = run(&sending(), &["--input", "{\"text\": \"ñ\"}"], &environment).with_code(0);
    assert_eq!(ended.json(), json!({"id": "m-1"}));
    let request = service.request();
    assert!(request.contains("Credential=key-id/") && request.contains("/eu-west-3/sqs/"), "{request}");
    assert!(request.contains("\"MessageBody\":\"ñ\""), "{request}");
}

#[test]
fn a_profile_names_an_endpoint_too() {
    let service = Service::answering(SENT);
    let place = sending();
    let profile = "region = us-west-2\naws_access_key_id = from-file\naws_secret_access_key = s";
    place.write("aws-config", format!("[profile local]\n{profile}\nendpoint_url = {}\n", service.url));
    let environment = [("AWS_PROFILE", "local")];
    run(&place, &["--input", "{\"text\": \"t\"}"], &environment).with_code(0);
    assert!(service.request().contains("Credential=from-file/"));
}

#[test]
fn a_mock_goes_before_an_endpoint() {
    let service = Service::answering(SENT);
    let place = sending();
    place.mocks(&json!({"Send": {"0": {"Return": {"MessageId": "mocked"}}}}));
    let environment = [("AWS_ENDPOINT_URL", service.url.as_str())];
    let ended =
        run(&place, &["--mock", "mock.json", "--input", "{\"text\": \"t\"}"], &environment).with_code(0);
    assert_eq!(ended.json(), json!({"id": "mocked"}));
    assert!(service.requests.try_recv().is_err());
}

#[test]
fn tasks_that_nothing_answers_are_all_named_before_anything_runs() {
    let mut publish = task("arn:aws:states:::sns:publish", &json!({"TopicArn": "t", "Message": "m"}));
    publish.as_object_mut().unwrap().remove("End");
    publish["Next"] = "Speak".into();
    let place = Place::with_machine(
        "Publish",
        &json!({"Publish": publish, "Speak": task("arn:aws:states:::aws-sdk:polly:synthesizeSpeech", &json!({}))}),
    );
    let refused = run(&place, &["--history"], &[]).with_code(2).saying(&[
        "state \"Publish\" calls arn:aws:states:::sns:publish: it needs a mock (--mock)",
        "AWS_ENDPOINT_URL_SNS",
        "state \"Speak\"",
        "there is no service \"polly\" here",
    ]);
    assert_eq!(refused.stdout, "");
}

#[test]
fn keys_that_are_missing_are_told_before_anything_runs() {
    let environment = [("AWS_ENDPOINT_URL", "http://127.0.0.1:1")];
    let refused = run(&sending(), &[], &environment).with_code(2);
    refused.saying(&["state \"Send\"", "no credentials are configured to call sqs with: set AWS_PROFILE"]);
}

#[test]
fn aws_itself_is_called_only_where_it_is_asked_for() {
    let place = sending();
    run(&place, &[], &[]).with_code(2).saying(&["no endpoint is configured for sqs"]);
    // With no region nobody at AWS can be meant, and nothing is sent.
    run(&place, &["--aws"], &[]).with_code(2).saying(&["no region is configured to call sqs in"]);
}

#[test]
fn an_endpoint_that_is_not_there_fails_the_task_under_a_name_that_can_be_caught() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    let environment = [&KEYS[..], &[("AWS_ENDPOINT_URL", url.as_str())]].concat();
    let ended = run(&sending(), &["--input", "{\"text\": \"t\"}"], &environment).with_code(1);
    ended.saying(&["FAILED", "SQS.SdkClientException"]);
}

#[test]
fn tasks_of_s3_read_and_write_the_folder() {
    let put = json!({"Bucket": "photos", "Key": "año/b.json", "Body": "{% $states.input %}"});
    let mut put = task("arn:aws:states:::aws-sdk:s3:putObject", &put);
    put.as_object_mut().unwrap().remove("End");
    put["Next"] = "Get".into();
    let mut get =
        task("arn:aws:states:::aws-sdk:s3:getObject", &json!({"Bucket": "photos", "Key": "a.json"}));
    get["Output"] = json!("{% $parse($states.result.Body) %}");
    // A signature of tomorrow would be refused.
    let wait = json!({"Type": "Wait", "Seconds": 86_400, "Next": "Put"});
    let place = Place::with_machine("Wait", &json!({"Wait": wait, "Put": put, "Get": get}));
    place.write("data/photos/a.json", "[1]");
    let words = ["--data", "data", "--input", "{\"n\": 2}"];
    assert_eq!(run(&place, &words, &[]).with_code(0).json(), json!([1]));
    let written = std::fs::read_to_string(place.path("data/photos/año/b.json")).unwrap();
    assert_eq!(written, "{\"n\":2}");
    run(&place, &[], &[]).with_code(2).saying(&["a folder in place of S3 (--data)", "AWS_ENDPOINT_URL_S3"]);
}

#[test]
fn a_function_without_a_command_is_invoked_at_the_endpoint_of_lambda() {
    let service = Service::answering("{\"sum\": 3}");
    let invoke = |function: &str| {
        let mut invoke =
            task("arn:aws:states:::lambda:invoke", &json!({"FunctionName": function, "Payload": {"a": 1}}));
        invoke["Output"] = json!("{% $states.result.Payload %}");
        Place::with_machine("T", &json!({"T": invoke}))
    };
    let environment = [&KEYS[..], &[("AWS_ENDPOINT_URL_LAMBDA", service.url.as_str())]].concat();
    let words = ["--lambda", "own=cat"];
    assert_eq!(run(&invoke("own"), &words, &environment).with_code(0).json(), json!({"a": 1}));
    assert!(service.requests.try_recv().is_err());
    assert_eq!(run(&invoke("other"), &words, &environment).with_code(0).json(), json!({"sum": 3}));
    let request = service.request();
    assert!(request.starts_with("POST /2015-03-31/functions/other/invocations "), "{request}");
    assert!(request.ends_with("{\"a\":1}"), "{request}");
    run(&invoke("other"), &words, &[])
        .with_code(2)
        .saying(&["--lambda NAME=COMMAND for \"other\"; given are: own", "AWS_ENDPOINT_URL_LAMBDA"]);
}

#[test]
fn what_a_service_does_not_take_is_found_where_it_is_written() {
    let place = Place::new();
    place.write(
        "machine.asl.json",
        "{\"StartAt\": \"S\", \"States\": {\n  \"S\": {\"Type\": \"Task\", \"End\": true,\n    \"Resource\": \"arn:aws:states:::sqs:sendMessage\",\n    \"Parameters\": {\"QueueUrl\": \"q\"}}}}",
    );
    let found = place.asl(&["check", "machine.asl.json"]).with_code(1);
    let line = "machine.asl.json:4:5: SCHEMA_VALIDATION_FAILED: The field 'MessageBody' is required but was missing (/States/S/Parameters)\n";
    assert_eq!(found.stdout, line);
    let refused = place.asl(&["run", "machine.asl.json"]).with_code(2);
    refused.saying(&["'MessageBody' is required"]);
}
