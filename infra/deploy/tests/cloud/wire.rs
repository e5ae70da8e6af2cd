//! What stands where the network would be: it answers each operation from a script and remembers what it was asked.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use percent_encoding::percent_decode_str;

/// One answer of AWS.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

/// One question, as AWS would read it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) operation: String,
    /// Fields of the form, or of the query.
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) path: String,
    pub(crate) body: String,
}

/// The script: for each operation its answers one after the other; the last one again and again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wire {
    answers: Arc<Mutex<HashMap<String, VecDeque<Answer>>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Wire {
    /// Sets the answers of an operation.
    pub(crate) fn answer(&self, operation: &str, answers: impl IntoIterator<Item = Answer>) {
        self.answers.lock().unwrap().insert(operation.to_owned(), answers.into_iter().collect());
    }

    /// Every question, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The questions of one operation.
    pub(crate) fn asked_of(&self, operation: &str) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.operation == operation).collect()
    }

    fn perform(&self, request: &HttpRequest) -> HttpResponse {
        let asked = Asked::read(request);
        let answer = self.next(&asked.operation);
        self.asked.lock().unwrap().push(asked);
        let mut response =
            HttpResponse::new(StatusCode::try_from(answer.status).unwrap(), SdkBody::from(answer.body));
        for (name, value) in answer.headers {
            response.headers_mut().insert(name, value);
        }
        response
    }

    fn next(&self, operation: &str) -> Answer {
        let mut answers = self.answers.lock().unwrap();
        let script =
            answers.get_mut(operation).unwrap_or_else(|| panic!("no answer to {operation} is scripted"));
        if script.len() > 1 { script.pop_front().unwrap() } else { script.front().unwrap().clone() }
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(Ok(self.perform(&request)))
    }
}

impl Asked {
    fn read(request: &HttpRequest) -> Self {
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        let uri = request.uri();
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let path = path.split('/').skip(3).collect::<Vec<_>>().join("/");
        let form = if body.starts_with("Action=") { body.as_str() } else { query };
        let fields: BTreeMap<_, _> = form.split('&').map(field).collect();
        let operation = match fields.get("Action") {
            Some(action) => action.clone(),
            None => s3_operation(request.method(), &path, &fields),
        };
        Self { operation, fields, path, body }
    }
}

fn field(pair: &str) -> (String, String) {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned();
    (decode(name), decode(value))
}

/// The operations of S3 that a deployment uses, told apart as S3 does.
fn s3_operation(method: &str, path: &str, fields: &BTreeMap<String, String>) -> String {
    let of_object = path.trim_end_matches('/').contains('/');
    let setting = ["publicAccessBlock", "policy", "encryption", "lifecycle"]
        .into_iter()
        .find(|setting| fields.contains_key(*setting));
    match (method, setting) {
        ("PUT", Some(setting)) => format!("PutBucket:{setting}"),
        ("HEAD", _) if of_object => "HeadObject".to_owned(),
        ("HEAD", _) => "HeadBucket".to_owned(),
        ("PUT", _) if of_object => "PutObject".to_owned(),
        ("PUT", _) => "CreateBucket".to_owned(),
        ("GET", _) => "ListObjectsV2".to_owned(),
        _ => panic!("a deployment has no business with {method} {path}"),
    }
}
