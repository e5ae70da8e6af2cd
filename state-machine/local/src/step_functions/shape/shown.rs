use serde_json::Value;

use super::Shape;

/// A value as the service's framework shows it: text without quotes, structures with their name.
pub(super) fn shown(shape: &Shape, value: &Value) -> String {
    match (shape, value) {
        (Shape::List { items, .. }, Value::Array(found)) => {
            let items: Vec<String> = found.iter().map(|item| shown(items, item)).collect();
            format!("[{}]", items.join(", "))
        }
        (Shape::Structure(name, members), Value::Object(found)) => {
            let given = members.iter().filter_map(|member| Some((member, found.get(member.name)?)));
            let given =
                given.map(|(member, value)| format!("{}={}", member.name, shown(&member.shape, value)));
            format!("{name}({})", given.collect::<Vec<_>>().join(", "))
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::ROUTING;
    use super::*;

    #[test]
    fn a_list_of_structures_is_shown_by_name_and_member() {
        let value = json!([{"weight": 50, "stateMachineVersionArn": "a:1"}, {"weight": 50}]);
        assert_eq!(
            shown(&ROUTING, &value),
            "[RoutingConfigurationListItem(stateMachineVersionArn=a:1, weight=50), RoutingConfigurationListItem(weight=50)]"
        );
    }
}
