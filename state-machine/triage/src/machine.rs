use apoyo_asl::build::{Choice, Flow, machine};
use apoyo_asl::{Definition, State};
use serde_json::json;

use crate::arguments::{expression, template};
use crate::invoke::{WHOLE_RUN_SECONDS, invoke};
use crate::names::{
    ANY_PHOTOS, CLASSIFY_ALL, DONE, LIST, NOTHING_TO_DO, PHOTOS_FAILED, RECONCILED, REPORT, SETTLE_ALL,
    STAGE_ALL, TRIAGE, UNRECONCILED, name,
};
use crate::{Calls, FunctionArns, batch_lane, ending, lambda_lane};

/// The machine as it is deployed: what it calls are `CloudFormation` substitutions.
pub fn definition() -> Definition {
    definition_with(&Calls::substitutions())
}

/// The machine that calls these.
pub fn definition_with(Calls { functions, job }: &Calls) -> Definition {
    let flow = Flow::starting_at(name(LIST), list(functions))
        .with(name(ANY_PHOTOS), any_photos())
        .with(name(NOTHING_TO_DO), ending::nothing_to_do())
        .with(name(TRIAGE), lambda_lane::triage(functions))
        .with(name(STAGE_ALL), batch_lane::stage_all(functions))
        .with(name(CLASSIFY_ALL), batch_lane::classify_all(job))
        .with(name(SETTLE_ALL), batch_lane::settle_all(functions))
        .with(name(REPORT), report(functions))
        .with(name(RECONCILED), ending::reconciled())
        .with(name(DONE), ending::done())
        .with(name(PHOTOS_FAILED), ending::photos_failed())
        .with(name(UNRECONCILED), ending::unreconciled());
    machine("Sorts the photos that wait: pylon kept, none to the trash, doubt to a person.", flow)
}

/// The plan stays in a variable: every later state reads of it what it needs, and no payload carries a list.
fn list(functions: &FunctionArns) -> State {
    let payload = json!({
        "execution": "{% $states.context.Execution.Name %}",
        "started": "{% $states.context.Execution.StartTime %}",
        "input": "{% $states.input %}",
    });
    invoke(&functions.list, &payload, WHOLE_RUN_SECONDS)
        .comment("Reads the input, whatever its shape, and writes the manifest of the photos to sort.")
        .assign(template(&json!({ "plan": "{% $states.result.Payload %}" })))
        .next(name(ANY_PHOTOS))
}

/// Both lanes lead to the report.
fn any_photos() -> State {
    Choice::new()
        .comment("And in which lane: `list` has chosen.")
        .when(expression("$plan.photos = 0"), name(NOTHING_TO_DO))
        .when(expression("$plan.lane = 'batch'"), name(STAGE_ALL))
        .otherwise(name(TRIAGE))
}

fn report(functions: &FunctionArns) -> State {
    invoke(&functions.report, &json!({ "plan": "{% $plan %}" }), WHOLE_RUN_SECONDS)
        .comment("Counts the outcomes against the manifest and writes the reports.")
        .next(name(RECONCILED))
}
