use apoyo_engine::Realm;
use serde_json::{Value, json};

use super::{Upload, Uploaded};

/// EventBridge's event of an object that was created.
///
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html>.
pub(super) fn event(uploaded: &Uploaded, realm: &Realm) -> Value {
    let Upload { bucket, key, size, etag, sequencer, reason, at } = &uploaded.upload;
    let seed = format!("{bucket} {} {at}", uploaded.number);
    let id = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, seed.as_bytes());
    json!({
        "version": "0",
        "id": id.to_string(),
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": realm.account,
        "time": at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "region": realm.region,
        "resources": [format!("arn:aws:s3:::{bucket}")],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {"key": key, "size": size, "etag": etag, "sequencer": sequencer},
            "request-id": id.simple().to_string()[..16].to_ascii_uppercase(),
            "requester": realm.account,
            "source-ip-address": "127.0.0.1",
            "reason": reason.as_str(),
        },
    })
}

/// What the execution of a batch is told of an upload: only what is needed to find it, so that many fit its input.
pub(super) fn short_event(key: &str) -> Value {
    json!({"detail-type": "Object Created", "detail": {"object": {"key": key}}})
}
