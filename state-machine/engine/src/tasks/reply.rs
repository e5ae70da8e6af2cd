use serde_json::{Value, json};

/// The reply of a service as an optimised integration gives it: with what the SDK tells of the call.
pub(super) fn with_metadata(mut reply: Value, token: &str) -> Value {
    if let Some(members) = reply.as_object_mut() {
        members.insert("SdkHttpMetadata".into(), json!({"HttpStatusCode": 200}));
        members.insert("SdkResponseMetadata".into(), json!({"RequestId": request_id(token)}));
    }
    reply
}

/// What an optimised integration says of a call that its service refused (recorded from AWS).
pub(super) fn refusal(message: &str, (service, status, code): (&str, u16, &str), token: &str) -> String {
    let request = request_id(token);
    format!(
        "{message} (Service: {service}; Status Code: {status}; Error Code: {code}; Request ID: {request}; Proxy: null)"
    )
}

/// Id of the request of an attempt.
pub(super) fn request_id(token: &str) -> String {
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, token.as_bytes()).to_string()
}
