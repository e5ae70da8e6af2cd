use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use super::map;
use crate::arn::Arn;
use crate::decide::{NewEvent, Scene};
use crate::history::{Batched, Event, MapRunPlan, ResultTarget};
use crate::jsonata::{EvaluationError, Problem, Template};
use crate::machine::{Distributed, Field, Kind, Map, Processing, Writer};
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

fn map_run_arn(scene: &Scene<'_>, label: &str) -> Arn {
    let origin = scene.execution.origin();
    let mut rng = ChaCha8Rng::seed_from_u64(scene.execution.seed_at(scene.execution.next_event_id()));
    let uuid = uuid::Builder::from_random_bytes(rng.random()).into_uuid();
    let machine = &origin.context.state_machine_id;
    format!("{}/{label}:{uuid}", machine.replacen(":stateMachine:", ":mapRun:", 1)).as_str().into()
}

fn plan(scene: &Scene<'_>, map: &Map, distributed: &Distributed) -> Result<MapRunPlan, EvaluationError> {
    let count = |field: Option<&Field<u64>>, location| number(scene, field, location, Value::as_u64);
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
        tolerated_failure_count: count(
            distributed.tolerated_failure_count.as_ref(),
            "ToleratedFailureCount",
        )?,
        tolerated_failure_percentage: number(
            scene,
            distributed.tolerated_failure_percentage.as_ref(),
            "ToleratedFailurePercentage",
            |value| value.as_f64().filter(|percentage| (0.0..=100.0).contains(percentage)),
        )?,
        max_items_per_batch: count(
            batcher.and_then(|it| it.max_items.as_ref()),
            "ItemBatcher/MaxItemsPerBatch",
        )?,
        max_input_bytes_per_batch: count(
            batcher.and_then(|it| it.max_input_bytes.as_ref()),
            "ItemBatcher/MaxInputBytesPerBatch",
        )?,
        batch_input: template(batcher.and_then(|it| it.input.as_ref()), "ItemBatcher/BatchInput")?,
        batched: batcher.map(|_| Batched),
        result_target: distributed.writer.as_ref().map_or(Ok(None), |writer| target(scene, writer))?,
    })
}

fn number<T: Clone>(
    scene: &Scene<'_>,
    field: Option<&Field<T>>,
    location: &str,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Result<Option<T>, EvaluationError> {
    field.map(|field| field.evaluate(&scene.query(), location, ("number", read))).transpose()
}

fn target(scene: &Scene<'_>, writer: &Writer) -> Result<Option<ResultTarget>, EvaluationError> {
    const LOCATION: &str = "ResultWriter/Arguments";
    let Some(arguments) = &writer.arguments else { return Ok(None) };
    let arguments: Payload = arguments.evaluate(&scene.query(), LOCATION)?;
    let member = |name: &str| arguments.get(name).and_then(Value::as_str).map(str::to_owned);
    match member("Bucket") {
        Some(bucket) => Ok(Some(ResultTarget { bucket, prefix: member("Prefix").unwrap_or_default() })),
        None => Err(EvaluationError {
            location: LOCATION.to_owned(),
            problem: Box::new(Problem::Rule(format!(
                "The field 'Bucket' of the field '{LOCATION}' must be a string: {arguments}"
            ))),
        }),
    }
}
