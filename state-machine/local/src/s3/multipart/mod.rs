//! Uploads in parts: rows in the index, parts as files in `.apoyo/multipart/<upload>/`.

mod complete;
mod rows;
mod upload;

pub(crate) use complete::{Completion, NamedPart};
pub(crate) use upload::{Part, Upload, UploadName};
