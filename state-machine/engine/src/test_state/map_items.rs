//! The items of a tested `Map` state, on their way to iterations and children that are not run.

use std::sync::Arc;

use apoyo_asl::{InputType, ManifestType};
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::data_flow::{ContextObject, Entropy, EvaluationError, MapItem, Variables};
use crate::decide::Scene;
use crate::failure::Failure;
use crate::history::MapRunPlan;
use crate::machine::{Machine, Map, Reader, StateId};
use crate::map_run::{Done, Feeder, items_of};
use crate::objects::{MemoryObjects, ObjectStore};
use crate::payload::Payload;
use crate::states::map::item_input;

/// What became of the items.
#[derive(Default)]
pub(super) struct MapItems {
    /// How many there are, where that is known.
    pub(super) count: Option<u64>,
    /// After `ItemSelector`, where there is one.
    pub(super) selected: Option<Vec<Payload>>,
    /// After `ItemBatcher`, where there is one.
    pub(super) batched: Option<Vec<Payload>>,
    /// After `ItemsPointer`, where there is one.
    pub(super) pointed: Option<Vec<Value>>,
    /// Why the Map Run fails before its first child, where it does.
    pub(super) failure: Option<Failure>,
}

impl MapItems {
    /// The items of an inline Map.
    ///
    /// # Errors
    /// When an `ItemSelector` fails, as the first iteration would.
    pub(super) fn inline(scene: &Scene<'_>, map: &Map, items: &Value) -> Result<Self, EvaluationError> {
        let items = items.as_array().map(Vec::as_slice).unwrap_or_default();
        let selected = map.item_selector.as_ref().map(|_| {
            let one = |(index, item): (usize, &Value)| {
                item_input(scene, map, MapItem::of_state(index, Arc::new(item.clone())))
            };
            items.iter().enumerate().map(one).collect()
        });
        Ok(Self {
            count: u64::try_from(items.len()).ok(),
            selected: selected.transpose()?,
            ..Self::default()
        })
    }
}

/// A Map Run that is only looked at; made from a scene, asked without it.
pub(super) struct Run {
    machine: Arc<Machine>,
    state: StateId,
    plan: Arc<MapRunPlan>,
    /// Where items are read from: the data of the request, in the place of the object that would be read.
    objects: Arc<dyn ObjectStore>,
    source: Source,
    input: Payload,
    variables: Variables,
    context: ContextObject,
    entropy: Entropy,
}

/// Where the items come from.
enum Source {
    /// The state itself, or an object that the engine reads.
    Read,
    /// A listing or a manifest, which is given as a list of so many items.
    Listed(Option<u64>),
    /// A reader whose data is not given.
    Unknown,
}

impl Run {
    /// The run of a scene whose Map Run has begun, with the data that its reader is said to have read.
    pub(super) fn of(scene: &Scene<'_>, plan: &Arc<MapRunPlan>, data: Option<&str>) -> Self {
        let visit = &scene.frame.visit;
        let reader = scene.state.kind.distributed().and_then(|(_, distributed)| distributed.reader.as_ref());
        Self {
            machine: Arc::clone(&scene.execution.origin().machine),
            state: visit.state,
            plan: Arc::clone(plan),
            objects: Arc::new(objects(plan, data)),
            source: reader.map_or(Source::Read, |reader| source(reader, data)),
            input: Arc::clone(&visit.input),
            variables: scene.frame.variables.clone(),
            context: scene.context().clone(),
            entropy: scene.query().entropy,
        }
    }

    /// What becomes of the items.
    pub(super) async fn items(&self) -> MapItems {
        match self.source {
            Source::Unknown => MapItems::default(),
            Source::Listed(count) => MapItems { count, ..MapItems::default() },
            Source::Read => self
                .read()
                .await
                .unwrap_or_else(|failure| MapItems { failure: Some(failure), ..MapItems::default() }),
        }
    }

    async fn read(&self) -> Result<MapItems, Failure> {
        let Some((map, distributed)) = self.machine.state(self.state).kind.distributed() else {
            return Ok(MapItems::default());
        };
        let reader = distributed.reader.as_ref();
        let items = items_of(reader, &self.plan, &self.objects).await?;
        let mut found = MapItems { count: u64::try_from(items.len()).ok(), ..MapItems::default() };
        found.pointed = reader.is_some_and(|reader| reader.config.items_pointer.is_some()).then_some(items);
        if map.item_selector.is_some() {
            let unbatched = MapRunPlan { batched: false, ..(*self.plan).clone() };
            found.selected = Some(self.fed(Arc::new(unbatched)).await?);
        }
        if distributed.batcher.is_some() {
            found.batched = Some(self.fed(Arc::clone(&self.plan)).await?);
        }
        Ok(found)
    }

    /// The inputs of the children, were there any.
    async fn fed(&self, plan: Arc<MapRunPlan>) -> Result<Vec<Payload>, Failure> {
        let feeder = Feeder {
            machine: Arc::clone(&self.machine),
            state: self.state,
            plan,
            objects: Arc::clone(&self.objects),
            permits: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
            pending: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
            input: Arc::clone(&self.input),
            variables: self.variables.clone(),
            context: self.context.clone(),
            entropy: self.entropy,
            done: Done::default(),
            earlier: None,
        };
        let (inputs, outcome) = feeder.preview().await;
        outcome.map(|()| inputs)
    }
}

fn source(reader: &Reader, data: Option<&str>) -> Source {
    let Some(data) = data else { return Source::Unknown };
    let config = &reader.config;
    let is_listed = reader.resource.ends_with(":listObjectsV2")
        || matches!(config.manifest_type, Some(ManifestType::AthenaData | ManifestType::S3Inventory))
        || matches!(config.input_type, Some(InputType::Manifest | InputType::Parquet));
    if is_listed { Source::Listed(length(data)) } else { Source::Read }
}

fn length(data: &str) -> Option<u64> {
    let items: Vec<Value> = serde_json::from_str(data).ok()?;
    u64::try_from(items.len()).ok()
}

fn objects(plan: &MapRunPlan, data: Option<&str>) -> MemoryObjects {
    let objects = MemoryObjects::default();
    let name = |member: &str| plan.reader_arguments.as_ref()?.get(member)?.as_str();
    if let (Some(bucket), Some(key), Some(data)) = (name("Bucket"), name("Key"), data) {
        objects.insert(bucket, key, data.to_owned());
    }
    objects
}
