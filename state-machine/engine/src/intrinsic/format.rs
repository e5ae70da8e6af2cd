use serde_json::Value;

use super::{Outcome, Refusal, text_of};

/// `States.Format(template, ..)`: the template with its `{}` filled in; `\{`, `\}`, `\'` and `\\` stand for themselves.
pub(super) fn fill(arguments: &[Value]) -> Outcome {
    let mut filled = String::new();
    let mut values = arguments[1..].iter();
    let mut characters = text_of(arguments, 0)?.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' => filled.push(characters.next().unwrap_or('\\')),
            '{' if characters.next_if_eq(&'}').is_some() => {
                let value = values.next().ok_or_else(|| count_differs(arguments))?;
                filled.push_str(&shown(value));
            }
            _ => filled.push(c),
        }
    }
    if values.next().is_some() { Err(count_differs(arguments)) } else { Ok(filled.into()) }
}

fn count_differs(arguments: &[Value]) -> Refusal {
    Refusal(format!(
        "the number of {{}} in the template differs from that of the arguments after it, which is {}",
        arguments.len() - 1
    ))
}

/// As the service's own language, Java, writes values: text without quotes, lists as `[a, b]`, objects as `{k=v, l=w}`.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(key, value)| format!("{key}={}", shown(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        other => other.to_string(),
    }
}
