//! One file per S3 operation: translate the request, call the store on a thread that may block, translate back.

mod buckets;
mod complete_multipart_upload;
mod copy_object;
mod create_multipart_upload;
mod delete_object;
mod get_object;
mod get_object_attributes;
mod get_object_tagging;
mod list_objects;
mod list_parts;
mod object_answer;
mod put_object;
mod read_target;
mod upload_part;

pub(crate) use buckets::{
    create_bucket, delete_bucket, get_bucket_location, get_bucket_versioning, head_bucket, list_buckets,
};
pub(crate) use complete_multipart_upload::complete_multipart_upload;
pub(crate) use copy_object::copy_object;
pub(crate) use create_multipart_upload::{abort_multipart_upload, create_multipart_upload};
pub(crate) use delete_object::{delete_object, delete_objects};
pub(crate) use get_object::{get_object, head_object};
pub(crate) use get_object_attributes::get_object_attributes;
pub(crate) use get_object_tagging::{delete_object_tagging, get_object_tagging, put_object_tagging};
pub(crate) use list_objects::{list_objects, list_objects_v2};
pub(crate) use list_parts::{list_multipart_uploads, list_parts};
pub(crate) use put_object::put_object;
pub(crate) use upload_part::{upload_part, upload_part_copy};
