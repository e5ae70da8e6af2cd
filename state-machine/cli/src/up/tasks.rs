use apoyo_local::s3::EmbeddedS3;
use apoyo_services::Endpoints;

use crate::services::{Callees, OwnFunctions};

/// What tasks call here: the photo functions, the cloud's own S3, and other services where the environment names them.
pub(super) fn tasks<F: OwnFunctions>(s3: &EmbeddedS3, functions: F, named: Endpoints) -> Callees<F> {
    Callees::new(functions, named.service("s3", s3.endpoint()))
}
