use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::references::references;
use crate::{Limit, LogicalId, Template, condition};

/// A template whose references all lead somewhere and whose sizes CloudFormation takes.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidTemplate {
    template: Template,
    yaml: String,
}

/// Why a template cannot be deployed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BrokenTemplate {
    /// A place names what is not there.
    #[error("{place} refers to {name:?}, which is neither a resource nor a parameter of the template")]
    DanglingReference {
        /// Path of the place.
        place: String,
        /// The name found.
        name: String,
    },
    /// A place asks for a condition that is not there.
    #[error("{place} asks for the condition {name:?}, which the template does not have")]
    UnknownCondition {
        /// The resource, output or condition.
        place: String,
        /// The name found.
        name: String,
    },
    /// Resources wait for each other.
    #[error("resources wait for each other in a circle: {}", circle.join(" -> "))]
    Circle {
        /// The resources, the first one again at the end.
        circle: Vec<String>,
    },
    /// A name is both a resource and a parameter.
    #[error("logical id {name} names both a parameter and a resource")]
    Ambiguous {
        /// The name.
        name: LogicalId,
    },
    /// More than CloudFormation takes.
    #[error("the template has {found} {}, at most {} are allowed", limit.counts(), limit.at_most())]
    TooMuch {
        /// What is counted.
        limit: Limit,
        /// How many there are.
        found: usize,
    },
    /// The document has no YAML form.
    #[error("the template cannot be written as YAML: {0}")]
    Yaml(String),
}

impl ValidTemplate {
    pub(crate) fn new(template: Template) -> Result<Self, BrokenTemplate> {
        if let Some(name) = template.resources.keys().find(|id| template.parameters.contains_key(*id)) {
            return Err(BrokenTemplate::Ambiguous { name: name.clone() });
        }
        condition::check(&template)?;
        let edges = edges(&template)?;
        if let Some(circle) = circle(&edges) {
            return Err(BrokenTemplate::Circle { circle });
        }
        let yaml =
            serde_yaml::to_string(&template).map_err(|error| BrokenTemplate::Yaml(error.to_string()))?;
        let sizes = [
            (Limit::Resources, template.resources.len()),
            (Limit::Parameters, template.parameters.len()),
            (Limit::Outputs, template.outputs.len()),
            (Limit::BodyBytes, yaml.len()),
        ];
        match sizes.into_iter().find(|(limit, found)| *found > limit.at_most()) {
            Some((limit, found)) => Err(BrokenTemplate::TooMuch { limit, found }),
            None => Ok(Self { template, yaml }),
        }
    }

    /// The document as data.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// The document as CloudFormation reads it: the same template gives the same bytes.
    pub fn yaml(&self) -> &str {
        &self.yaml
    }
}

type Edges<'t> = BTreeMap<&'t str, BTreeSet<String>>;

/// Which resource needs which others, with every reference proved to lead somewhere.
fn edges(template: &Template) -> Result<Edges<'_>, BrokenTemplate> {
    let mut edges = Edges::new();
    for (id, resource) in &template.resources {
        let mut named = references(&format!("{id}.Properties"), &json!(resource.properties));
        named.extend(resource.depends_on.iter().map(|other| (format!("{id}.DependsOn"), other.to_string())));
        edges.insert(id.as_str(), resolved(template, named)?);
    }
    for (id, output) in &template.outputs {
        resolved(template, references(&format!("Outputs.{id}"), &output.value))?;
    }
    Ok(edges)
}

/// The resources among these names.
fn resolved(template: &Template, named: Vec<(String, String)>) -> Result<BTreeSet<String>, BrokenTemplate> {
    let mut resources = BTreeSet::new();
    for (place, name) in named.into_iter().filter(|(_, name)| !name.starts_with("AWS::")) {
        let id = name.parse::<LogicalId>().ok();
        if id.as_ref().is_some_and(|id| template.resources.contains_key(id)) {
            resources.insert(name);
        } else if !id.is_some_and(|id| template.parameters.contains_key(&id)) {
            return Err(BrokenTemplate::DanglingReference { place, name });
        }
    }
    Ok(resources)
}

