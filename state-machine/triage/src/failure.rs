use apoyo_asl::build::Pass;
use apoyo_asl::{Catcher, ErrorEquals, ResultPath, State};
use apoyo_photo::OutcomeKind;
use serde_json::{Value, json};

use crate::arguments::template;
use crate::names::name;

/// Most characters of an error's cause in an outcome: a stack trace for each photo of a batch would pass the 256 KiB of
/// the child's output.
const CAUSE_CHARACTERS: u64 = 500;

/// After the retries: this takes the answer's place, and the other photos of the batch go on.
pub(crate) fn record_failure(output: &Value, next: &'static str) -> Catcher {
    Catcher {
        comment: None,
        error_equals: vec![ErrorEquals::ALL.parse().expect("it is not empty")],
        next: name(next),
        result_path: ResultPath::Replace,
        assign: None,
        output: Some(template(output)),
    }
}

/// The outcome failed of the photo that this expression answers, `{key, size, ..}` as it was listed.
pub(crate) fn failed_outcome(photo: &str) -> Value {
    json!({
        "outcome": OutcomeKind::Failed,
        "key": format!("{{% {photo}.key %}}"),
        "size": format!("{{% {photo}.size %}}"),
        "error": "{% $states.errorOutput.Error %}",
        // An expression that answers nothing is an error itself, so an absent cause is the empty text.
        "cause": format!(
            "{{% $exists($states.errorOutput.Cause) ? $substring($states.errorOutput.Cause, 0, {CAUSE_CHARACTERS}) : '' %}}"
        ),
    })
}

/// Where a recorded failure ends.
pub(crate) fn failed() -> State {
    Pass::new()
        .comment("Records the failure as the photo's outcome; a replay takes the photo up again.")
        .end()
}

#[cfg(test)]
mod tests {
    use apoyo_photo::Outcome;

    use super::*;

    #[test]
    fn a_failure_is_recorded_in_the_shape_of_an_outcome() {
        let mut recorded = failed_outcome("$photo");
        recorded["size"] = 7.into();
        let outcome: Outcome = serde_json::from_value(recorded.clone()).unwrap();
        assert_eq!(outcome.outcome, OutcomeKind::Failed);
        assert_eq!(serde_json::to_value(outcome).unwrap(), recorded);
    }
}
