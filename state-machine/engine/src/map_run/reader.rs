//! Where a Map Run's items come from, one at a time; one file for each kind of source.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html>.

mod csv;
mod flattened;
mod given;
mod item;
mod json_array;
mod json_lines;
mod json_pointer;
mod lines;
mod list_objects;
mod manifest;
mod parquet;
mod parquet_value;
mod place;
mod unpacked;

use std::sync::Arc;

use apoyo_asl::{InputType, ManifestType, ReaderConfig, Transformation};
use async_trait::async_trait;

use crate::data_flow::STATE_DATA;
use crate::failure::{Failure, error_name};
use crate::history::MapRunPlan;
use crate::machine::Reader;
use crate::objects::{ByteStream, ObjectError, ObjectStore};

pub(super) use item::Item;

use flattened::{Flattened, Places};
use given::Given;
use list_objects::{ListObjects, Listing};
use place::Place;

/// Items, one at a time.
#[async_trait]
pub(super) trait ItemSource: Send {
    /// The next item; none at the end.
    async fn next(&mut self) -> Result<Option<Item>, Failure>;
}

/// The source that a plan names.
pub(super) async fn open(
    reader: Option<&Reader>,
    plan: &MapRunPlan,
    objects: &Arc<dyn ObjectStore>,
) -> Result<Box<dyn ItemSource>, Failure> {
    let Some(reader) = reader else {
        let items = plan.items.clone().map(Arc::unwrap_or_clone).unwrap_or_default();
        return Ok(Box::new(Given::new(items, Arc::clone(&STATE_DATA))));
    };
    let arguments = Arguments { plan };
    match reader.resource.rsplit(':').next() {
        Some("listObjectsV2") => listed(reader, &arguments, objects),
        Some("getObject") => {
            let place = Place::plain(arguments.required("Bucket")?, arguments.required("Key")?);
            got(objects, &place, &reader.config).await
        }
        _ => Err(failed(format!(
            "the resource {:?} is not one of arn:aws:states:::s3:getObject and arn:aws:states:::s3:listObjectsV2",
            reader.resource
        ))),
    }
}

fn listed(
    reader: &Reader,
    arguments: &Arguments<'_>,
    objects: &Arc<dyn ObjectStore>,
) -> Result<Box<dyn ItemSource>, Failure> {
    let bucket = arguments.required("Bucket")?;
    let prefix = arguments.optional("Prefix").unwrap_or_default();
    let listing = Listing::new(Arc::clone(objects), bucket, prefix);
    Ok(match reader.config.transformation {
        Some(Transformation::LoadAndFlatten) => {
            let places = Places::Listed(listing);
            Box::new(Flattened::new(Arc::clone(objects), places, reader.config.clone()))
        }
        Some(Transformation::None) | None => Box::new(ListObjects::new(listing)),
    })
}

/// The items in one object, or in the objects that it lists.
async fn got(
    objects: &Arc<dyn ObjectStore>,
    place: &Place,
    config: &ReaderConfig,
) -> Result<Box<dyn ItemSource>, Failure> {
    Ok(match (config.manifest_type, config.input_type) {
        (Some(ManifestType::AthenaData), _) => {
            Box::new(manifest::of_athena(objects, place, config.clone()).await?)
        }
        (Some(ManifestType::S3Inventory), _) | (None, Some(InputType::Manifest)) => {
            Box::new(manifest::of_inventory(objects, place).await?)
        }
        (None, _) => return file(objects, place, config).await,
    })
}

/// The items in one object.
async fn file(
    objects: &Arc<dyn ObjectStore>,
    place: &Place,
    config: &ReaderConfig,
) -> Result<Box<dyn ItemSource>, Failure> {
    of_type(config, place, place.open(objects).await?).await
}

async fn of_type(
    config: &ReaderConfig,
    place: &Place,
    bytes: ByteStream,
) -> Result<Box<dyn ItemSource>, Failure> {
    let source = place.source();
    Ok(match (config.input_type, &config.items_pointer) {
        (Some(InputType::Jsonl), _) => Box::new(json_lines::JsonLines::new(bytes, source)),
        (Some(InputType::Json), Some(pointer)) => Box::new(json_pointer::read(bytes, pointer, source).await?),
        (Some(InputType::Json), None) => Box::new(json_array::JsonArray::new(bytes, source)),
        (Some(InputType::Csv), _) => Box::new(csv::Csv::open(bytes, config, source).await?),
        (Some(InputType::Parquet), _) => Box::new(parquet::Parquet::open(bytes, source).await?),
        (Some(InputType::Manifest) | None, _) => {
            return Err(failed(format!(
                "the InputType of object {:?} is none of CSV, JSON, JSONL and PARQUET",
                place.key
            )));
        }
    })
}

/// `Arguments` of the reader, evaluated.
struct Arguments<'p> {
    plan: &'p MapRunPlan,
}

impl Arguments<'_> {
    fn optional(&self, name: &str) -> Option<String> {
        self.plan.reader_arguments.as_ref()?.get(name)?.as_str().map(str::to_owned)
    }

    fn required(&self, name: &str) -> Result<String, Failure> {
        self.optional(name).ok_or_else(|| {
            failed(format!("the field '{name}' of the field 'ItemReader/Arguments' must be a string"))
        })
    }
}

pub(super) fn failed(cause: impl Into<String>) -> Failure {
    Failure::new(error_name::ITEM_READER_FAILED, cause)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn unreadable(error: ObjectError) -> Failure {
    failed(error.to_string())
}
