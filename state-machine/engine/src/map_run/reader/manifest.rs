//! Files that list the files of a dataset.

use std::sync::Arc;

use apoyo_asl::{CsvHeaderLocation, InputType, ReaderConfig};
use futures::StreamExt;
use serde::Deserialize;

use super::flattened::{Flattened, Places};
use super::lines::Lines;
use super::{Place, failed, unreadable};
use crate::failure::Failure;
use crate::objects::ObjectStore;

/// Largest manifest of an inventory, in bytes: it must be in memory as a whole.
const LARGEST_MANIFEST_BYTES: usize = 64 * 1024 * 1024;

/// The rows of all files of an S3 inventory, by the manifest that S3 writes beside them.
///
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html>.
pub(super) async fn of_inventory(
    objects: &Arc<dyn ObjectStore>,
    place: &Place,
) -> Result<Flattened, Failure> {
    let mut whole = Vec::new();
    let mut bytes = place.open(objects).await?;
    while let Some(chunk) = bytes.next().await {
        whole.extend_from_slice(&chunk.map_err(unreadable)?);
        if whole.len() > LARGEST_MANIFEST_BYTES {
            return Err(failed(format!("a manifest has at most {LARGEST_MANIFEST_BYTES} bytes")));
        }
    }
    let manifest: Inventory = serde_json::from_slice(&whole).map_err(|error| {
        failed(format!("{} is not the manifest of an S3 inventory: {error}", place.source()))
    })?;
    if manifest.file_format != "CSV" {
        return Err(failed(format!(
            "the files of an S3 inventory must be CSV, those of {} are {}",
            place.source(),
            manifest.file_format
        )));
    }
    let config = ReaderConfig {
        input_type: Some(InputType::Csv),
        csv_header_location: Some(CsvHeaderLocation::Given(manifest.headers())),
        ..ReaderConfig::default()
    };
    Ok(Flattened::new(Arc::clone(objects), Places::Named(manifest.places().into_iter()), config))
}

/// The items of all files that a manifest of Athena's UNLOAD lists, one `s3://bucket/key` a line.
///
/// Source: <https://docs.aws.amazon.com/athena/latest/ug/unload.html>.
pub(super) async fn of_athena(
    objects: &Arc<dyn ObjectStore>,
    place: &Place,
    config: ReaderConfig,
) -> Result<Flattened, Failure> {
    let lines = Lines::new(place.open(objects).await?);
    Ok(Flattened::new(Arc::clone(objects), Places::Lines(lines), config))
}

/// The object that a line names.
pub(super) fn place_of_line((number, line): (u64, &str)) -> Result<Place, Failure> {
    let uri = line.trim().trim_matches('"');
    let place = uri.strip_prefix("s3://").and_then(|rest| rest.split_once('/'));
    match place {
        Some((bucket, key)) if !bucket.is_empty() && !key.is_empty() => {
            Ok(Place::listed(bucket.to_owned(), key.to_owned()))
        }
        _ => Err(failed(format!("line {number} of the manifest is {uri:?}, s3://bucket/key is allowed"))),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inventory {
    /// ARN of the bucket of the files.
    destination_bucket: String,
    file_format: String,
    /// Names of the columns, with commas between them.
    file_schema: String,
    files: Vec<InventoryFile>,
}

#[derive(Deserialize)]
struct InventoryFile {
    key: String,
}

impl Inventory {
    fn headers(&self) -> Vec<String> {
        self.file_schema.split(',').map(|name| name.trim().to_owned()).collect()
    }

    fn places(self) -> Vec<Place> {
        let bucket = self.destination_bucket.rsplit(':').next().unwrap_or_default().to_owned();
        self.files.into_iter().map(|file| Place::listed(bucket.clone(), file.key)).collect()
    }
}
