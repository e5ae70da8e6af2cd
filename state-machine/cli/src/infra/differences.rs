use apoyo_deploy::{Entry, Kind, PropertyDifference, Section, StackDifference};

use super::short::value;

/// How two forms of a stack differ, for a person: one thing after the other, each place with the old and the new value.
pub(super) fn told(difference: &StackDifference) -> String {
    difference.entries().iter().map(entry).collect()
}

/// `3 differences, 1 of them in who may do what`.
pub(super) fn counted(difference: &StackDifference) -> String {
    let entries = difference.entries();
    let differences = match entries.len() {
        1 => "1 difference".to_owned(),
        count => format!("{count} differences"),
    };
    match entries.iter().filter(|entry| entry.iam).count() {
        0 => differences,
        iam => format!("{differences}, {iam} in who may do what (marked IAM)"),
    }
}

fn entry(entry: &Entry) -> String {
    let sign = match entry.kind {
        Kind::Added => '+',
        Kind::Removed => '-',
        Kind::Changed => '~',
    };
    let section = match entry.section {
        Section::Parameter => "parameter ",
        Section::Resource => "",
        Section::Output => "output ",
        Section::Other => "template ",
    };
    let kind = entry.resource_type.as_deref().map(|kind| format!("  {kind}")).unwrap_or_default();
    let iam = if entry.iam { "  IAM" } else { "" };
    let places: String = entry.places.iter().map(place).collect();
    format!("  {sign} {section}{}{kind}{iam}\n{places}", entry.logical_id)
}

fn place(place: &PropertyDifference) -> String {
    let path = if place.path.is_empty() { "value" } else { &place.path };
    match (&place.old, &place.new) {
        (Some(old), Some(new)) => format!("      {path}: {} -> {}\n", value(old), value(new)),
        (None, Some(new)) => format!("      {path}: now {}\n", value(new)),
        (Some(old), None) => format!("      {path}: no longer {}\n", value(old)),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use apoyo_deploy::StackForm;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    fn difference(old: Value, new: Value) -> StackDifference {
        let form = |template| StackForm { template, parameters: BTreeMap::new() };
        StackDifference::between(&form(old), &form(new))
    }

    #[test]
    fn each_thing_has_its_sign_and_each_place_its_values() {
        let role = |action: Value| {
            let statement = json!([{"Action": action}]);
            json!({"Type": "AWS::IAM::Role", "Properties": {"Policies": statement}})
        };
        let old = json!({"Resources": {"Role": role(json!("s3:GetObject")), "Gone": {"Type": "T"}}});
        let new = json!({"Resources": {"Role": role(json!(["s3:*"]))}, "Outputs": {"Arn": {"Value": "x"}}});
        let difference = difference(old, new);
        assert_eq!(counted(&difference), "3 differences, 1 in who may do what (marked IAM)");
        let wanted = "  ~ Role  AWS::IAM::Role  IAM\n      \
                      Properties.Policies[0].Action: \"s3:GetObject\" -> [\"s3:*\"]\n  \
                      - Gone  T\n  + output Arn\n";
        assert_eq!(told(&difference), wanted);
    }

    #[test]
    fn what_comes_or_goes_within_a_thing_is_told_as_such() {
        let queue = |properties: Value| json!({"Resources": {"A": {"Type": "T", "Properties": properties}}});
        let told = told(&difference(queue(json!({"x": 1})), queue(json!({"y": 2}))));
        assert!(told.contains("Properties.x: no longer 1") && told.contains("Properties.y: now 2"), "{told}");
    }
}
