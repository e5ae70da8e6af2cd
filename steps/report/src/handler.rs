use apoyo_bucket::{
    ListRecords, PutRecord, ReadManifest, ReadRecord, RecordWriter, StreamRecord, report_key,
};
use apoyo_photo::step::{Plan, ReportInput, Totals};
use apoyo_photo::{Folders, OutcomeKind, PhotoKey, Thresholds};
use jiff::Timestamp;

use crate::html::{self, Page};
use crate::ledger::Ledger;
use crate::reconciled::{Reconciled, counted};
use crate::sheet::Sheet;
use crate::{ReportError, csv, json, map_run, thumbnails};

/// What the step is told where it is deployed.
#[derive(Debug, Clone)]
pub struct Config {
    /// Names of the folders.
    pub folders: Folders,
    /// The model that the execution classifies with.
    pub model: ModelFacts,
}

/// What a report says of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelFacts {
    /// Name and version.
    pub name: String,
    /// Thresholds that were chosen with it.
    pub thresholds: Thresholds,
}

/// What the reports say of the whole execution, beside its plan.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) model: String,
    pub(crate) thresholds: Thresholds,
    pub(crate) finished: Timestamp,
}

/// Reconciles an execution's manifest with its outcomes and writes `report.html`, `report.csv` and `report.json`;
/// called again it writes the same again. `finished` is the time that the reports give as the execution's end.
///
/// # Errors
/// When manifest or results cannot be read, or S3 does not answer or refuses.
pub async fn handle<B>(
    bucket: &B,
    config: &Config,
    finished: Timestamp,
    input: &ReportInput,
) -> Result<Totals, ReportError>
where
    B: ReadManifest + ListRecords + ReadRecord + StreamRecord + PutRecord + Sync,
{
    let plan = &input.plan;
    let facts = facts(config, plan, finished);
    let keys = keys_of_reports(config, plan)?;
    let mut ledger = map_run::read_all(bucket, &plan.results).await?;
    let mut sheet = Sheet::new(facts.thresholds);
    let (totals, json) = tables(bucket, plan, (&mut ledger, &mut sheet), &keys).await?;
    let totals = Totals { reports: keys.to_vec(), ..totals };
    json.finished(plan, &facts, &totals).await?;
    if ledger.left() > 0 {
        tracing::warn!(outcomes = ledger.left(), "outcomes of photos that the manifest does not list");
    }
    write_page(bucket, config, (plan, &facts, &totals), &mut sheet).await?;
    Ok(totals)
}

fn facts(config: &Config, plan: &Plan, finished: Timestamp) -> Facts {
    let model = &config.model;
    // Thresholds that contradict the model's fail every photo in `classify`; the report then shows the model's own.
    let thresholds = model.thresholds.overridden_by(plan.thresholds).unwrap_or(model.thresholds);
    Facts { model: model.name.clone(), thresholds, finished }
}

fn keys_of_reports(config: &Config, plan: &Plan) -> Result<[PhotoKey; 3], ReportError> {
    let key = |extension| {
        let key = report_key(&config.folders, &plan.execution, extension);
        key.parse().map_err(|_| ReportError::Incomplete { key, found: "it is too long for a key" })
    };
    Ok([key("html")?, key("csv")?, key("json")?])
}

/// `report.json` with its photos, waiting for the totals.
struct OpenJson<W>(W);

impl<W: RecordWriter> OpenJson<W> {
    async fn finished(mut self, plan: &Plan, facts: &Facts, totals: &Totals) -> Result<(), ReportError> {
        self.0.write(json::tail(plan, facts, totals).as_bytes()).await?;
        self.0.finish().await?;
        Ok(())
    }
}

/// Walks the manifest once: counts, and writes one row of CSV and JSON for each photo.
async fn tables<B>(
    bucket: &B,
    plan: &Plan,
    (ledger, sheet): (&mut Ledger, &mut Sheet),
    keys: &[PhotoKey; 3],
) -> Result<(Totals, OpenJson<B::Writer>), ReportError>
where
    B: ReadManifest + StreamRecord,
{
    let missing = || ReportError::NoManifest { key: plan.manifest.clone() };
    let mut lines = bucket.manifest_lines(&plan.manifest).await?.ok_or_else(missing)?;
    let mut csv = bucket.begin(keys[1].as_str(), "text/csv; charset=utf-8");
    let mut json = bucket.begin(keys[2].as_str(), "application/json");
    csv.write(csv::HEAD.as_bytes()).await?;
    json.write(json::HEAD.as_bytes()).await?;
    let mut totals = Totals::default();
    while let Some(line) = lines.next().await? {
        let photo = Reconciled::of(line, ledger);
        csv.write(csv::row(&photo, html::outcome_word(&photo)).as_bytes()).await?;
        let before = if totals.listed == 0 { "" } else { "," };
        json.write(json::photo(&photo, before).as_bytes()).await?;
        totals = counted(totals, &photo);
        sheet.add(photo);
    }
    csv.finish().await?;
    Ok((totals, OpenJson(json)))
}

async fn write_page<B>(
    bucket: &B,
    config: &Config,
    (plan, facts, totals): (&Plan, &Facts, &Totals),
    sheet: &mut Sheet,
) -> Result<(), ReportError>
where
    B: ReadRecord + PutRecord + Sync,
{
    let mut found = thumbnails::Thumbnails::new();
    for kind in [OutcomeKind::Review, OutcomeKind::Kept, OutcomeKind::Trash] {
        found.extend(thumbnails::read(bucket, sheet.shown(kind)).await?);
    }
    let page = Page { plan, facts, totals, folders: &config.folders, thumbnails: &found };
    let text = html::render(&page, sheet);
    let key = report_key(&config.folders, &plan.execution, "html");
    bucket.put_record(&key, "text/html; charset=utf-8", text.into()).await?;
    Ok(())
}
