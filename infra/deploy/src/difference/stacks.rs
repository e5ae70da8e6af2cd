use std::collections::BTreeMap;

use indexmap::IndexSet;
use serde::Serialize;
use serde_json::{Value, json};

use super::entry::{Entry, Kind, Section};
use super::property::PropertyDifference;

/// A stack as it is, or as it would be: what it is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct StackForm {
    /// The template, as data.
    pub template: Value,
    /// Values of its parameters; a parameter without one here is not compared.
    pub parameters: BTreeMap<String, String>,
}

/// Everything in which two forms of a stack differ: parameters, then resources, then outputs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct StackDifference(Vec<Entry>);

const SECTIONS: [(&str, Section); 3] =
    [("Parameters", Section::Parameter), ("Resources", Section::Resource), ("Outputs", Section::Output)];

impl StackDifference {
    /// What an update from `old` to `new` would change.
    pub fn between(old: &StackForm, new: &StackForm) -> Self {
        let mut entries = values(&old.parameters, &new.parameters);
        for (name, section) in SECTIONS {
            let (old, new) = (&old.template[name], &new.template[name]);
            let ids: IndexSet<&String> = keys(old).chain(keys(new)).collect();
            entries.extend(
                ids.into_iter().filter_map(|id| Entry::between(section, id, (old.get(id), new.get(id)))),
            );
        }
        let others: IndexSet<&String> = keys(&old.template).chain(keys(&new.template)).collect();
        let others = others.into_iter().filter(|name| SECTIONS.iter().all(|(section, _)| section != name));
        entries.extend(others.filter_map(|name| {
            Entry::between(Section::Other, name, (old.template.get(name), new.template.get(name)))
        }));
        Self(entries)
    }

    /// Each thing that differs.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn keys(object: &Value) -> impl Iterator<Item = &String> {
    object.as_object().into_iter().flat_map(|object| object.keys())
}

/// Values that are known on both sides and differ.
fn values(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<Entry> {
    let both = new.iter().filter_map(|(name, new)| Some((name, old.get(name)?, new)));
    both.filter(|(_, old, new)| old != new)
        .map(|(name, old, new)| Entry {
            section: Section::Parameter,
            logical_id: name.clone(),
            resource_type: None,
            kind: Kind::Changed,
            places: vec![PropertyDifference {
                path: "value".to_owned(),
                old: Some(json!(old)),
                new: Some(json!(new)),
            }],
            iam: false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(template: Value, code: &str) -> StackForm {
        StackForm { template, parameters: BTreeMap::from([("ListCode".to_owned(), code.to_owned())]) }
    }

    #[test]
    fn the_same_form_has_no_difference() {
        let one = form(json!({"Resources": {"A": {"Type": "AWS::SQS::Queue"}}}), "a.zip");
        assert!(StackDifference::between(&one, &one).is_empty());
    }

    #[test]
    fn each_thing_that_differs_is_named_once_with_how() {
        let old =
            form(json!({"Description": "x", "Resources": {"A": {"Type": "T"}, "B": {"Type": "T"}}}), "a.zip");
        let new =
            form(json!({"Description": "y", "Resources": {"B": {"Type": "U"}, "C": {"Type": "T"}}}), "b.zip");
        let difference = StackDifference::between(&old, &new);
        let told: Vec<_> =
            difference.entries().iter().map(|entry| (entry.logical_id.as_str(), entry.kind)).collect();
        let wanted = [
            ("ListCode", Kind::Changed),
            ("A", Kind::Removed),
            ("B", Kind::Changed),
            ("C", Kind::Added),
            ("Description", Kind::Changed),
        ];
        assert_eq!(told, wanted);
    }

    #[test]
    fn a_value_that_is_not_known_here_is_not_compared() {
        let old = form(json!({}), "a.zip");
        let new = StackForm { template: json!({}), parameters: BTreeMap::new() };
        assert!(StackDifference::between(&old, &new).is_empty());
    }
}
