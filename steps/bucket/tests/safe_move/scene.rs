//! One photo that waits, and the moves that are made of it.

use std::sync::Arc;

use apoyo_bucket::model::{NoFaults, S3Model, Script};
use apoyo_bucket::{BucketError, Claim, Marks, Move, MoveEnd, MovePhoto, Owner, WhenSame, names_for};
use apoyo_photo::{Folder, Folders, Mark, PhotoKey};

pub(crate) const SOURCE: &str = "sin procesar/línea 4+5/a b%.jpg";
pub(crate) const SUB_PATH: &str = "línea 4+5/a b%.jpg";
pub(crate) const BYTES: &[u8] = b"the bytes of a photo";

/// How the photo was uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Upload {
    Plain,
    OldInParts,
}

pub(crate) fn model(upload: Upload) -> S3Model {
    let model = S3Model::new();
    match upload {
        Upload::Plain => model.put(SOURCE, BYTES),
        Upload::OldInParts => model.put_in_parts(SOURCE, BYTES),
    };
    model.alter(SOURCE, |object| {
        object.headers.insert("content-type".into(), "image/jpeg".into());
        object.headers.insert("x-amz-meta-camera".into(), "M3E".into());
    });
    model
}

/// A claim of the waiting photo by an execution, as `stage` makes it.
pub(crate) fn claim(model: &S3Model, execution: &str) -> Move {
    claim_of(&model.get(SOURCE).unwrap().etag, execution)
}

pub(crate) fn claim_of(etag: &str, execution: &str) -> Move {
    let source: PhotoKey = SOURCE.parse().unwrap();
    Move {
        targets: names_for(&Folders::default(), Folder::InWork, SUB_PATH, etag).unwrap(),
        etag: etag.to_owned(),
        size: Some(BYTES.len() as u64),
        owner: Owner::Anyone,
        claim: Claim { execution: execution.parse().unwrap(), listed: source.clone() },
        marks: Marks::new().with(Mark::Execution, execution).with(Mark::From, SOURCE),
        carried: vec![],
        same: WhenSame::Yield,
        source,
    }
}

pub(crate) async fn run(model: &S3Model, wanted: &Move) -> Result<MoveEnd, BucketError> {
    model.bucket(Arc::new(NoFaults)).move_photo(wanted).await
}

pub(crate) async fn run_past(
    model: &S3Model,
    wanted: &Move,
    script: Arc<dyn Script>,
) -> Result<MoveEnd, BucketError> {
    model.bucket(script).move_photo(wanted).await
}

pub(crate) fn moved_to(end: &MoveEnd) -> Option<&str> {
    match end {
        MoveEnd::Moved { to, .. } => Some(to.as_str()),
        _ => None,
    }
}
