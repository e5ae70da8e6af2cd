//! The arguments of a task as the request of an operation: names, types and what is missing, checked before anything is
//! sent.

mod fault;
mod scalar;

use apoyo_engine::{Failure, TaskRequest, error_name};
use serde_json::{Map, Value};
use uuid::Uuid;

pub(crate) use fault::Fault;

use crate::model::{Shape, Typed};

/// The request that these arguments are: members by their names in the API, blobs in base64, moments as in RFC 3339.
///
/// Step Functions writes every name with a capital first letter. An object or list where the API takes a text becomes JSON
/// text, so that a message may be written as it is.
///
/// # Errors
/// Everything that is wrong with them.
pub(crate) fn prepare(input: Typed<'_>, arguments: &Value) -> Result<Value, Vec<Fault>> {
    let mut faults = Vec::new();
    let request = prepared(input, ("", arguments), &mut faults);
    if faults.is_empty() { Ok(request) } else { Err(faults) }
}

/// A request with the token by which the service knows it again, where the operation has one and none is given: the same for
/// an attempt that is begun again, as an SDK makes one up for all its tries.
pub(crate) fn with_idempotency_token(input: Typed<'_>, mut request: Value, token: &str) -> Value {
    let missing =
        input.members().find(|(name, member)| member.member.idempotency_token && request.get(name).is_none());
    if let (Some((name, _)), Some(members)) = (missing, request.as_object_mut()) {
        let token = Uuid::new_v5(&Uuid::NAMESPACE_OID, token.as_bytes()).to_string();
        members.insert(name.to_owned(), token.into());
    }
    request
}

/// What is wrong with the value of one member.
pub(crate) fn faults_of(member: Typed<'_>, (name, value): (&str, &Value)) -> Vec<Fault> {
    let mut faults = Vec::new();
    prepared(member, (name, value), &mut faults);
    faults
}

/// The failure of a task whose arguments are wrong, in AWS's words.
pub(crate) fn refused(task: &TaskRequest, faults: &[Fault]) -> Failure {
    let faults: Vec<String> = faults.iter().map(Fault::to_string).collect();
    let cause = format!(
        "The Parameters '{}' could not be used to start the Task: [{}]",
        task.arguments,
        faults.join(", ")
    );
    Failure::new(error_name::RUNTIME, cause)
}

fn prepared(typed: Typed<'_>, (name, value): (&str, &Value), faults: &mut Vec<Fault>) -> Value {
    match (typed.shape, value) {
        (Shape::Structure(structure), _) if structure.document => value.clone(),
        (Shape::Structure(_), Value::Object(members)) => structure(typed, members, faults),
        (Shape::List { member, .. }, Value::Array(items)) => {
            let element = typed.to(member);
            items.iter().map(|item| prepared(element, (name, item), faults)).collect()
        }
        (Shape::Map { value: member, .. }, Value::Object(entries)) => {
            let element = typed.to(member);
            let entry =
                |(key, value): (&String, &Value)| (key.clone(), prepared(element, (key, value), faults));
            Value::Object(entries.iter().map(entry).collect())
        }
        _ => scalar::prepared(typed.shape, value).unwrap_or_else(|| {
            faults.push(Fault::InvalidFormat(name.to_owned()));
            Value::Null
        }),
    }
}

fn structure(typed: Typed<'_>, members: &Map<String, Value>, faults: &mut Vec<Fault>) -> Value {
    let structure = typed.structure();
    let is_given = |name: &str| members.get(&shown(name)).is_some_and(|value| !value.is_null());
    for name in structure.required.iter().filter(|name| !is_given(name)) {
        faults.push(Fault::Missing(shown(name)));
    }
    let mut request = Map::new();
    for (given, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        match typed.members().find(|(name, _)| shown(name) == *given) {
            Some((name, member)) => {
                request.insert(name.to_owned(), prepared(member, (given, value), faults));
            }
            None => faults.push(Fault::NotSupported(given.clone())),
        }
    }
    Value::Object(request)
}

/// A member's name as Step Functions writes it: with a capital first letter.
pub(crate) fn shown(name: &str) -> String {
    let end = name.chars().next().map_or(0, char::len_utf8);
    name[..end].to_uppercase() + &name[end..]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::named;

    fn prepared(service: &str, action: &str, arguments: &Value) -> Result<Value, Vec<String>> {
        let model = named(service).unwrap();
        let (_, operation) = model.operation(action).unwrap();
        let input = model.typed(operation.input.as_ref().unwrap());
        prepare(input, arguments).map_err(|faults| faults.iter().map(Fault::to_string).collect())
    }

    #[test]
    fn a_message_that_is_an_object_becomes_json_text() {
        let arguments = json!({"QueueUrl": "q", "MessageBody": {"b": 1, "a": [null]}, "DelaySeconds": "5"});
        let request = json!({"QueueUrl": "q", "MessageBody": r#"{"b":1,"a":[null]}"#, "DelaySeconds": 5});
        assert_eq!(prepared("sqs", "sendMessage", &arguments), Ok(request));
    }

    #[test]
    fn what_is_unknown_missing_or_of_another_type_is_named_all_at_once() {
        let arguments = json!({"queueUrl": "q", "TaskToken": 1, "MessageBody": "m", "DelaySeconds": "soon"});
        let faults = [
            "The field 'QueueUrl' is required but was missing",
            "The field \"queueUrl\" is not supported by Step Functions",
            "The field \"TaskToken\" is not supported by Step Functions",
            "The value of the field 'DelaySeconds' has an invalid format",
        ];
        assert_eq!(prepared("sqs", "sendMessage", &arguments), Err(faults.map(str::to_owned).to_vec()));
    }

    #[test]
    fn faults_inside_of_lists_and_maps_are_found() {
        let arguments = json!({"Entries": [{"Detail": {"a": 1}, "Nope": 1}]});
        let fault = "The field \"Nope\" is not supported by Step Functions".to_owned();
        assert_eq!(prepared("eventbridge", "putEvents", &arguments), Err(vec![fault]));
        let arguments = json!({"TableName": "t", "Item": {"id": {"N": 1, "X": ""}}});
        let fault = "The field \"X\" is not supported by Step Functions".to_owned();
        assert_eq!(prepared("dynamodb", "putItem", &arguments), Err(vec![fault]));
    }

    #[test]
    fn a_request_has_the_same_token_each_time_it_is_begun_unless_it_brings_its_own() {
        let model = named("secretsmanager").unwrap();
        let (_, operation) = model.operation("createSecret").unwrap();
        let input = model.typed(operation.input.as_ref().unwrap());
        let token = |request: Value, attempt| {
            with_idempotency_token(input, request, attempt)["ClientRequestToken"].clone()
        };
        assert_eq!(token(json!({"Name": "s"}), "e#1"), token(json!({"Name": "s"}), "e#1"));
        assert_ne!(token(json!({"Name": "s"}), "e#1"), token(json!({"Name": "s"}), "e#2"));
        assert_eq!(token(json!({"ClientRequestToken": "own"}), "e#1"), "own");
    }

    #[test]
    fn a_null_is_no_value_and_arguments_that_are_no_object_are_refused() {
        let arguments = json!({"QueueUrl": "q", "MessageBody": "m", "MessageGroupId": null});
        assert_eq!(
            prepared("sqs", "sendMessage", &arguments),
            Ok(json!({"QueueUrl": "q", "MessageBody": "m"}))
        );
        assert!(prepared("sqs", "sendMessage", &json!([1])).is_err());
    }
}
