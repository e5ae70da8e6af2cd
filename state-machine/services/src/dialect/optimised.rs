use apoyo_engine::Failure;
use serde_json::{Map, Value, json};

use super::exception;
use crate::model::Model;
use crate::wire::{ApiReply, ServiceError};

/// One optimised integration.
#[derive(Debug)]
pub(crate) struct Optimised {
    /// Its word in a resource.
    pub(crate) service: &'static str,
    /// The SDK's word for the same service.
    pub(crate) sdk_service: &'static str,
    /// The calls that it has.
    pub(crate) actions: &'static [&'static str],
    /// What its error names begin with.
    pub(crate) prefix: &'static str,
    /// What it calls the service in a cause.
    label: &'static str,
    /// The error that no operation declares.
    base: &'static str,
}

/// The optimised integrations that are built with the tables of this crate.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html>.
pub(crate) const OPTIMISED: [Optimised; 5] = [
    Optimised {
        service: "dynamodb",
        sdk_service: "dynamodb",
        actions: &["deleteItem", "getItem", "putItem", "updateItem"],
        prefix: "DynamoDB",
        label: "AmazonDynamoDBv2",
        base: "AmazonDynamoDBException",
    },
    Optimised {
        service: "events",
        sdk_service: "eventbridge",
        actions: &["putEvents"],
        prefix: "EventBridge",
        label: "AmazonEventBridge",
        base: "AmazonEventBridgeException",
    },
    Optimised {
        service: "lambda",
        sdk_service: "lambda",
        actions: &["invoke"],
        prefix: "Lambda",
        label: "AWSLambda",
        base: "AWSLambdaException",
    },
    Optimised {
        service: "sns",
        sdk_service: "sns",
        actions: &["publish"],
        prefix: "SNS",
        label: "AmazonSNS",
        base: "AmazonSNSException",
    },
    Optimised {
        service: "sqs",
        sdk_service: "sqs",
        actions: &["sendMessage"],
        prefix: "SQS",
        label: "AmazonSQS",
        base: "AmazonSQSException",
    },
];

/// The integration of Lambda, which a function's own ARN speaks like.
pub(super) const LAMBDA: &Optimised = &OPTIMISED[2];

impl Optimised {
    /// An error that no operation declares has the name of the service's own: `DynamoDB.AmazonDynamoDBException`.
    pub(super) fn refused(&self, model: &Model, error: &ServiceError) -> Failure {
        let declared = error.code.as_deref().and_then(|code| model.error(code));
        let name = declared.map_or_else(|| self.base.to_owned(), exception);
        let or_null = |text: &Option<String>| text.clone().unwrap_or_else(|| "null".to_owned());
        let cause = format!(
            "{} (Service: {}; Status Code: {}; Error Code: {}; Request ID: {}; Proxy: null)",
            or_null(&error.message),
            self.label,
            error.status,
            or_null(if error.query_code.is_some() { &error.query_code } else { &error.code }),
            or_null(&error.request_id),
        );
        Failure::new(format!("{}.{name}", self.prefix), cause)
    }
}

/// Headers as they were recorded, where HTTP here gives names in small letters.
const WRITTEN: [&str; 5] = ["Content-Length", "Content-Type", "Date", "Server", "x-amzn-RequestId"];

/// A result with the headers of the reply, once as lists and once as texts, and the request's id.
pub(super) fn with_metadata(mut result: Value, reply: &ApiReply) -> Value {
    let mut all: Map<String, Value> = Map::new();
    for (name, value) in &reply.headers {
        let name = WRITTEN.into_iter().find(|written| written.eq_ignore_ascii_case(name)).unwrap_or(name);
        let values = all.entry(name).or_insert_with(|| json!([]));
        values.as_array_mut().into_iter().for_each(|values| values.push(value.as_str().into()));
    }
    let first = |(name, values): (&String, &Value)| (name.clone(), values[0].clone());
    let one: Map<String, Value> = all.iter().map(first).collect();
    if let Some(members) = result.as_object_mut() {
        let request_id = reply.header("x-amzn-requestid").unwrap_or_default();
        members.insert("SdkResponseMetadata".to_owned(), json!({"RequestId": request_id}));
        members.insert(
            "SdkHttpMetadata".to_owned(),
            json!({"AllHttpHeaders": all, "HttpHeaders": one, "HttpStatusCode": reply.status}),
        );
        members.sort_keys();
    }
    result
}
