use serde_json::Value;

use crate::case::Placeholders;

/// Texts that stand for any string in every recording.
const ANY: [&str; 6] = ["timestamp", "datetime", "date", "RequestId", "111111111111", "start-date"];
/// Members that tell of AWS's transport, not of the execution.
const TRANSPORT: [&str; 3] = ["SdkHttpMetadata", "SdkResponseMetadata", "ResponseMetadata"];

/// Whether a value is what was recorded, placeholders standing for anything and JSON texts taken as JSON.
pub fn matches(recorded: &Value, found: &Value, placeholders: &Placeholders) -> bool {
    match (recorded, found) {
        (Value::String(recorded), Value::String(found)) => {
            text_matches(recorded, found, placeholders) || parsed_matches(recorded, found, placeholders)
        }
        (Value::String(recorded), _) => is_placeholder(recorded, placeholders),
        (Value::Number(recorded), Value::Number(found)) => recorded.as_f64() == found.as_f64(),
        (Value::Array(recorded), Value::Array(found)) => {
            recorded.len() == found.len()
                && recorded.iter().zip(found).all(|(recorded, found)| matches(recorded, found, placeholders))
        }
        (Value::Object(recorded), Value::Object(found)) => {
            let is_compared = |name: &&String| !TRANSPORT.contains(&name.as_str());
            recorded.keys().filter(is_compared).count() == found.keys().filter(is_compared).count()
                && recorded.iter().filter(|(name, _)| is_compared(name)).all(|(name, value)| {
                    found.get(name).is_some_and(|found| matches(value, found, placeholders))
                })
        }
        (recorded, Value::String(found)) if !recorded.is_null() => {
            serde_json::from_str(found).is_ok_and(|found: Value| matches(recorded, &found, placeholders))
        }
        (recorded, found) => recorded == found,
    }
}

fn parsed_matches(recorded: &str, found: &str, placeholders: &Placeholders) -> bool {
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok().filter(|value| !value.is_string());
    match (parse(recorded), parse(found)) {
        (Some(recorded), Some(found)) => matches(&recorded, &found, placeholders),
        (None, _) => serde_json::from_str::<String>(found)
            .is_ok_and(|found| text_matches(recorded, &found, placeholders)),
        _ => false,
    }
}

fn is_placeholder(text: &str, placeholders: &Placeholders) -> bool {
    ANY.contains(&text) || placeholders.whole_value.iter().any(|(_, any)| any == text) || is_bracketed(text)
}

fn is_bracketed(text: &str) -> bool {
    text.starts_with('<') && text.ends_with('>') && text.matches('<').count() == 1
}

fn text_matches(recorded: &str, found: &str, placeholders: &Placeholders) -> bool {
    if recorded == found || is_placeholder(recorded, placeholders) {
        return true;
    }
    let parts = fixed_parts(recorded, placeholders);
    parts.len() > 1 && found_in_order(&parts, found)
}

/// What stands between the placeholders of a text.
fn fixed_parts<'t>(text: &'t str, placeholders: &Placeholders) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((at, length)) = next_placeholder(rest, placeholders) {
        parts.push(&rest[..at]);
        rest = &rest[at + length..];
    }
    parts.push(rest);
    parts
}

fn next_placeholder(text: &str, placeholders: &Placeholders) -> Option<(usize, usize)> {
    let bracketed = text.find('<').and_then(|at| Some((at, text[at..].find('>')? + 1)));
    let named = placeholders.substring.iter().map(String::as_str).chain(["111111111111"]);
    named.filter_map(|name| Some((text.find(name)?, name.len()))).chain(bracketed).min()
}

fn found_in_order(parts: &[&str], text: &str) -> bool {
    let [first, middle @ .., last] = parts else { return false };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn placeholders_stand_for_what_varies_and_nothing_else() {
        let any = Placeholders::default();
        let recorded = json!({"a": "arn:<partition>:states:x", "t": "timestamp", "n": 1});
        assert!(matches(&recorded, &json!({"a": "arn:aws:states:x", "t": 7, "n": 1.0}), &any));
        assert!(!matches(&recorded, &json!({"a": "arn:aws:states:y", "t": 7, "n": 1}), &any));
        assert!(!matches(&recorded, &json!({"a": "arn:aws:states:x", "t": 7, "n": 1, "b": 0}), &any));
        assert!(matches(&json!({"a": []}), &json!("{\"a\": []}"), &any));
        assert!(!matches(&json!("x"), &json!("y"), &any));
    }
}
