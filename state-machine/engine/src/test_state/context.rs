use std::sync::Arc;

use serde_json::{Map, Value};

use super::TestStateError;
use crate::payload::Payload;

/// What a member of the context object holds.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    Number,
    Anything,
    Members(&'static [(&'static str, Holds)]),
}

/// The context object.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html>.
const CONTEXT: [(&str, Holds); 5] = [
    (
        "Execution",
        Holds::Members(&[
            ("Id", Holds::Text),
            ("Input", Holds::Anything),
            ("Name", Holds::Text),
            ("RoleArn", Holds::Text),
            ("StartTime", Holds::Text),
            ("RedriveCount", Holds::Number),
            ("RedriveTime", Holds::Text),
        ]),
    ),
    (
        "State",
        Holds::Members(&[("EnteredTime", Holds::Text), ("Name", Holds::Text), ("RetryCount", Holds::Number)]),
    ),
    ("StateMachine", Holds::Members(&[("Id", Holds::Text), ("Name", Holds::Text)])),
    ("Task", Holds::Members(&[("Token", Holds::Text)])),
    (
        "Map",
        Holds::Members(&[(
            "Item",
            Holds::Members(&[
                ("Index", Holds::Number),
                ("Value", Holds::Anything),
                ("Key", Holds::Text),
                ("Source", Holds::Text),
            ]),
        )]),
    ),
];

/// Reads a context object.
///
/// # Errors
/// When it is not JSON, or has a member that the context object has not, or one of another type.
pub(super) fn parse(text: &str) -> Result<Payload, TestStateError> {
    let invalid =
        |reason: String| TestStateError::validation(format!("Invalid Context object provided: {reason}"));
    let value: Value = serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
    let Value::Object(members) = &value else {
        return Err(invalid("it must be a JSON object".to_owned()));
    };
    check(members, &CONTEXT, "").map_err(invalid)?;
    Ok(Arc::new(value))
}

fn check(members: &Map<String, Value>, known: &[(&str, Holds)], place: &str) -> Result<(), String> {
    for (name, value) in members {
        let path = format!("{place}{name}");
        let Some((_, holds)) = known.iter().find(|(known, _)| known == name) else {
            let allowed: Vec<&str> = known.iter().map(|(known, _)| *known).collect();
            return Err(format!("the field '{path}' is not one of [{}]", allowed.join(", ")));
        };
        let kind = match holds {
            Holds::Anything => continue,
            Holds::Text if value.is_string() => continue,
            Holds::Number if value.is_number() => continue,
            Holds::Members(inner) => match value.as_object() {
                Some(members) => {
                    check(members, inner, &format!("{path}."))?;
                    continue;
                }
                None => "an object",
            },
            Holds::Text => "a string",
            Holds::Number => "a number",
        };
        return Err(format!("the field '{path}' must be {kind}"));
    }
    Ok(())
}
