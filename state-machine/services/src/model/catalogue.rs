use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Operation, Shape, Typed};

/// One service.
#[derive(Debug, Deserialize)]
pub(crate) struct Model {
    /// Its name among the SDKs, as in `Secrets Manager`.
    pub(crate) id: String,
    pub(crate) protocol: Protocol,
    /// Version of the JSON protocol, as in `1.0`.
    version: String,
    /// What the name of an operation is prefixed with where it stands in a header.
    target: String,
    /// Version of the API, as in `2012-11-05`.
    pub(crate) api: String,
    /// First label of its host at AWS.
    pub(crate) endpoint: String,
    /// Its name in signatures.
    pub(crate) signing: String,
    operations: BTreeMap<String, Operation>,
    errors: BTreeMap<String, String>,
    shapes: BTreeMap<String, Shape>,
}

/// How requests and replies are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Protocol {
    /// One path, the operation in a header, JSON bodies.
    Json,
    /// One path, a form as request, XML as reply.
    Query,
    /// Paths and methods, JSON bodies.
    RestJson,
    /// Paths and methods, XML bodies.
    RestXml,
}

/// The tables, by the word that `arn:aws:states:::aws-sdk:<word>:` has for the service.
static MODELS: LazyLock<BTreeMap<&'static str, LazyLock<Model>>> = LazyLock::new(|| {
    BTreeMap::from([
        ("batch", LazyLock::new((|| read(include_str!("../../models/batch.json"))) as fn() -> Model)),
        ("cloudwatchlogs", LazyLock::new(|| read(include_str!("../../models/logs.json")))),
        ("dynamodb", LazyLock::new(|| read(include_str!("../../models/dynamodb.json")))),
        ("eventbridge", LazyLock::new(|| read(include_str!("../../models/events.json")))),
        ("kms", LazyLock::new(|| read(include_str!("../../models/kms.json")))),
        ("lambda", LazyLock::new(|| read(include_str!("../../models/lambda.json")))),
        ("s3", LazyLock::new(|| read(include_str!("../../models/s3.json")))),
        ("scheduler", LazyLock::new(|| read(include_str!("../../models/scheduler.json")))),
        ("secretsmanager", LazyLock::new(|| read(include_str!("../../models/secretsmanager.json")))),
        ("sfn", LazyLock::new(|| read(include_str!("../../models/stepfunctions.json")))),
        ("sns", LazyLock::new(|| read(include_str!("../../models/sns.json")))),
        ("sqs", LazyLock::new(|| read(include_str!("../../models/sqs.json")))),
        ("ssm", LazyLock::new(|| read(include_str!("../../models/ssm.json")))),
        ("sts", LazyLock::new(|| read(include_str!("../../models/sts.json")))),
    ])
});

fn read(table: &str) -> Model {
    serde_json::from_str(table).expect("a table of this crate is read by a test")
}

/// The table of a service.
pub(crate) fn named(service: &str) -> Option<&'static Model> {
    MODELS.get(service).map(|model| &**model)
}

/// The words of all services.
pub(crate) fn models() -> impl Iterator<Item = &'static str> {
    MODELS.keys().copied()
}

impl Model {
    /// The operation that a resource's last part is: `SendMessage` of `sendMessage`.
    pub(crate) fn operation(&self, action: &str) -> Option<(&str, &Operation)> {
        let starts_low = action.starts_with(|first: char| first.is_ascii_lowercase());
        let mut name = action.to_owned();
        name.get_mut(..1)?.make_ascii_uppercase();
        let (name, operation) = self.operations.get_key_value(&name)?;
        starts_low.then_some((name.as_str(), operation))
    }

    /// A type by its name; the tables are closed, which a test makes sure of.
    pub(crate) fn typed<'m>(&'m self, member: &'m super::Member) -> Typed<'m> {
        let shape = self.shapes.get(&member.shape).unwrap_or(&Shape::Unknown);
        Typed { model: self, member, shape }
    }

    /// The name of the type of an error, from its code on the wire; none where no operation declares it.
    pub(crate) fn error(&self, code: &str) -> Option<&str> {
        let by_name = || self.errors.values().find(|shape| *shape == code);
        self.errors.get(code).or_else(by_name).map(String::as_str)
    }

    /// The header that names an operation in the JSON protocol.
    pub(crate) fn target(&self, operation: &str) -> String {
        format!("{}.{operation}", self.target)
    }

    /// Content type of the JSON protocol.
    pub(crate) fn json_type(&self) -> String {
        format!("application/x-amz-json-{}", self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes_of(shape: &Shape) -> Vec<&super::super::Member> {
        match shape {
            Shape::Structure(structure) => structure.members.values().collect(),
            Shape::List { member, .. } => vec![member],
            Shape::Map { key, value, .. } => vec![key, value],
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_table_is_read_and_names_no_type_that_it_does_not_have() {
        for service in models() {
            let model = named(service).unwrap();
            let ends = model
                .operations
                .values()
                .flat_map(|operation| operation.input.iter().chain(&operation.output));
            let members = model.shapes.values().flat_map(shapes_of);
            for member in ends.chain(members) {
                assert!(model.shapes.contains_key(&member.shape), "{service}: {}", member.shape);
            }
            assert!(!model.operations.is_empty(), "{service}");
            assert!(!model.shapes.values().any(|shape| *shape == Shape::Unknown), "{service}");
        }
    }

    #[test]
    fn an_action_is_the_operation_with_a_small_first_letter() {
        let sqs = named("sqs").unwrap();
        assert_eq!(sqs.operation("sendMessage").map(|(name, _)| name), Some("SendMessage"));
        for wrong in ["SendMessage", "sendmessage", "", "é"] {
            assert!(sqs.operation(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn an_error_is_known_by_its_code_on_the_wire_and_by_its_name() {
        let sns = named("sns").unwrap();
        assert_eq!(sns.error("InvalidParameter"), Some("InvalidParameterException"));
        assert_eq!(sns.error("InvalidParameterException"), Some("InvalidParameterException"));
        assert_eq!(sns.error("SlowDown"), None);
    }
}
