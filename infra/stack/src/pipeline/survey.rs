use std::collections::BTreeSet;

use apoyo_cfn::Template;
use serde_json::Value;

/// What an app's template contains, as far as rights follow from it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Survey {
    /// Resource types.
    pub(super) kinds: BTreeSet<String>,
    /// Services that its roles are for, such as `lambda.amazonaws.com`.
    pub(super) services: BTreeSet<String>,
    /// Managed policies of AWS that its roles have, by the part of the ARN after `policy/`.
    pub(super) managed: BTreeSet<String>,
    /// What its roles may do to resources that they name.
    pub(super) actions: BTreeSet<String>,
    /// What its roles may do where no resource can be named.
    pub(super) everywhere: BTreeSet<String>,
}

impl Survey {
    pub(super) fn of(app: &Template) -> Self {
        let mut survey = Self {
            kinds: app.resources.values().map(|resource| resource.kind.clone()).collect(),
            ..Self::default()
        };
        let roles = app.resources.values().filter(|resource| resource.kind == "AWS::IAM::Role");
        for role in roles {
            let property = |name: &str| role.properties.get(name).unwrap_or(&Value::Null);
            survey.services.extend(statements(property("AssumeRolePolicyDocument")).flat_map(services));
            survey.managed.extend(texts(property("ManagedPolicyArns")).filter_map(|arn| managed(&arn)));
            for policy in property("Policies").as_array().into_iter().flatten() {
                for statement in statements(&policy["PolicyDocument"]) {
                    survey.note(statement);
                }
            }
        }
        survey
    }

    fn note(&mut self, statement: &Value) {
        // Groups of logs are asked for all at once.
        let all = |resource: &str| resource == "*" || resource.ends_with(":log-group:*");
        let everywhere = texts(&statement["Resource"]).any(|resource| all(&resource));
        let noted = if everywhere { &mut self.everywhere } else { &mut self.actions };
        noted.extend(texts(&statement["Action"]));
    }
}

fn statements(document: &Value) -> impl Iterator<Item = &Value> {
    document["Statement"].as_array().into_iter().flatten()
}

fn services(statement: &Value) -> Vec<String> {
    texts(&statement["Principal"]["Service"]).collect()
}

/// `service-role/X` of `arn:aws:iam::aws:policy/service-role/X`.
fn managed(arn: &str) -> Option<String> {
    arn.split_once(":iam::aws:policy/").map(|(_, name)| name.to_owned())
}

/// One text or many; of `Fn::Sub` its text.
fn texts(value: &Value) -> impl Iterator<Item = String> {
    let many = match value {
        Value::Array(items) => items.as_slice(),
        Value::Null => &[],
        one => std::slice::from_ref(one),
    };
    many.iter().filter_map(|item| item.as_str().or_else(|| item["Fn::Sub"].as_str()).map(str::to_owned))
}
