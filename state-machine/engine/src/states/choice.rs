use crate::data_flow::EvaluationError;
use crate::decide::{NewEvent, Scene};
use crate::failure::{Failure, error_name};
use crate::machine::{ChoiceRule, Condition, Expected, StateId};

/// Goes on at the first rule whose condition is true, else at the default.
pub(super) fn choose(scene: &Scene<'_>, rules: &[ChoiceRule], default: Option<StateId>) -> NewEvent {
    let chosen = match first_true(scene, rules) {
        Ok(chosen) => chosen,
        Err(error) => return scene.evaluation_failed(&error),
    };
    match (chosen, default) {
        (Some(rule), _) => scene.leave_with(&rule.flow, (&scene.query(), &scene.input()), Some(rule.next)),
        (None, Some(default)) => {
            scene.leave_with(&scene.state.flow, (&scene.query(), &scene.input()), Some(default))
        }
        (None, None) => scene.flow_failed(no_choice_matched(scene)),
    }
}

fn first_true<'r>(
    scene: &Scene<'_>,
    rules: &'r [ChoiceRule],
) -> Result<Option<&'r ChoiceRule>, EvaluationError> {
    for (at, rule) in rules.iter().enumerate() {
        let holds = match &rule.condition {
            Condition::Jsonata(condition) => {
                let location = format!("Choices[{at}]/Condition");
                condition.evaluate(
                    &scene.query(),
                    &location,
                    (Expected::Boolean, serde_json::Value::as_bool),
                )?
            }
            Condition::JsonPath(test) => test.holds(&scene.query())?,
        };
        if holds {
            return Ok(Some(rule));
        }
    }
    Ok(None)
}

fn no_choice_matched(scene: &Scene<'_>) -> Failure {
    let entered = scene.frame.visit.entered_event;
    Failure::new(
        error_name::NO_CHOICE_MATCHED,
        format!(
            "An error occurred while executing the state '{}' (entered at the event id #{entered}). Failed to \
             transition out of the state. The state does not point to a next state.",
            scene.state.name
        ),
    )
}
