//! Requests and replies as they go over the wire, in the protocols of AWS's services.
//!
//! ```text
//! prepared request --request--> ApiRequest --(send)--> ApiReply --reply--> result, or ServiceError
//!                    json, form, xml, rest                        json, xml
//! ```
//!
//! Sources: <https://smithy.io/2.0/aws/protocols/>. Nothing in here knows of a network.

mod error;
mod form;
mod json;
pub(crate) mod moment;
mod reply;
mod request;
mod rest;
mod tree;
mod xml;

pub(crate) use error::ServiceError;
pub(crate) use form::ENCODED;
pub(crate) use reply::{ApiReply, result};
pub(crate) use request::{ApiRequest, request};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::arguments::prepare;
    use crate::call::Call;

    /// Operations of every protocol, with blobs, moments, maps, flattened lists and attributes in them.
    const CALLS: [&str; 7] = [
        "aws-sdk:s3:putBucketAcl",
        "aws-sdk:s3:listObjectsV2",
        "aws-sdk:lambda:invoke",
        "aws-sdk:sns:publish",
        "aws-sdk:dynamodb:query",
        "aws-sdk:sqs:receiveMessage",
        "aws-sdk:eventbridge:putEvents",
    ];

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[ -~ñ\u{0}]{0,8}".prop_map(Value::from),
        ];
        let name = prop_oneof!["[A-Z][a-z]{0,6}", Just("Bucket".to_owned()), Just("Message".to_owned())];
        leaf.prop_recursive(4, 24, 4, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(name.clone(), inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_arguments_make_a_request_panic(arguments in json(), at in 0..CALLS.len()) {
            let call = Call::find(&format!("arn:aws:states:::{}", CALLS[at])).unwrap();
            let input = call.model.typed(call.operation.input.as_ref().unwrap());
            // Also what was refused is written, since the writers trust no one.
            let prepared = prepare(input, &arguments).unwrap_or(arguments);
            let _ = request(call.model, (call.name, call.operation), &prepared);
        }

        #[test]
        fn no_reply_makes_reading_panic(body in "[<>/a-zA-Z&;=\" {}:\\[\\],0-9]{0,60}", status in 100_u16..600, at in 0..CALLS.len()) {
            let call = Call::find(&format!("arn:aws:states:::{}", CALLS[at])).unwrap();
            let _ = result(call.model, call.operation, &ApiReply { status, headers: Vec::new(), body: body.into_bytes() });
        }

        #[test]
        fn json_of_any_shape_is_read(body in json(), at in 0..CALLS.len()) {
            let call = Call::find(&format!("arn:aws:states:::{}", CALLS[at])).unwrap();
            let body = body.to_string().into_bytes();
            let _ = result(call.model, call.operation, &ApiReply { status: 200, headers: Vec::new(), body });
        }
    }
}
