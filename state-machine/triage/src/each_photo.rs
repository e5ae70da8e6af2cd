use apoyo_asl::build::{Choice, Flow, Pass};
use apoyo_asl::{Catcher, ErrorEquals, ResultPath, State};
use apoyo_photo::OutcomeKind;
use serde_json::{Value, json};

use crate::FunctionArns;
use crate::arguments::{expression, template};
use crate::invoke::{ONE_PHOTO_SECONDS, invoke};
use crate::names::{CLAIMED, CLASSIFY, DELETE, FAILED, KEEP, REVIEW, STAGE, TAKEN, VERDICT, name};

/// Most characters of an error's cause in an outcome: a stack trace for each photo of a batch would pass the 256 KiB of
/// the child's output.
const CAUSE_CHARACTERS: u64 = 500;

/// What is done with one photo; its input is `{photo, execution, dryRun, thresholds}`, its output is one
/// [`apoyo_photo::Outcome`] whatever happens.
pub(crate) fn flow(functions: &FunctionArns) -> Flow {
    Flow::starting_at(name(STAGE), stage(functions))
        .with(name(CLAIMED), claimed())
        .with(name(TAKEN), taken())
        .with(name(CLASSIFY), classify(functions))
        .with(name(VERDICT), verdict())
        .with(name(KEEP), settle(&functions.keep, "Moves the photo to the kept folder."))
        .with(name(REVIEW), settle(&functions.keep, "Moves the photo to the review folder, by its verdict."))
        .with(name(DELETE), settle(&functions.delete, "Moves the photo to the trash folder."))
        .with(name(FAILED), failed())
}

fn stage(functions: &FunctionArns) -> State {
    let payload = json!({
        "execution": "{% $states.input.execution %}",
        "photo": "{% $states.input.photo %}",
        "dryRun": "{% $states.input.dryRun %}",
    });
    let for_later = json!({
        "execution": "{% $states.input.execution %}",
        "photo": "{% $states.input.photo %}",
        "dryRun": "{% $states.input.dryRun %}",
        "thresholds": "{% $states.input.thresholds %}",
    });
    invoke(&functions.stage, &payload, ONE_PHOTO_SECONDS)
        .comment("Claims the photo: copies it under the execution's name, once among all executions.")
        .assign(template(&for_later))
        .catch(record_failure("$states.input.photo"))
        .next(name(CLAIMED))
}

fn claimed() -> State {
    Choice::new()
        .comment("Another execution or a person may have been faster.")
        .when(expression("$states.input.claim = 'taken'"), name(TAKEN))
        .otherwise(name(CLASSIFY))
}

fn taken() -> State {
    Pass::new().output(template(&json!("{% $states.input.outcome %}"))).end()
}

fn classify(functions: &FunctionArns) -> State {
    let payload = json!({
        "execution": "{% $execution %}",
        "photo": "{% $states.input.photo %}",
        "thresholds": "{% $thresholds %}",
    });
    let with_photo = json!({
        "photo": "{% $states.input.photo %}",
        "classified": "{% $states.result.Payload %}",
    });
    invoke(&functions.classify, &payload, ONE_PHOTO_SECONDS)
        .comment(
            "Decodes and scores the photo. A photo that cannot be read is a verdict, review, not an error.",
        )
        .output(template(&with_photo))
        .catch(record_failure("$photo"))
        .next(name(VERDICT))
}

fn verdict() -> State {
    Choice::new()
        .comment(
            "Only the verdict discard leads to the trash; a verdict unknown here is for a person to see.",
        )
        .when(expression("$states.input.classified.judgement.verdict = 'discard'"), name(DELETE))
        .when(expression("$states.input.classified.judgement.verdict = 'keep'"), name(KEEP))
        .otherwise(name(REVIEW))
}

fn settle(function: &str, comment: &str) -> State {
    let payload = json!({
        "execution": "{% $execution %}",
        "photo": "{% $states.input.photo %}",
        "classified": "{% $states.input.classified %}",
        "dryRun": "{% $dryRun %}",
    });
    invoke(function, &payload, ONE_PHOTO_SECONDS).comment(comment).catch(record_failure("$photo")).end()
}

/// After the retries: an outcome of kind failed takes the photo's place, and the other photos of the batch go on.
fn record_failure(photo: &str) -> Catcher {
    Catcher {
        comment: None,
        error_equals: vec![ErrorEquals::ALL.parse().expect("it is not empty")],
        next: name(FAILED),
        result_path: ResultPath::Replace,
        assign: None,
        output: Some(template(&failed_outcome(photo))),
    }
}

fn failed_outcome(photo: &str) -> Value {
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

fn failed() -> State {
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