/// A way from a resource back to itself: what is left when resources that need nothing are taken away, again and again.
fn circle(edges: &Edges<'_>) -> Option<Vec<String>> {
    let mut waiting = edges.clone();
    while let Some(free) = waiting.iter().find(|(_, needs)| needs.is_empty()).map(|(id, _)| (*id).to_owned())
    {
        waiting.remove(free.as_str());
        for needs in waiting.values_mut() {
            needs.remove(&free);
        }
    }
    let mut walk = vec![(*waiting.keys().next()?).to_owned()];
    loop {
        let next = waiting.get(walk.last()?.as_str())?.first()?.clone();
        let start = walk.iter().position(|seen| *seen == next);
        walk.push(next);
        if let Some(start) = start {
            return Some(walk.split_off(start));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Output, Resource};
    use serde_json::Value;

    fn template(resources: &[(&str, Value)]) -> Template {
        let mut template = Template::new("test");
        for (id, properties) in resources {
            template
                .resources
                .insert(id.parse().unwrap(), Resource::new("AWS::SQS::Queue", properties.clone()));
        }
        template
    }

    #[test]
    fn a_reference_to_nothing_names_its_place() {
        let broken = template(&[("A", json!({"X": {"Y": {"Ref": "Gone"}}}))]).check().unwrap_err();
        assert_eq!(
            broken.to_string(),
            "A.Properties.X.Y refers to \"Gone\", which is neither a resource nor a parameter of the template"
        );
    }

    #[test]
    fn an_output_must_lead_somewhere_too() {
        let mut wrong = template(&[("A", json!({}))]);
        let output = Output { description: "x".into(), value: json!({"Fn::GetAtt": ["B", "Arn"]}) };
        wrong.outputs.insert("Arn".parse().unwrap(), output);
        assert!(wrong.check().unwrap_err().to_string().starts_with("Outputs.Arn refers to \"B\""));
    }

    #[test]
    fn a_condition_that_is_not_there_names_who_asks_for_it() {
        let unknown = template(&[("A", json!({"X": {"Fn::If": ["Ready", 1, 2]}}))]).check().unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "A asks for the condition \"Ready\", which the template does not have"
        );
        let mut of_a_resource = template(&[("A", json!({}))]);
        of_a_resource.conditions.insert("Ready".parse().unwrap(), json!({"Fn::Equals": [{"Ref": "A"}, "x"]}));
        let refused = of_a_resource.check().unwrap_err().to_string();
        assert!(refused.starts_with("Conditions.Ready.Fn::Equals[0] refers to \"A\""), "{refused}");
    }

    #[test]
    fn resources_that_wait_for_each_other_are_named_in_a_circle() {
        let circle = template(&[
            ("Free", json!({"X": {"Ref": "A"}})),
            ("A", json!({"X": {"Ref": "B"}})),
            ("B", json!({"X": {"Fn::Sub": "${C.Arn}"}})),
            ("C", json!({"X": {"Fn::GetAtt": ["A", "Arn"]}})),
        ]);
        let broken = circle.check().unwrap_err();
        assert_eq!(broken.to_string(), "resources wait for each other in a circle: A -> B -> C -> A");
    }

    #[test]
    fn five_hundred_resources_are_the_most() {
        let many = |count: usize| {
            let ids: Vec<_> = (0..count).map(|n| format!("R{n}")).collect();
            template(&ids.iter().map(|id| (id.as_str(), json!({}))).collect::<Vec<_>>()).check()
        };
        assert!(many(500).is_ok());
        let refused = many(501).unwrap_err().to_string();
        assert_eq!(refused, "the template has 501 resources, at most 500 are allowed");
    }

    #[test]
    fn yaml_reads_back_as_the_same_document() {
        let tricky = template(&[(
            "A",
            json!({"a": "no", "b": "12:30", "c": "on", "d": "1e3", "e": "line\n  two\n",
            "f": "sin procesar/*", "g": ["*", "=", "", "~"], "h": true, "i": 3}),
        )]);
        let valid = tricky.clone().check().unwrap();
        assert_eq!(serde_yaml::from_str::<Template>(valid.yaml()).unwrap(), tricky);
        assert_eq!(valid.yaml(), tricky.check().unwrap().yaml());
    }
}
