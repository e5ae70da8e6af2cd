use serde_json::Value;

use super::{Outcome, Refusal, text_of};

/// `States.Format(template, ..)`: the template with its `{}` filled in; `\{`, `\}`, `\'` and `\\` stand for themselves.
pub(super) fn format(arguments: &[Value]) -> Outcome {
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

/// Text stands without quotes, everything else as JSON.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
