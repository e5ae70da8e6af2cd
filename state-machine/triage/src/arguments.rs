use apoyo_asl::{Expression, Resource, Template};
use serde_json::Value;

/// A template of this JSON; strings `{% .. %}` in it are expressions.
pub(crate) fn template(json: &Value) -> Template {
    Template::jsonata(json).expect("no expression of this crate is empty")
}

/// The expression of this source.
pub(crate) fn expression(source: &str) -> Expression {
    Expression::from_source(source).expect("no expression of this crate is empty")
}

/// One of the integrations that Step Functions has for a service.
pub(crate) fn integration(service_and_action: &str) -> Resource {
    format!("arn:aws:states:::{service_and_action}").parse().expect("it has the form of an integration's ARN")
}
