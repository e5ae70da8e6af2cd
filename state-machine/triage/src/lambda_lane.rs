use apoyo_asl::build::{Flow, Map};
use apoyo_asl::{
    Dynamic, InputType, ItemBatcher, ItemReader, MachineType, ReaderConfig, ResultWriter, State, WriterConfig,
};
use apoyo_photo::BatchPlan;
use serde_json::json;

use crate::arguments::{expression, integration, template};
use crate::names::{EACH_PHOTO, REPORT, name};
use crate::{FunctionArns, each_photo};

/// Children at once. Times [`PHOTOS_AT_ONCE`] this is 200 functions at once, a fifth of an account's default of 1,000,
/// so that other work in the account still runs.
const BATCHES_AT_ONCE: u64 = 40;
/// Photos at once in one child: [`BatchPlan::MAX_ITEMS`] photos are 8 rounds of 3 calls, far below a child's 5 minutes,
/// and a child that is run again does at most this many photos twice at the same moment.
const PHOTOS_AT_ONCE: u64 = 5;
/// Most bytes of manifest lines in a batch: half of the 256 KiB that a child's input may have. A line has some hundred
/// bytes; only keys near S3's limit that are full of characters which JSON escapes (6 bytes each) come near this.
const BATCH_INPUT_BYTES: u64 = 128 * 1024;

/// Triage in Lambda functions: a Distributed Map over the manifest.
pub(crate) fn triage(functions: &FunctionArns) -> State {
    Map::distributed(manifest(), MachineType::Express, Flow::starting_at(name(EACH_PHOTO), each_photo(functions)))
        .comment(
            "Sorts every photo of the manifest, in batches. Tolerance 0 and no Catch, so that a failed Map Run can be \
             redriven.",
        )
        .label("Triage")
        .batcher(batches())
        .max_concurrency(BATCHES_AT_ONCE)
        .writer(results())
        .next(name(REPORT))
}

fn manifest() -> ItemReader {
    ItemReader {
        resource: integration("s3:getObject"),
        arguments: Some(template(&json!({ "Bucket": "{% $plan.bucket %}", "Key": "{% $plan.manifest %}" }))),
        config: ReaderConfig { input_type: Some(InputType::Jsonl), ..ReaderConfig::default() },
    }
}

fn batches() -> ItemBatcher {
    let for_every_batch = json!({
        "execution": "{% $plan.execution %}",
        "dryRun": "{% $plan.dryRun %}",
        "thresholds": "{% $plan.thresholds %}",
    });
    ItemBatcher {
        max_items_per_batch: Some(Dynamic::Expression(expression("$plan.batch.maxItems"))),
        max_input_bytes_per_batch: Some(Dynamic::Value(BATCH_INPUT_BYTES)),
        batch_input: Some(template(&for_every_batch)),
    }
}

fn results() -> ResultWriter {
    ResultWriter {
        resource: Some(integration("s3:putObject")),
        arguments: Some(template(
            &json!({ "Bucket": "{% $plan.bucket %}", "Prefix": "{% $plan.results %}" }),
        )),
        config: WriterConfig::default(),
    }
}

/// The photos of one batch, side by side; the child's output is the list of their outcomes.
fn each_photo(functions: &FunctionArns) -> State {
    let one = json!({
        "photo": "{% $states.context.Map.Item.Value %}",
        "execution": "{% $states.input.BatchInput.execution %}",
        "dryRun": "{% $states.input.BatchInput.dryRun %}",
        "thresholds": "{% $states.input.BatchInput.thresholds %}",
    });
    Map::inline(expression("$states.input.Items"), each_photo::flow(functions))
        .comment("Each ends as one outcome: kept, review, trash, taken or failed.")
        .selector(template(&one))
        .max_concurrency(PHOTOS_AT_ONCE)
        .end()
}

const _: () = assert!(BATCH_INPUT_BYTES <= ItemBatcher::MAX_INPUT_BYTES / 2);
const _: () =
    assert!(BatchPlan::MAX_ITEMS.is_multiple_of(PHOTOS_AT_ONCE), "the last round would be half empty");
