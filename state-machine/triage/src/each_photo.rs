use apoyo_asl::State;
use apoyo_asl::build::{Choice, Flow, Pass};
use serde_json::json;

use crate::FunctionArns;
use crate::arguments::{expression, template};
use crate::failure::{failed_outcome, record_failure};
use crate::invoke::{ONE_PHOTO_SECONDS, invoke};
use crate::names::{CLAIMED, CLASSIFY, DELETE, FAILED, KEEP, REVIEW, STAGE, TAKEN, VERDICT, name};
use crate::settle::{SettleNames, settle};
use crate::stage;

/// What the lane `lambda` does with one photo; its input is `{photo, execution, dryRun, thresholds}`, its output is one
/// [`apoyo_photo::Outcome`] whatever happens.
pub(crate) fn flow(functions: &FunctionArns) -> Flow {
    let flow = Flow::starting_at(name(STAGE), stage(functions))
        .with(name(CLAIMED), claimed())
        .with(name(TAKEN), taken())
        .with(name(CLASSIFY), classify(functions));
    let names = SettleNames { verdict: VERDICT, keep: KEEP, review: REVIEW, delete: DELETE, failed: FAILED };
    settle(flow, names, functions)
}

fn stage(functions: &FunctionArns) -> State {
    let for_later = json!({
        "execution": "{% $states.input.execution %}",
        "photo": "{% $states.input.photo %}",
        "dryRun": "{% $states.input.dryRun %}",
        "thresholds": "{% $states.input.thresholds %}",
    });
    stage::stage(functions)
        .assign(template(&for_later))
        .catch(record_failure(&failed_outcome("$states.input.photo"), FAILED))
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
        .catch(record_failure(&failed_outcome("$photo"), FAILED))
        .next(name(VERDICT))
}
