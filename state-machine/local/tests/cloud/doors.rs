//! Browsers' pages, and paths that lead out.

use apoyo_clients::tool;

use crate::stage::{KEYS, Stage};

#[tokio::test]
async fn a_page_of_another_address_changes_nothing_whatever_it_signs() {
    let stage = Stage::new().await;
    let host = format!("host: {}", stage.address);
    let put = "PUT /bucket HTTP/1.1";
    let (status, answer) = stage.send(&[put, &host, "origin: https://evil.example"], "").await;
    assert_eq!(status, 403);
    assert!(
        answer.contains("<Code>AccessDenied</Code>") && answer.contains("https://evil.example"),
        "{answer}"
    );
    let preflight = "OPTIONS / HTTP/1.1";
    let asked = "access-control-request-method: POST";
    let (status, answer) = stage.send(&[preflight, &host, "origin: http://localhost:3000", asked], "").await;
    assert_eq!(status, 403);
    assert!(!answer.to_ascii_lowercase().contains("access-control-allow"), "{answer}");
}

#[tokio::test]
async fn a_name_that_was_made_to_point_here_is_not_answered() {
    let stage = Stage::new().await;
    let (status, answer) = stage.send(&["GET / HTTP/1.1", "host: evil.example:4566"], "").await;
    assert_eq!(status, 403);
    assert!(answer.contains("evil.example:4566"), "{answer}");
}

/// Signs paths as they are, which no SDK would send.
const SCRIPT: &str = r#"
import http.client, os, sys
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

host = sys.argv[1]
keys = Credentials(sys.argv[2], sys.argv[3])

def send(method, path, body=b"mine"):
    request = AWSRequest(method=method, url="http://" + host + path, data=body)
    S3SigV4Auth(keys, "s3", "us-east-1").add_auth(request)
    connection = http.client.HTTPConnection(host)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", host)
    connection.putheader("Content-Length", str(len(body)))
    for name, value in request.headers.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    return connection.getresponse().status

assert send("PUT", "/mine", b"") == 200
for name in ["..", ".", ".apoyo", "%2e%2e", "..%2f..", ".apoyo%2fstaging", "%00", "a%2f..%2f..", "MINE", "x" * 64]:
    assert send("PUT", "/" + name, b"") >= 400, name
    assert send("GET", "/" + name, b"") >= 400, name
    assert send("PUT", "/" + name + "/key") >= 400, name
for key in ["../out", "%2e%2e/out", "..%2fout", "a/../../out", "a/%2e%2e/%2e%2e/out", "..%5cout", "/../out", "//out",
            "../.apoyo/index.sqlite", "%2fout", "..", ".", "a/.", "a/..", ".apoyo/x", "a%00b"]:
    send("PUT", "/mine/" + key)
print("sent")
"#;

#[tokio::test(flavor = "multi_thread")]
async fn no_path_of_a_request_reaches_outside_the_data_folder() {
    let Some(python) = tool("python3", &["-c", "import botocore"]) else { return };
    let stage = Stage::new().await;
    let outside = stage.folder.path().to_owned();
    let own = outside.join("data/.apoyo");
    let before = names(&own);
    let mut command = std::process::Command::new(python);
    command.args(["-c", SCRIPT, &stage.address.to_string(), KEYS.0, KEYS.1]);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(out.contains("sent"), "{out} {err}");
    assert_eq!(names(&outside), ["data"], "beside the data folder");
    assert_eq!(names(&outside.join("data")), [".apoyo", "mine"], "in the data folder");
    assert_eq!(names(&own), before, "in the cloud's own folder");
    assert_eq!(names(&own.join("staging")), [""; 0]);
}

fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
