use apoyo_asl::build::{Choice, Flow, Pass};
use apoyo_asl::{InputType, ItemReader, ReaderConfig, State, Transformation, WriterConfig};
use serde_json::json;

use crate::FunctionArns;
use crate::arguments::{expression, integration, template};
use crate::fan_out::{FanOut, results_under};
use crate::names::{
    DELETE_ONE, EACH_CLASSIFIED_PHOTO, ENDED_BEFORE, JUDGED, KEEP_ONE, NOT_SETTLED, REPORT, REVIEW_ONE,
    TAKE_UP, WHICH_VERDICT, name,
};
use crate::settle::{SettleNames, settle};

/// Does with every photo what its verdict says. Its results are the outcomes of all photos of the manifest, in the form
/// that the lane `lambda` leaves.
pub(crate) fn settle_all(functions: &FunctionArns) -> State {
    let settle_all = FanOut {
        label: "SettleAll",
        items: shard_lines(),
        item: "line",
        each: (EACH_CLASSIFIED_PHOTO, "Each ends as one outcome: kept, review, trash, taken or failed."),
        flow: settle_one(functions),
        results: results_under("results", WriterConfig::default()),
    };
    settle_all
        .map()
        .comment(
            "Settles every photo of the shards' files, in batches. Tolerance 0 and no Catch, so that a failed Map Run \
             can be redriven.",
        )
        .next(name(REPORT))
}

/// The lines of all shards' files, each an [`apoyo_photo::step::ShardLine`].
fn shard_lines() -> ItemReader {
    ItemReader {
        resource: integration("s3:listObjectsV2"),
        arguments: Some(template(
            &json!({ "Bucket": "{% $plan.bucket %}", "Prefix": "{% $plan.classified & '/' %}" }),
        )),
        config: ReaderConfig {
            input_type: Some(InputType::Jsonl),
            transformation: Some(Transformation::LoadAndFlatten),
            ..ReaderConfig::default()
        },
    }
}

fn settle_one(functions: &FunctionArns) -> Flow {
    let flow = Flow::starting_at(name(JUDGED), judged())
        .with(name(ENDED_BEFORE), ended_before())
        .with(name(TAKE_UP), take_up());
    let names = SettleNames {
        verdict: WHICH_VERDICT,
        keep: KEEP_ONE,
        review: REVIEW_ONE,
        delete: DELETE_ONE,
        failed: NOT_SETTLED,
    };
    settle(flow, names, functions)
}

fn judged() -> State {
    Choice::new()
        .comment("What was taken, or failed before, has its outcome.")
        .when(expression("$exists($states.input.line.outcome)"), name(ENDED_BEFORE))
        .otherwise(name(TAKE_UP))
}

fn ended_before() -> State {
    Pass::new().output(template(&json!("{% $states.input.line.outcome %}"))).end()
}

fn take_up() -> State {
    let for_later = json!({
        "execution": "{% $states.input.execution %}",
        "dryRun": "{% $states.input.dryRun %}",
        "photo": { "key": "{% $states.input.line.photo.from %}", "size": "{% $states.input.line.photo.size %}" },
    });
    let judged = json!({
        "photo": "{% $states.input.line.photo %}",
        "classified": "{% $states.input.line.classified %}",
    });
    Pass::new().assign(template(&for_later)).output(template(&judged)).next(name(WHICH_VERDICT))
}
