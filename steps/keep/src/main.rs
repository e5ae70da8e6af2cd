//! The Lambda that puts a photo into the kept or the review folder.
//!
//! Environment variables: those of [`apoyo_bucket::Environment`], and `RUST_LOG` (default `error`).

use std::process::ExitCode;

use apoyo_bucket::{Bucket, Environment};
use apoyo_keep::{KeepError, handle};
use apoyo_photo::read_step_input;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

fn main() -> ExitCode {
    apoyo_lambda::serve(function())
}

async fn function() -> Result<(), Error> {
    let Environment { bucket, folders } = Environment::read()?;
    let bucket = Bucket::from_environment(bucket).await;
    let (bucket, folders) = (&bucket, &folders);
    run(service_fn(move |event: LambdaEvent<Value>| async move {
        let input = read_step_input(event.payload).map_err(KeepError::from)?;
        handle(bucket, folders, &input).await
    }))
    .await
}
