use apoyo_local::ApiError;
use serde_json::{Value, json};

use super::case::{ApiCase, Step};
use super::launches::as_of;
use super::level::Level;
use super::references::{Bindings, resolved};
use super::world::ApiWorld;
use crate::compare::matches;

/// Makes the calls of a case and compares the replies; the text says what differs.
pub async fn level_of(case: &ApiCase) -> (Level, String) {
    let world = ApiWorld::of(case);
    let mut replies = Vec::new();
    let mut bindings = Bindings::default();
    let (mut level, mut difference) = (Level::Whole, String::new());
    let calls = case.calls();
    for (at, step) in calls.iter().enumerate() {
        let params = match resolved(&with_role(&calls[at..]), &replies) {
            Ok(params) => params,
            Err(missing) => return (Level::Differs, format!("step {at}: {missing}")),
        };
        let found = world.call(step, params).await;
        let (reached, text) = compare(case, step, (&found, &mut bindings));
        if reached < level {
            (level, difference) = (reached, format!("step {at} {}: {text}", step.operation));
        }
        replies.push(found.unwrap_or(Value::Null));
    }
    (level, difference)
}

/// The request of the first of these calls. Recordings tell roles apart in replies only, so the role of a request is the one
/// that the next reply shows.
fn with_role(calls: &[Step]) -> Value {
    let mut params = calls[0].params.clone();
    let mut shown = calls.iter().map(|step| &step.expect["response"]["roleArn"]);
    let shown = shown.find_map(Value::as_str);
    if let (true, Some(role)) = (params["roleArn"].is_string(), shown) {
        params["roleArn"] = format!("arn:aws:iam::000000000000:role/{role}").into();
    }
    params
}

fn compare(
    case: &ApiCase,
    step: &Step,
    (found, bindings): (&Result<Value, ApiError>, &mut Bindings),
) -> (Level, String) {
    let error = &step.expect["error"];
    match found {
        Ok(reply) => {
            if step.expect_error_unrecorded || !error.is_null() {
                return (Level::Differs, format!("AWS refuses it: {error}\n        found    {reply}"));
            }
            let recorded = without_metadata(&step.expect["response"]);
            if recorded.is_null() {
                return (Level::Whole, String::new());
            }
            let reply = as_of(&case.recorded, reply.clone());
            if !matches(&recorded, &reply, &case.placeholders) {
                return (Level::Codes, format!("recorded {recorded}\n        found    {reply}"));
            }
            let twofold = bindings.bind(&recorded, &reply);
            twofold.map_or((Level::Whole, String::new()), |twofold| (Level::Codes, twofold))
        }
        Err(refused) => compare_refusal(case, step, refused),
    }
}

fn compare_refusal(case: &ApiCase, step: &Step, refused: &ApiError) -> (Level, String) {
    let error = &step.expect["error"];
    let difference = || format!("recorded {}\n        found    {refused}", step.expect);
    // Without a code it was the client that refused: what the service says is not known, only that it is wrong.
    let is_unknown = step.expect_error_unrecorded || (!error.is_null() && error["code"].is_null());
    if is_unknown {
        return (Level::Whole, String::new());
    }
    if error["code"] != refused.code {
        return (Level::Differs, difference());
    }
    let same = matches(&error["message"], &json!(refused.message), &case.placeholders);
    if same { (Level::Whole, String::new()) } else { (Level::Codes, difference()) }
}

fn without_metadata(response: &Value) -> Value {
    let mut response = response.clone();
    if let Some(members) = response.as_object_mut() {
        members.shift_remove("ResponseMetadata");
    }
    response
}
