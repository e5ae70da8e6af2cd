use serde_json::{Map, Value};

use super::shown::shown;
use super::{Member, Presence, Shape};
use crate::step_functions::ApiError;

/// Checks a request against its members, as the service's framework does before the service sees it.
///
/// # Errors
/// `SerializationException` where a value has another type; `ValidationException` with every broken limit at once.
pub(in crate::step_functions) fn check(members: &[Member], params: &Value) -> Result<(), ApiError> {
    let mut violations = Vec::new();
    let Value::Object(given) = params else { return Err(wrong_type("Expected a structure", "")) };
    structure((members, given), "", &mut violations)?;
    if violations.is_empty() {
        return Ok(());
    }
    let (count, errors) = (violations.len(), if violations.len() == 1 { "error" } else { "errors" });
    Err(ApiError::validation(format!("{count} validation {errors} detected: {}", violations.join("; "))))
}

fn structure(
    (members, given): (&[Member], &Map<String, Value>),
    path: &str,
    violations: &mut Vec<String>,
) -> Result<(), ApiError> {
    for member in members {
        let place = if path.is_empty() { member.name.to_owned() } else { format!("{path}.{}", member.name) };
        match given.get(member.name) {
            None | Some(Value::Null) if member.presence == Presence::Required => {
                violations.push(violation("null", &place, "Member must not be null"));
            }
            None | Some(Value::Null) => {}
            Some(value) => one(&member.shape, value, &place, violations)?,
        }
    }
    Ok(())
}

fn one(shape: &Shape, value: &Value, place: &str, violations: &mut Vec<String>) -> Result<(), ApiError> {
    match (shape, value) {
        (Shape::Text { least, most }, Value::String(text)) => {
            violations.extend(length(text.chars().count(), (*least, *most), (&quoted(text), place)));
        }
        (Shape::Form { least, most, pattern }, Value::String(text)) => {
            violations.extend(length(text.chars().count(), (*least, *most), (&quoted(text), place)));
            if !(pattern.holds)(text) {
                let rule = format!("Member must satisfy regular expression pattern: {}", pattern.text);
                violations.push(violation(&quoted(text), place, &rule));
            }
        }
        (Shape::Choice(words), Value::String(text)) => {
            if !words.contains(&text.as_str()) {
                let rule = format!("Member must satisfy enum value set: [{}]", words.join(", "));
                violations.push(violation(&quoted(text), place, &rule));
            }
        }
        (Shape::Integer { least, most }, Value::Number(number)) if number.is_i64() || number.is_u64() => {
            let found = number.as_i64().unwrap_or(i64::MAX);
            violations.extend(range((found < *least, found > *most), (least, most), (number, place)));
        }
        (Shape::Number { least, most }, Value::Number(number)) => {
            let found = number.as_f64().unwrap_or(f64::MAX);
            violations.extend(range((found < *least, found > *most), (least, most), (number, place)));
        }
        (Shape::Flag, Value::Bool(_)) => {}
        (Shape::List { items, least, most }, Value::Array(found)) => {
            let shown = quoted(&shown(shape, value));
            violations.extend(length(found.len(), (*least, *most), (&shown, place)));
            for (at, item) in found.iter().enumerate() {
                element(items, item, &format!("{place}.{}.member", at + 1), violations)?;
            }
        }
        (Shape::Structure(_, members), Value::Object(found)) => {
            structure((members, found), place, violations)?;
        }
        _ => return Err(wrong_type(&mismatch(shape, value), place)),
    }
    Ok(())
}

fn element(shape: &Shape, item: &Value, place: &str, violations: &mut Vec<String>) -> Result<(), ApiError> {
    if item.is_null() {
        violations.push(violation("null", place, "Member must not be null"));
        return Ok(());
    }
    one(shape, item, place, violations)
}

fn length(found: usize, (least, most): (usize, usize), (shown, place): (&str, &str)) -> Option<String> {
    if found < least {
        let rule = format!("Member must have length greater than or equal to {least}");
        return Some(violation(shown, place, &rule));
    }
    let rule = format!("Member must have length less than or equal to {most}");
    (found > most).then(|| violation(shown, place, &rule))
}

fn range<L: std::fmt::Display>(
    (is_less, is_more): (bool, bool),
    (least, most): (&L, &L),
    (found, place): (&serde_json::Number, &str),
) -> Option<String> {
    let shown = quoted(&found.to_string());
    if is_less {
        let rule = format!("Member must have value greater than or equal to {least}");
        return Some(violation(&shown, place, &rule));
    }
    let rule = format!("Member must have value less than or equal to {most}");
    is_more.then(|| violation(&shown, place, &rule))
}

