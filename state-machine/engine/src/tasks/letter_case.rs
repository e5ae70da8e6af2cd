use serde_json::{Map, Value};

/// The same JSON with the first letter of every name in upper case, as Step Functions writes parameters and results.
///
/// What stands in a member named in `free` keeps its names: they are the caller's own, as those of tags are.
pub(super) fn pascal_case(value: Value, free: &[&str]) -> Value {
    renamed(value, free, str::to_uppercase)
}

/// The same JSON with the first letter of every name in lower case, as the APIs of most services want it.
///
/// What stands in a member named in `free` (by its name in lower case) keeps its names.
pub(super) fn camel_case(value: Value, free: &[&str]) -> Value {
    renamed(value, free, str::to_lowercase)
}

fn renamed(value: Value, free: &[&str], change: fn(&str) -> String) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|item| renamed(item, free, change)).collect(),
        Value::Object(members) => {
            let member = |(name, value): (String, Value)| {
                let is_free =
                    value.is_object() && free.contains(&with_first(&name, str::to_lowercase).as_str());
                let value = if is_free { value } else { renamed(value, free, change) };
                (with_first(&name, change), value)
            };
            Value::Object(members.into_iter().map(member).collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn with_first(name: &str, change: fn(&str) -> String) -> String {
    let end = name.chars().next().map_or(0, char::len_utf8);
    change(&name[..end]) + &name[end..]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_change_at_every_depth_but_not_those_of_the_caller() {
        let api = json!({"jobName": "j", "tags": {"team": "a"}, "list": [{"exitCode": 0}], "": 1});
        let shown = json!({"JobName": "j", "Tags": {"team": "a"}, "List": [{"ExitCode": 0}], "": 1});
        assert_eq!(pascal_case(api.clone(), &["tags"]), shown);
        assert_eq!(camel_case(shown, &["tags"]), api);
    }
}
