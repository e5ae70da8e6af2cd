use apoyo_cost::{Assumptions, Deployment, Group, Prices, Workload, bill};
use apoyo_list::{Config, ListError, OldestWaiting, StepFunctions, Survey, survey};
use apoyo_photo::Lane;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::{OperateError, Site};

/// What a plan rests on, beside the bucket.
#[derive(Debug, Clone)]
pub struct PlanOptions {
    /// Input that the execution would have.
    pub input: Value,
    /// What is deployed: its lanes, sizes of functions, prices' kinds.
    pub deployment: Deployment,
    /// Whether the lane `batch` may be chosen.
    pub batch_lane: apoyo_list::BatchLane,
}

/// What an execution would take, how long, and for how much.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanFacts {
    /// Name of the photo bucket.
    pub bucket: String,
    /// Photos.
    pub photos: u64,
    /// Sum of their sizes, in bytes.
    pub bytes: u64,
    /// Size of the largest, in bytes.
    pub largest_bytes: u64,
    /// Since when the oldest waits; absent where nothing waits or not all that waits was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest: Option<Timestamp>,
    /// The lane that the step `list` would choose: `lambda` or `batch`.
    pub lane: Lane,
    /// Photos of one child execution.
    pub batch_photos: u64,
    /// Seconds that the execution is expected to take at AWS; absent where there are no photos.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// The states that take time.
    pub phases: Vec<ExpectedPhase>,
    /// What the execution costs at AWS, in US dollars.
    pub usd: f64,
    /// What the sum is made of.
    pub costs: Vec<CostLine>,
    /// Region of the prices.
    pub price_region: String,
}

/// A state that takes time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExpectedPhase {
    /// Its name.
    pub state: &'static str,
    /// Seconds.
    pub seconds: f64,
    /// How they come about.
    pub formula: String,
}

/// One line of what an execution costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CostLine {
    /// What is paid for.
    pub name: String,
    /// How many units.
    pub quantity: f64,
    /// How the quantity comes about.
    pub formula: String,
    /// What a unit costs, in words.
    pub price: String,
    /// The day that the price is of.
    pub price_date: String,
    /// Where it was read.
    pub price_source: String,
    /// US dollars.
    pub usd: f64,
}

impl Site {
    /// A dry run: walks as the step `list` does, writes nothing, and counts time and money with the formulas of
    /// `infra/cost`, for photos of the size that these have on average.
    ///
    /// # Errors
    /// When the input breaks a rule, the lane asked for is not deployed, or S3 or Step Functions does not answer or refuses.
    pub async fn plan(&self, options: &PlanOptions) -> Result<PlanFacts, OperateError> {
        let running = StepFunctions::new(self.functions.clone(), self.machine.clone());
        let config = Config {
            bucket: self.bucket.name().to_owned(),
            folders: self.folders.clone(),
            batch_lane: options.batch_lane,
        };
        let surveyed = survey(&self.bucket, &running, &config, &options.input).await;
        let found = surveyed.map_err(|error| match error {
            ListError::Bucket(source) => self.bucket_failed()(source),
            error => error.into(),
        })?;
        facts(&config.bucket, &found, &options.deployment)
    }
}

fn facts(bucket: &str, found: &Survey, deployment: &Deployment) -> Result<PlanFacts, OperateError> {
    let prices = Prices::published();
    let photo_bytes = found.bytes.div_ceil(found.photos.max(1));
    let workload = Workload { photos: found.photos, photo_bytes, executions: 1, lane: found.lane };
    let bill = bill(&workload, deployment, &prices, &Assumptions::default())?;
    // What is paid though no photo comes is no cost of this execution.
    let items: Vec<_> = bill.items.iter().filter(|item| item.group != Group::Idle).collect();
    let costs = items.iter().map(|item| CostLine {
        name: item.name.clone(),
        quantity: item.quantity,
        formula: item.formula.clone(),
        price: item.price.to_string(),
        price_date: item.price.date.to_string(),
        price_source: item.price.source.clone(),
        usd: item.usd().dollars(),
    });
    let phases = bill.timing.iter().flat_map(|timing| &timing.phases).map(|phase| ExpectedPhase {
        state: phase.name,
        seconds: phase.seconds,
        formula: phase.formula.clone(),
    });
    let oldest = match found.oldest {
        OldestWaiting::Since { unix_seconds } => Timestamp::from_second(unix_seconds).ok(),
        OldestWaiting::Unknown | OldestWaiting::Nothing => None,
    };
    Ok(PlanFacts {
        bucket: bucket.to_owned(),
        photos: found.photos,
        bytes: found.bytes,
        largest_bytes: found.largest_bytes,
        oldest,
        lane: found.lane,
        batch_photos: found.batch.max_items,
        seconds: bill.timing.as_ref().map(apoyo_cost::Timing::seconds),
        phases: phases.collect(),
        usd: items.iter().map(|item| item.usd().dollars()).sum(),
        costs: costs.collect(),
        price_region: prices.region().to_owned(),
    })
}
