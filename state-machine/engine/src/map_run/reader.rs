//! Where a Map Run's items come from, one at a time; one file for each kind of source.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html>.

mod csv;
mod given;
mod json_array;
mod json_lines;
mod json_pointer;
mod lines;
mod list_objects;

use std::sync::Arc;

use apoyo_asl::InputType;
use async_trait::async_trait;
use serde_json::Value;

use crate::failure::{Failure, error_name};
use crate::history::MapRunPlan;
use crate::machine::Reader;
use crate::objects::{ByteStream, ObjectError, ObjectStore};

/// Items, one at a time.
#[async_trait]
pub(super) trait ItemSource: Send {
    /// The next item; none at the end.
    async fn next(&mut self) -> Result<Option<Value>, Failure>;
}

/// The source that a plan names.
pub(super) async fn open(
    reader: Option<&Reader>,
    plan: &MapRunPlan,
    objects: &Arc<dyn ObjectStore>,
) -> Result<Box<dyn ItemSource>, Failure> {
    let Some(reader) = reader else {
        return Ok(Box::new(given::Given::new(plan.items.clone())));
    };
    let arguments = Arguments { plan };
    if reader.resource.ends_with(":s3:listObjectsV2") {
        let prefix = arguments.optional("Prefix").unwrap_or_default();
        let source =
            list_objects::ListObjects::new(Arc::clone(objects), arguments.required("Bucket")?, prefix);
        return Ok(Box::new(source));
    }
    if !reader.resource.ends_with(":s3:getObject") {
        return Err(failed(format!(
            "the resource {:?} is not one of arn:aws:states:::s3:getObject and arn:aws:states:::s3:listObjectsV2",
            reader.resource
        )));
    }
    let (bucket, key) = (arguments.required("Bucket")?, arguments.required("Key")?);
    let bytes = objects.get(&bucket, &key).await.map_err(unreadable)?;
    of_type(reader, &key, bytes).await
}

async fn of_type(reader: &Reader, key: &str, bytes: ByteStream) -> Result<Box<dyn ItemSource>, Failure> {
    Ok(match reader.config.input_type {
        Some(InputType::Jsonl) => Box::new(json_lines::JsonLines::new(bytes)),
        Some(InputType::Json) => match &reader.config.items_pointer {
            Some(pointer) => Box::new(json_pointer::read(bytes, pointer).await?),
            None => Box::new(json_array::JsonArray::new(bytes)),
        },
        Some(InputType::Csv) => Box::new(csv::Csv::open(bytes, &reader.config).await?),
        Some(InputType::Manifest | InputType::Parquet) | None => {
            return Err(failed(format!(
                "the InputType of object {key:?} is not one that this engine reads: CSV, JSON and JSONL are"
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
