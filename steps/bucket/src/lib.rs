//! The photo bucket: S3 through `aws_sdk_s3`, one trait per ability.
//!
//! ```text
//! step handler --(impl HeadPhoto + MovePhoto)--> Bucket --aws_sdk_s3--> S3, or the embedded cloud
//!                                                  |
//!                              safe_move: pure; says what to ask next, given what was seen
//! ```
//!
//! A handler's bounds are the abilities it needs, and so the permissions that its role is granted.
//!
//! Architecture invariant: what a photo *means* (verdict, score, lane) is decided elsewhere; here are only keys, bytes and
//! the marks on them. Nothing here removes a photo but the end of a safe move, and [`DestroyPhoto`].

mod bucket;
mod checksum;
mod destroy_photo;
mod environment;
mod error;
mod execution_records;
mod get_photo;
mod head_photo;
mod list_folders;
mod list_photos;
mod manifest_reader;
mod map_run_results;
mod mark_value;
mod marks;
#[cfg(feature = "model")]
pub mod model;
mod move_photo;
mod move_request;
mod names;
mod record_lines;
mod record_writer;
mod records;
mod remove_twin;
mod safe_move;
mod settle;

pub use bucket::{Bucket, aws_environment};
pub use checksum::Checksum;
pub use destroy_photo::{DestroyPhoto, Destroyed};
pub use environment::{Environment, InvalidEnvironment};
pub use error::{BucketError, Fault, Operation, with_causes};
pub use execution_records::{
    classified_prefix, manifest_key, progress_key, receipt_key, report_key, results_prefix, staged_prefix,
    thumbnail_key,
};
pub use get_photo::{GetPhoto, Got};
pub use head_photo::{HeadPhoto, PhotoHead, SystemMetadata};
pub use list_folders::{FolderPage, ListFolders};
pub use list_photos::{ListPhotos, ListedPhoto, Page};
pub use manifest_reader::{ManifestLines, ReadManifest};
pub use map_run_results::{MapRunResults, ResultFile, ResultFiles};
pub use marks::Marks;
pub use move_photo::MovePhoto;
pub use move_request::{Claim, Move, MoveEnd, Owner, WhenSame};
pub use names::{names_for, short_hash, without_suffix};
pub use record_lines::RecordLines;
pub use record_writer::{RecordWriter, StreamRecord, UploadingRecord, Written};
pub use records::{ListRecords, PutRecord, ReadRecord, RecordBytes};
pub use remove_twin::RemoveTwin;
pub use settle::{outcome_of, settling};
