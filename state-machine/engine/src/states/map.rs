use std::sync::Arc;

use serde_json::Value;

use crate::data_flow::{EvaluationError, MapItem, Problem, Template, invalid_path};
use crate::decide::{NewEvent, Scene};
use crate::execution::Branches;
use crate::history::Event;
use crate::machine::{Expected, Items, Kind, Map, Processing};
use crate::payload::Payload;

/// Most iterations of an inline Map at once, where `MaxConcurrency` is 0 or absent.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html>.
const INLINE_CONCURRENCY: u64 = 40;

/// Finds the items.
pub(super) fn start(scene: &Scene<'_>, map: &Map) -> NewEvent {
    let started = match &map.processing {
        Processing::Distributed(distributed) if distributed.reader.is_some() => {
            Ok((0, Arc::new(Value::Null), 0))
        }
        _ => items(scene, map).and_then(|items| Ok((length(&items), items, concurrency(scene, map)?))),
    };
    match started {
        Ok((length, items, concurrency)) => {
            scene.event(Event::MapStateStarted { length, items, concurrency })
        }
        Err(error) => scene.evaluation_failed(&error),
    }
}

fn concurrency(scene: &Scene<'_>, map: &Map) -> Result<usize, EvaluationError> {
    let wanted = max_concurrency(scene, map)?;
    let most = if wanted == 0 { INLINE_CONCURRENCY } else { wanted };
    Ok(usize::try_from(most).unwrap_or(usize::MAX))
}

/// `MaxConcurrency`; 0 where there is none.
pub(crate) fn max_concurrency(scene: &Scene<'_>, map: &Map) -> Result<u64, EvaluationError> {
    match &map.max_concurrency {
        Some(field) => field.evaluate(&scene.query(), "MaxConcurrency", (Expected::Integer, Value::as_u64)),
        None => Ok(0),
    }
}

fn length(items: &Value) -> usize {
    match items {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    }
}

/// Whether this can be the items of the state: a list, and for a Distributed Map an object too, whose members they are.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-fields-dist-map.html>; that an inline Map
/// refuses an object was recorded.
fn are_items(map: &Map, value: &Value) -> bool {
    value.is_array() || value.is_object() && matches!(map.processing, Processing::Distributed(_))
}

/// `Items` or `ItemsPath`, else the input.
pub(super) fn items(scene: &Scene<'_>, map: &Map) -> Result<Payload, EvaluationError> {
    let query = scene.query();
    match &map.items {
        Items::Input if scene.state.flow.is_json_path() => items_at(map, scene.input(), "$"),
        Items::Input => match &scene.frame.visit.input {
            items if are_items(map, items) => Ok(Arc::clone(items)),
            other => Err(no_list(other)),
        },
        Items::Path(path) => match path.evaluate(&query) {
            Ok(items) => items_at(map, Arc::new(items.into_owned()), path.source()),
            Err(error) => Err(invalid_path(path, &error, "ItemsPath")),
        },
        Items::Template(Template::Literal(items)) if are_items(map, items) => Ok(Arc::clone(items)),
        Items::Template(template) => {
            let items = template.evaluate(&query, "Items")?;
            if are_items(map, &items) { Ok(items) } else { Err(no_list(&items)) }
        }
        Items::Expression(expression) => {
            let items = expression.evaluate(&query, "Items")?;
            if are_items(map, &items) {
                Ok(Arc::new(items))
            } else {
                Err(expression.unexpected("Items", "array", items))
            }
        }
    }
}

/// The items of a `JSONPath` state.
fn items_at(map: &Map, items: Payload, path: &str) -> Result<Payload, EvaluationError> {
    if are_items(map, &items) {
        return Ok(items);
    }
    Err(EvaluationError::rule("ItemsPath", format!("Reference path \"{path}\" must point to array.")))
}

fn no_list(found: &Value) -> EvaluationError {
    let problem = Problem::UnexpectedType {
        expression: "$states.input".to_owned(),
        expected: "array",
        value: found.clone(),
    };
    EvaluationError { location: "Items".to_owned(), problem: Box::new(problem) }
}

/// Starts one more iteration while there are items and room, and ends the others once one has failed.
pub(crate) fn next_iteration(scene: &Scene<'_>, branches: &Branches) -> Option<NewEvent> {
    let Kind::Map(map) = &scene.state.kind else { return None };
    if branches.failed.is_some() {
        return abort_one(scene, branches);
    }
    let index = branches.started;
    if index >= branches.length || branches.running.len() >= branches.concurrency {
        return None;
    }
    let value = Arc::new(branches.items.get(index)?.clone());
    Some(match item_input(scene, map, MapItem::of_state(index, value)) {
        Ok(input) => NewEvent {
            previous: branches.chain,
            ..scene.event(Event::MapIterationStarted { name: Arc::clone(&scene.state.name), index, input })
        },
        Err(error) => scene.evaluation_failed(&error),
    })
}

fn abort_one(scene: &Scene<'_>, branches: &Branches) -> Option<NewEvent> {
    let (index, frame) = branches.running.first_key_value()?;
    let previous = scene.execution.frame(*frame)?.last_event;
    let event = Event::MapIterationAborted { name: Arc::clone(&scene.state.name), index: *index };
    Some(NewEvent { frame: *frame, previous, event })
}

/// `ItemSelector`, or the item itself.
pub(crate) fn item_input(scene: &Scene<'_>, map: &Map, item: MapItem) -> Result<Payload, EvaluationError> {
    match &map.item_selector {
        None => Ok(item.value),
        Some(selector) => {
            let context = scene.for_item(item);
            selector.evaluate(&scene.query_in(&context), "ItemSelector")
        }
    }
}
