use std::path::Path;

use anyhow::Context;
use apoyo_local::s3::{EmbeddedS3, S3Options};
use apoyo_services::{Endpoints, Reach};

use crate::asl::arguments::RunArguments;
use crate::services;

/// The folder in place of S3.
///
/// # Errors
/// When it cannot be used.
pub(super) fn folder(data: &Path) -> anyhow::Result<EmbeddedS3> {
    EmbeddedS3::open(&S3Options::new(data))
        .with_context(|| format!("failed to open {} as S3", data.display()))
}

/// The endpoints of services: S3 is the folder where there is one.
pub(super) async fn endpoints(wanted: &RunArguments, data: Option<&EmbeddedS3>) -> Endpoints {
    let named = services::named(if wanted.aws { Reach::Aws } else { Reach::NamedOnly }).await;
    match data {
        Some(s3) => named.service("s3", s3.endpoint()),
        None => named,
    }
}
