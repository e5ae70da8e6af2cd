use apoyo_asl::build::Flow;
use apoyo_asl::{OutputType, ResultTransformation, State, WriterConfig};
use serde_json::json;

use crate::FunctionArns;
use crate::failure::{failed, failed_outcome, record_failure};
use crate::fan_out::{FanOut, listed_photos, results_under};
use crate::names::{CLASSIFY_ALL, EACH_LISTED_PHOTO, NOT_STAGED, STAGE_ONE, name};
use crate::stage::stage;

/// Claims every photo of the manifest. Its results are [`apoyo_photo::step::StageOutput`]s, one a line, so that a worker
/// reads them one by one.
pub(crate) fn stage_all(functions: &FunctionArns) -> State {
    let one_a_line = WriterConfig {
        transformation: Some(ResultTransformation::Flatten),
        output_type: Some(OutputType::Jsonl),
    };
    let stage_all = FanOut {
        label: "StageAll",
        items: listed_photos(),
        item: "photo",
        each: (EACH_LISTED_PHOTO, "Each is staged, taken or failed."),
        flow: stage_one(functions),
        results: results_under("staged", one_a_line),
    };
    stage_all
        .map()
        .comment(
            "Claims every photo of the manifest, in batches. Tolerance 0 and no Catch, so that a failed Map Run can be \
             redriven.",
        )
        .next(name(CLASSIFY_ALL))
}

fn stage_one(functions: &FunctionArns) -> Flow {
    let not_staged = json!({ "claim": "failed", "outcome": failed_outcome("$states.input.photo") });
    let stage_one = stage(functions).catch(record_failure(&not_staged, NOT_STAGED)).end();
    Flow::starting_at(name(STAGE_ONE), stage_one).with(name(NOT_STAGED), failed())
}

#[cfg(test)]
mod tests {
    use apoyo_asl::{StateKind, Template};
    use apoyo_photo::step::StageOutput;

    use super::*;

    #[test]
    fn a_photo_that_cannot_be_staged_is_a_line_that_the_worker_reads() {
        let flow = stage_one(&FunctionArns::substitutions()).build();
        let StateKind::Task(task) = &flow.states[&name(STAGE_ONE)].kind else { panic!("no task") };
        let mut line = task.catch[0].output.as_ref().map(Template::to_json).unwrap();
        line["outcome"]["size"] = 7.into();
        let read: StageOutput = serde_json::from_value(line).unwrap();
        assert!(matches!(read, StageOutput::Failed { .. }), "{read:?}");
    }
}
