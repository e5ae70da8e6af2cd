use apoyo_asl::build::{Choice, Flow, machine};
use apoyo_asl::{Definition, State};
use serde_json::json;

use crate::arguments::{expression, template};
use crate::invoke::{WHOLE_RUN_SECONDS, invoke};
use crate::names::{
    ANY_PHOTOS, DONE, LIST, NOTHING_TO_DO, PHOTOS_FAILED, RECONCILED, REPORT, TRIAGE, UNRECONCILED, name,
};
use crate::{FunctionArns, ending, lambda_lane};

/// The machine as it is deployed: its functions are `CloudFormation` substitutions.
pub fn definition() -> Definition {
    definition_with(&FunctionArns::substitutions())
}

/// The machine with these functions.
pub fn definition_with(functions: &FunctionArns) -> Definition {
    let flow = Flow::starting_at(name(LIST), list(functions))
        .with(name(ANY_PHOTOS), any_photos())
        .with(name(NOTHING_TO_DO), ending::nothing_to_do())
        .with(name(TRIAGE), lambda_lane::triage(functions))
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

/// Another lane is one more rule here, and one more state in the machine that leads to the report.
fn any_photos() -> State {
    Choice::new().when(expression("$plan.photos = 0"), name(NOTHING_TO_DO)).otherwise(name(TRIAGE))
}

fn report(functions: &FunctionArns) -> State {
    invoke(&functions.report, &json!({ "plan": "{% $plan %}" }), WHOLE_RUN_SECONDS)
        .comment("Counts the outcomes against the manifest and writes the reports.")
        .next(name(RECONCILED))
}
