use serde_json::Value;

/// Every logical id or pseudo parameter that a value names through `Ref`, `Fn::GetAtt` or `Fn::Sub`, with the path of
/// the place that names it.
pub(crate) fn references(path: &str, value: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(path, value, &mut found);
    found
}

fn collect(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(&format!("{path}[{index}]"), item, found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                found.extend(named_by(name, field).into_iter().map(|id| (path.to_owned(), id)));
                collect(&format!("{path}.{name}"), field, found);
            }
        }
        _ => {}
    }
}

fn named_by(function: &str, argument: &Value) -> Vec<String> {
    match (function, argument) {
        ("Ref", Value::String(id)) => vec![id.clone()],
        ("Fn::GetAtt", Value::Array(parts)) => {
            parts.first().and_then(Value::as_str).map(str::to_owned).into_iter().collect()
        }
        ("Fn::GetAtt", Value::String(dotted)) => vec![before_dot(dotted).to_owned()],
        ("Fn::Sub", Value::String(text)) => marks(text),
        ("Fn::Sub", Value::Array(parts)) => {
            let own = |mark: &String| parts.get(1).is_some_and(|variables| variables.get(mark).is_some());
            parts
                .first()
                .and_then(Value::as_str)
                .map(marks)
                .unwrap_or_default()
                .into_iter()
                .filter(|mark| !own(mark))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The names in `${name}` and `${name.attribute}`; `${!literal}` names nothing.
fn marks(text: &str) -> Vec<String> {
    text.split("${")
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .filter(|(mark, _)| !mark.starts_with('!'))
        .map(|(mark, _)| before_dot(mark).to_owned())
        .collect()
}

fn before_dot(dotted: &str) -> &str {
    dotted.split_once('.').map_or(dotted, |(id, _)| id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_way_to_name_a_resource_is_seen() {
        let value = json!({"a": {"Ref": "A"}, "b": [{"Fn::GetAtt": ["B", "Arn"]}, {"Fn::GetAtt": "C.Arn"}],
            "d": {"Fn::Sub": "x${D.Arn}y${!Literal}${AWS::Region}"},
            "e": {"Fn::Sub": ["${Own}${E}", {"Own": {"Ref": "F"}}]}});
        let named: Vec<_> =
            references("P", &value).into_iter().map(|(path, id)| format!("{path} {id}")).collect();
        let expected =
            ["P.a A", "P.b[0] B", "P.b[1] C", "P.d D", "P.d AWS::Region", "P.e E", "P.e.Fn::Sub[1].Own F"];
        assert_eq!(named, expected);
    }
}
