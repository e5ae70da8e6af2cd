//! The files that the Distributed Map's `ResultWriter` leaves:
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>.

use apoyo_bucket::{ListRecords, MapRunResults, ReadRecord};
use apoyo_photo::step::ShardLine;
use apoyo_photo::{ManifestLine, Outcome, OutcomeKind, PhotoKey};
use serde::Deserialize;

use crate::ReportError;
use crate::array_elements::ArrayElements;
use crate::ledger::Ledger;

/// One child execution. `Input` and `Output` are JSON texts.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ChildExecution {
    input: Option<String>,
    output: Option<String>,
    error: Option<String>,
    cause: Option<String>,
}

/// Input of a child, as `ItemBatcher` makes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    items: Vec<Item>,
}

/// What a child was to do something with.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Item {
    /// The lane `lambda`: a photo to sort.
    Listed(ManifestLine),
    /// The lane `batch`: a photo to settle.
    Classified(ShardLine),
}

/// What all map runs under a prefix say; later runs (a replay's) over earlier ones.
pub(crate) async fn read_all(
    bucket: &(impl ListRecords + ReadRecord),
    results: &str,
) -> Result<Ledger, ReportError> {
    let mut manifests = bucket.list_records(&format!("{results}/")).await?;
    manifests.retain(|record| record.key.ends_with("/manifest.json"));
    manifests.sort_by(|a, b| (a.modified, &a.key).cmp(&(b.modified, &b.key)));
    let mut ledger = Ledger::default();
    for (run, manifest) in manifests.iter().enumerate() {
        let bytes = bucket.read_record(&manifest.key).await?.ok_or(ReportError::Incomplete {
            key: manifest.key.clone(),
            found: "it was listed and is gone",
        })?;
        let files = serde_json::from_slice::<MapRunResults>(&bytes)
            .map_err(|source| ReportError::Results { key: manifest.key.clone(), source })?
            .result_files;
        for file in files.succeeded {
            for child in children(bucket, &file.key).await? {
                for outcome in succeeded(&child, &file.key)? {
                    ledger.enter(run, outcome);
                }
            }
        }
        for file in files.failed {
            for child in children(bucket, &file.key).await? {
                for outcome in failed(&child) {
                    ledger.enter_failed(run, outcome);
                }
            }
        }
    }
    Ok(ledger)
}

async fn children(bucket: &impl ReadRecord, key: &str) -> Result<Vec<ChildExecution>, ReportError> {
    let incomplete = |found| ReportError::Incomplete { key: key.to_owned(), found };
    let mut record = bucket.open_record(key).await?.ok_or(incomplete("it is not in the bucket"))?;
    let mut elements = ArrayElements::default();
    let mut found = Vec::new();
    while let Some(piece) = record.next().await? {
        for element in elements.feed(&piece) {
            let child = serde_json::from_slice(&element);
            found.push(child.map_err(|source| ReportError::Results { key: key.to_owned(), source })?);
        }
    }
    if elements.is_ended() { Ok(found) } else { Err(incomplete("it is cut short")) }
}

fn succeeded(child: &ChildExecution, key: &str) -> Result<Vec<Outcome>, ReportError> {
    let output = child.output.as_deref().unwrap_or("[]");
    serde_json::from_str(output).map_err(|source| ReportError::Results { key: key.to_owned(), source })
}

/// A failed child has no output; its photos are those of its input. Without one they have no outcome, and show as
/// unaccounted.
fn failed(child: &ChildExecution) -> Vec<Outcome> {
    let batch = child.input.as_deref().and_then(|input| serde_json::from_str::<Batch>(input).ok());
    batch.map_or_else(Vec::new, |batch| batch.items).into_iter().map(|item| not_done(item, child)).collect()
}

fn not_done(item: Item, child: &ChildExecution) -> Outcome {
    match item {
        Item::Listed(line) => failure(line.key, line.size, child),
        Item::Classified(ShardLine::Judged { photo, .. }) => failure(photo.from, photo.size, child),
        // It had ended before the child began.
        Item::Classified(ShardLine::Ended { outcome }) => outcome,
    }
}

fn failure(key: PhotoKey, size: u64, child: &ChildExecution) -> Outcome {
    Outcome {
        outcome: OutcomeKind::Failed,
        key,
        to: None,
        size,
        score: None,
        reason: None,
        thumbnail: None,
        error: child.error.clone(),
        cause: child.cause.clone(),
    }
}
