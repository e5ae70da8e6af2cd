use apoyo_asl::State;
use apoyo_asl::build::{Choice, Flow};
use serde_json::json;

use crate::FunctionArns;
use crate::arguments::expression;
use crate::failure::{failed, failed_outcome, record_failure};
use crate::invoke::{ONE_PHOTO_SECONDS, invoke};
use crate::names::name;

/// What the states that settle a photo are called in a lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SettleNames {
    pub(crate) verdict: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) review: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) failed: &'static str,
}

/// Adds the states that do what the verdict says. They are entered at [`SettleNames::verdict`] with
/// `{photo, classified}` and the variables `execution`, `dryRun` and `photo`, the photo as it was listed; each ends as
/// one [`apoyo_photo::Outcome`], whatever happens.
pub(crate) fn settle(flow: Flow, names: SettleNames, functions: &FunctionArns) -> Flow {
    let step = |function, comment| move_photo(function, comment, names.failed);
    flow.with(name(names.verdict), verdict(names))
        .with(name(names.keep), step(&functions.keep, "Moves the photo to the kept folder."))
        .with(
            name(names.review),
            step(&functions.keep, "Moves the photo to the review folder, by its verdict."),
        )
        .with(name(names.delete), step(&functions.delete, "Moves the photo to the trash folder."))
        .with(name(names.failed), failed())
}

fn verdict(names: SettleNames) -> State {
    Choice::new()
        .comment(
            "Only the verdict discard leads to the trash; a verdict unknown here is for a person to see.",
        )
        .when(expression("$states.input.classified.judgement.verdict = 'discard'"), name(names.delete))
        .when(expression("$states.input.classified.judgement.verdict = 'keep'"), name(names.keep))
        .otherwise(name(names.review))
}

fn move_photo(function: &str, comment: &str, failed: &'static str) -> State {
    let payload = json!({
        "execution": "{% $execution %}",
        "photo": "{% $states.input.photo %}",
        "classified": "{% $states.input.classified %}",
        "dryRun": "{% $dryRun %}",
    });
    invoke(function, &payload, ONE_PHOTO_SECONDS)
        .comment(comment)
        .catch(record_failure(&failed_outcome("$photo"), failed))
        .end()
}
