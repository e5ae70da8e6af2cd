use serde_json::Value;

/// Members that replies have only since a day, as year, month, day.
///
/// Source: the service's document history, <https://docs.aws.amazon.com/step-functions/latest/dg/document-history.html>.
const LAUNCHES: [(&str, (u16, u8, u8)); 8] = [
    ("redriveCount", (2023, 11, 15)),
    ("redriveStatus", (2023, 11, 15)),
    ("redriveStatusReason", (2023, 11, 15)),
    ("failuresNotRedrivable", (2023, 11, 15)),
    ("pendingRedrive", (2023, 11, 15)),
    ("encryptionConfiguration", (2024, 7, 25)),
    ("variableReferences", (2024, 11, 22)),
    ("truncated", (2024, 11, 22)),
];

/// A reply without the members that AWS did not know on the day of the recording.
pub(super) fn as_of(recorded: &str, reply: Value) -> Value {
    let Some(day) = day(recorded) else { return reply };
    match reply {
        Value::Object(members) => {
            let known = members.into_iter().filter(|(name, _)| is_known(name, day));
            Value::Object(known.map(|(name, value)| (name, as_of(recorded, value))).collect())
        }
        Value::Array(items) => items.into_iter().map(|item| as_of(recorded, item)).collect(),
        other => other,
    }
}

fn is_known(name: &str, day: (u16, u8, u8)) -> bool {
    LAUNCHES.iter().all(|(member, launch)| *member != name || *launch <= day)
}

/// Year, month and day of `dd-mm-yyyy, hh:mm:ss`.
fn day(recorded: &str) -> Option<(u16, u8, u8)> {
    let (date, _) = recorded.split_once(',')?;
    let [day, month, year] = date.split('-').collect::<Vec<_>>()[..] else { return None };
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reply_has_what_was_known_on_the_day() {
        let reply = json!({"items": [{"redriveCount": 0, "name": "n"}], "encryptionConfiguration": {}});
        assert_eq!(as_of("08-08-2023, 12:46:16", reply.clone()), json!({"items": [{"name": "n"}]}));
        let later = as_of("16-11-2023, 00:00:00", reply.clone());
        assert_eq!(later, json!({"items": [{"redriveCount": 0, "name": "n"}]}));
        assert_eq!(as_of("25-07-2024, 00:00:00", reply.clone()), reply);
    }
}
