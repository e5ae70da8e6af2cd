//! The Lambda that looks at a photo.
//!
//! Environment variables: those of [`apoyo_bucket::Environment`], `APOYO_MAX_PHOTO_BYTES` (default
//! [`apoyo_classify::DEFAULT_MAX_PHOTO_BYTES`]), and `RUST_LOG` (default `error`).

use std::process::ExitCode;

use apoyo_bucket::{Bucket, Environment};
use apoyo_classify::{Classify, ClassifyError, max_photo_bytes};
use apoyo_photo::read_step_input;
use apoyo_vision::Classifier;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

/// The network makes and drops buffers of megabytes for each layer. The system's allocator gives them back to the kernel
/// each time, and taking them anew costs a quarter of the time that the network takes; this one keeps them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    apoyo_lambda::serve(function())
}

async fn function() -> Result<(), Error> {
    let Environment { bucket, folders } = Environment::read()?;
    let max_photo_bytes = max_photo_bytes(std::env::var("APOYO_MAX_PHOTO_BYTES").ok())?;
    let classify = Classify::new(Classifier::shipped()?, max_photo_bytes);
    let bucket = Bucket::from_environment(bucket).await;
    let (bucket, folders, classify) = (&bucket, &folders, &classify);
    run(service_fn(move |event: LambdaEvent<Value>| async move {
        let input = read_step_input(event.payload).map_err(ClassifyError::from)?;
        classify.handle(bucket, folders, &input).await
    }))
    .await
}