fn violation(shown: &str, place: &str, rule: &str) -> String {
    format!("Value {shown} at '{place}' failed to satisfy constraint: {rule}")
}

fn quoted(text: &str) -> String {
    format!("'{text}'")
}

fn mismatch(shape: &Shape, value: &Value) -> String {
    let wanted = match shape {
        Shape::Text { .. } | Shape::Form { .. } | Shape::Choice(_) => "a String",
        Shape::Integer { .. } => "an Integer",
        Shape::Number { .. } => "a Float",
        Shape::Flag => "a Boolean",
        Shape::List { .. } => return "Expected list or null".to_owned(),
        Shape::Structure(..) => return "Expected a structure or null".to_owned(),
    };
    let found = match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(number) if number.is_f64() => "DECIMAL_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) => return "Start of list found where not expected".to_owned(),
        Value::Object(_) => return "Start of structure or map found where not expected".to_owned(),
    };
    format!("{found} can not be converted to {wanted}")
}

fn wrong_type(what: &str, place: &str) -> ApiError {
    let at = if place.is_empty() { String::new() } else { format!(" at '{place}'") };
    ApiError::new("SerializationException", format!("{what}{at}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{ALIAS_NAME, NAME, PAGE_SIZE, ROUTING, TAG_LIST, optional, required};
    use super::*;

    const MEMBERS: &[Member] = &[
        required("name", NAME),
        optional("alias", ALIAS_NAME),
        optional("maxResults", PAGE_SIZE),
        optional("type", Shape::Choice(&["A", "B"])),
        optional("tags", TAG_LIST),
        optional("routes", ROUTING),
    ];

    fn refusal(params: &Value) -> String {
        check(MEMBERS, params).map_or_else(|error| error.to_string(), |()| "taken".to_owned())
    }

    #[test]
    fn limits_are_told_in_the_words_of_the_framework() {
        let one = "ValidationException: 1 validation error detected: Value ";
        let table = [
            (json!({"name": "n", "unknown": 1, "type": null}), "taken".to_owned()),
            (json!({}), format!("{one}null at 'name' failed to satisfy constraint: Member must not be null")),
            (
                json!({"name": ""}),
                format!(
                    "{one}'' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1"
                ),
            ),
            (
                json!({"name": "n", "maxResults": -1}),
                format!(
                    "{one}'-1' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 0"
                ),
            ),
            (
                json!({"name": "n", "type": "C"}),
                format!(
                    "{one}'C' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [A, B]"
                ),
            ),
            (
                json!({"name": "n", "alias": "12"}),
                format!(
                    r"{one}'12' at 'alias' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$"
                ),
            ),
            (
                json!({"name": "n", "tags": [{"key": "k", "value": ""}, {"key": "", "value": ""}]}),
                format!(
                    "{one}'' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1"
                ),
            ),
            (
                json!({"name": "n", "routes": []}),
                format!(
                    "{one}'[]' at 'routes' failed to satisfy constraint: Member must have length greater than or equal to 1"
                ),
            ),
        ];
        for (params, expected) in table {
            assert_eq!(refusal(&params), expected, "{params}");
        }
    }

    #[test]
    fn all_broken_limits_are_told_at_once() {
        let text = refusal(&json!({"maxResults": 1_001}));
        assert!(text.contains("2 validation errors detected: Value null at 'name'"), "{text}");
        assert!(text.contains("; Value '1001' at 'maxResults'"), "{text}");
    }

    #[test]
    fn a_value_of_another_type_cannot_be_read() {
        for (params, expected) in [
            (json!([]), "SerializationException: Expected a structure"),
            (
                json!({"name": 1}),
                "SerializationException: NUMBER_VALUE can not be converted to a String at 'name'",
            ),
            (
                json!({"name": "n", "maxResults": "1"}),
                "SerializationException: STRING_VALUE can not be converted to an Integer at 'maxResults'",
            ),
            (
                json!({"name": "n", "maxResults": 1.5}),
                "SerializationException: DECIMAL_VALUE can not be converted to an Integer at 'maxResults'",
            ),
            (json!({"name": "n", "tags": {}}), "SerializationException: Expected list or null at 'tags'"),
            (json!({"name": []}), "SerializationException: Start of list found where not expected at 'name'"),
        ] {
            assert_eq!(refusal(&params), expected, "{params}");
        }
    }
}
