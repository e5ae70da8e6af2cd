use apoyo_asl::build::{Flow, Map};
use apoyo_asl::{
    Dynamic, InputType, ItemBatcher, ItemReader, MachineType, ReaderConfig, ResultWriter, WriterConfig,
};
use apoyo_photo::BatchPlan;
use serde_json::{Map as JsonMap, json};

use crate::arguments::{expression, integration, template};
use crate::names::name;

/// Children at once. Times [`PHOTOS_AT_ONCE`] this is 200 functions at once, a fifth of an account's default of 1,000,
/// so that other work in the account still runs.
const BATCHES_AT_ONCE: u64 = 40;
/// Photos at once in one child: [`BatchPlan::MAX_ITEMS`] photos are 8 rounds of 3 calls, far below a child's 5 minutes,
/// and a child that is run again does at most this many photos twice at the same moment.
const PHOTOS_AT_ONCE: u64 = 5;
/// Most bytes of items in a batch: a quarter of the 256 KiB that a child's input and output may have each, since what a
/// child answers may name a photo's key three times where its item names it once. Lines have some hundred bytes; only
/// keys near S3's limit that are full of characters which JSON escapes (6 bytes each) come near this.
pub(crate) const BATCH_INPUT_BYTES: u64 = 64 * 1024;

/// A Distributed Map that does the same with every photo.
#[derive(Debug)]
pub(crate) struct FanOut {
    /// The word for it in the ARNs of its runs.
    pub(crate) label: &'static str,
    /// Where its items are.
    pub(crate) items: ItemReader,
    /// What the flow's input calls an item.
    pub(crate) item: &'static str,
    /// Name and comment of the Map inside a child.
    pub(crate) each: (&'static str, &'static str),
    /// What is done with one; its input is `{<item>, execution, dryRun, thresholds}`.
    pub(crate) flow: Flow,
    /// Where its results go.
    pub(crate) results: ResultWriter,
}

impl FanOut {
    /// The Map: Express children, one batch each, the photos of a batch side by side. Tolerance 0 and no Catch, so that
    /// a failed Map Run can be redriven.
    pub(crate) fn map(self) -> Map {
        let (each, comment) = self.each;
        let photos = Map::inline(expression("$states.input.Items"), self.flow)
            .comment(comment)
            .selector(template(&one(self.item).into()))
            .max_concurrency(PHOTOS_AT_ONCE)
            .end();
        Map::distributed(self.items, MachineType::Express, Flow::starting_at(name(each), photos))
            .label(self.label)
            .batcher(batches())
            .max_concurrency(BATCHES_AT_ONCE)
            .writer(self.results)
    }
}

/// The photos that the manifest lists.
pub(crate) fn listed_photos() -> ItemReader {
    ItemReader {
        resource: integration("s3:getObject"),
        arguments: Some(template(&json!({ "Bucket": "{% $plan.bucket %}", "Key": "{% $plan.manifest %}" }))),
        config: ReaderConfig { input_type: Some(InputType::Jsonl), ..ReaderConfig::default() },
    }
}

/// A file for each child under the prefix that this field of the plan holds.
pub(crate) fn results_under(field_of_plan: &str, config: WriterConfig) -> ResultWriter {
    let prefix = format!("{{% $plan.{field_of_plan} %}}");
    ResultWriter {
        resource: Some(integration("s3:putObject")),
        arguments: Some(template(&json!({ "Bucket": "{% $plan.bucket %}", "Prefix": prefix }))),
        config,
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

fn one(item: &str) -> JsonMap<String, serde_json::Value> {
    let fields = [
        (item, "{% $states.context.Map.Item.Value %}"),
        ("execution", "{% $states.input.BatchInput.execution %}"),
        ("dryRun", "{% $states.input.BatchInput.dryRun %}"),
        ("thresholds", "{% $states.input.BatchInput.thresholds %}"),
    ];
    fields.into_iter().map(|(field, source)| (field.to_owned(), source.into())).collect()
}

const _: () = assert!(BATCH_INPUT_BYTES <= ItemBatcher::MAX_INPUT_BYTES / 4);
const _: () =
    assert!(BatchPlan::MAX_ITEMS.is_multiple_of(PHOTOS_AT_ONCE), "the last round would be half empty");

#[cfg(test)]
mod tests {
    use apoyo_photo::step::{Classified, StageOutput};
    use apoyo_photo::{
        Judgement, ManifestLine, Outcome, OutcomeKind, PhotoKey, Score, StagedPhoto, Thresholds,
    };

    use super::*;

    fn bytes(json: &impl serde::Serialize) -> u64 {
        serde_json::to_vec(json).unwrap().len().try_into().unwrap()
    }

    /// A key as long as S3 allows, of which JSON writes each byte with six.
    fn longest(folder: &str) -> PhotoKey {
        format!("{folder}{}", "\u{1}".repeat(1024 - folder.len())).parse().unwrap()
    }

    fn line() -> ManifestLine {
        let owner = Some("x".repeat(80).parse().unwrap());
        let etag = format!("\"{}\"", "0".repeat(38));
        let content = Some(etag.clone());
        ManifestLine { key: longest("procesando/"), size: u64::MAX, etag, owner, content }
    }

    fn staged() -> StagedPhoto {
        let ManifestLine { key, size, etag, content, .. } = line();
        let (sub_path, from) = ("\u{1}".repeat(1013), longest("sin procesar/"));
        StagedPhoto { key, from, sub_path, size, etag, content }
    }

    fn settled(key: PhotoKey) -> Outcome {
        Outcome {
            outcome: OutcomeKind::Kept,
            key,
            to: Some(longest("procesadas/")),
            size: u64::MAX,
            score: Some(Score::try_from(0.123_456_789).unwrap()),
            reason: None,
            thumbnail: Some("e".repeat(200)),
            error: None,
            cause: None,
        }
    }

    #[test]
    fn what_a_child_answers_fits_its_output_even_for_the_longest_keys() {
        let lines = BATCH_INPUT_BYTES / bytes(&line());
        assert!(lines >= 10, "{lines} lines in a batch");
        let limit = ItemBatcher::MAX_INPUT_BYTES;
        assert!(lines * bytes(&StageOutput::Staged { photo: staged() }) < limit);
        assert!(lines * bytes(&settled(line().key)) < limit);
    }

    #[test]
    fn a_shards_line_of_the_longest_key_fits_a_batch() {
        let score = Score::try_from(0.5).unwrap();
        let thresholds = Thresholds::new(score, score).unwrap();
        let classified = Classified {
            judgement: Judgement::of_score(score, thresholds),
            model: "m".repeat(80),
            thresholds,
            thumbnail: Some("e".repeat(200)),
        };
        let line = apoyo_photo::step::ShardLine::Judged { photo: staged(), classified };
        assert!(bytes(&line) * 2 < BATCH_INPUT_BYTES, "{}", bytes(&line));
    }
}
