use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use super::map;
use crate::arn::Arn;
use crate::data_flow::{EvaluationError, Template};
use crate::decide::{NewEvent, Scene};
use crate::execution::MapRunAttempt;
use crate::failure::{Failure, error_name};
use crate::history::{Event, MapRunPlan, ResultTarget};
use crate::machine::{Distributed, Expected, Field, Kind, Map, Processing, Writer};
use crate::payload::Payload;

/// Evaluates every field of the state and starts its Map Run.
pub(crate) fn begin(scene: &Scene<'_>) -> NewEvent {
    let Kind::Map(map) = &scene.state.kind else { return scene.leave(None) };
    let Processing::Distributed(distributed) = &map.processing else { return scene.leave(None) };
    match plan(scene, map, distributed) {
        Ok(plan) => scene.event(Event::MapRunStarted {
            map_run_arn: map_run_arn(scene, &distributed.label),
            plan: Arc::new(plan),
        }),
        Err(error) => scene.evaluation_failed(&error),
    }
}

/// Lets the state's Map Run go on, as often as that is allowed.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html>.
pub(crate) fn redrive(scene: &Scene<'_>, run: &MapRunAttempt) -> NewEvent {
    const MOST: u32 = 1_000;
    let redrive_count = run.redrives + 1;
    scene.event(if redrive_count > MOST {
        let cause = format!("The Map Run '{}' was redriven {MOST} times, which is the limit.", run.arn);
        Event::MapRunFailed(Failure::new(error_name::RUNTIME, cause))
    } else {
        Event::MapRunRedriven { map_run_arn: run.arn.clone(), redrive_count }
    })
}

fn map_run_arn(scene: &Scene<'_>, label: &str) -> Arn {
    let origin = scene.execution.origin();
    let mut rng = ChaCha8Rng::seed_from_u64(scene.execution.seed_at(scene.execution.next_event_id()));
    let uuid = uuid::Builder::from_random_bytes(rng.random()).into_uuid();
    let machine = &origin.context.state_machine_id;
    format!("{}/{label}:{uuid}", machine.replacen(":stateMachine:", ":mapRun:", 1)).as_str().into()
}

fn plan(scene: &Scene<'_>, map: &Map, distributed: &Distributed) -> Result<MapRunPlan, EvaluationError> {
    let count = |field: Option<&Field<u64>>, location| {
        number(scene, field, location, (Expected::Integer, Value::as_u64))
    };
    let template = |template: Option<&Template>, location| {
        template.map(|template| template.evaluate(&scene.query(), location)).transpose()
    };
    let reader = distributed.reader.as_ref();
    let batcher = distributed.batcher.as_ref();
    Ok(MapRunPlan {
        items: if reader.is_none() { Some(map::items(scene, map)?) } else { None },
        reader_arguments: template(
            reader.and_then(|reader| reader.arguments.as_ref()),
            "ItemReader/Arguments",
        )?,
        max_items: count(
            reader.and_then(|reader| reader.max_items.as_ref()),
            "ItemReader/ReaderConfig/MaxItems",
        )?,
        max_concurrency: map::max_concurrency(scene, map)?,
        tolerated_failure_count: tolerated_failure_count(scene, distributed)?,
        tolerated_failure_percentage: tolerated_failure_percentage(scene, distributed)?,
        max_items_per_batch: count(
            batcher.and_then(|it| it.max_items.as_ref()),
            "ItemBatcher/MaxItemsPerBatch",
        )?,
        max_input_bytes_per_batch: count(
            batcher.and_then(|it| it.max_input_bytes.as_ref()),
            "ItemBatcher/MaxInputBytesPerBatch",
        )?,
        batch_input: template(batcher.and_then(|it| it.input.as_ref()), "ItemBatcher/BatchInput")?,
        batched: batcher.is_some(),
        result_target: distributed.writer.as_ref().map_or(Ok(None), |writer| target(scene, writer))?,
    })
}

fn number<T: Clone>(
    scene: &Scene<'_>,
    field: Option<&Field<T>>,
    location: &str,
    taken: (Expected, impl FnOnce(&Value) -> Option<T>),
) -> Result<Option<T>, EvaluationError> {
    field.map(|field| field.evaluate(&scene.query(), location, taken)).transpose()
}

fn tolerated_failure_count(
    scene: &Scene<'_>,
    distributed: &Distributed,
) -> Result<Option<u64>, EvaluationError> {
    const LOCATION: &str = "ToleratedFailureCount";
    match &distributed.tolerated_failure_count {
        Some(field @ Field::Path(_)) => {
            let of_path = (Expected::Integer, |value: &Value| Some(u64::try_from(value.as_i64()?).ok()));
            let count = field.map(Some).evaluate(&scene.query(), LOCATION, of_path)?;
            let negative = || EvaluationError::rule(LOCATION, format!("{LOCATION} cannot be negative."));
            count.ok_or_else(negative).map(Some)
        }
        field => number(scene, field.as_ref(), LOCATION, (Expected::Integer, Value::as_u64)),
    }
}

fn tolerated_failure_percentage(
    scene: &Scene<'_>,
    distributed: &Distributed,
) -> Result<Option<f64>, EvaluationError> {
    const LOCATION: &str = "ToleratedFailurePercentage";
    let is_share = |percentage: &f64| (0.0..=100.0).contains(percentage);
    match &distributed.tolerated_failure_percentage {
        Some(field @ Field::Path(_)) => {
            let percentage = field.evaluate(&scene.query(), LOCATION, (Expected::Float, Value::as_f64))?;
            let outside =
                || EvaluationError::rule(LOCATION, format!("{LOCATION} must be between 0 and 100."));
            Some(percentage).filter(is_share).ok_or_else(outside).map(Some)
        }
        field => {
            let of_share = (Expected::Float, |value: &Value| value.as_f64().filter(is_share));
            number(scene, field.as_ref(), LOCATION, of_share)
        }
    }
}

fn target(scene: &Scene<'_>, writer: &Writer) -> Result<Option<ResultTarget>, EvaluationError> {
    const LOCATION: &str = "ResultWriter/Arguments";
    let Some(arguments) = &writer.arguments else { return Ok(None) };
    let arguments: Payload = arguments.evaluate(&scene.query(), LOCATION)?;
    let member = |name: &str| arguments.get(name).and_then(Value::as_str).map(str::to_owned);
    match member("Bucket") {
        Some(bucket) => Ok(Some(ResultTarget { bucket, prefix: member("Prefix").unwrap_or_default() })),
        None => Err(EvaluationError::rule(
            LOCATION,
            format!("The field 'Bucket' of the field '{LOCATION}' must be a string: {arguments}"),
        )),
    }
}
