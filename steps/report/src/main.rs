//! The Lambda that reports.
//!
//! Environment variables: those of [`apoyo_bucket::Environment`], and `RUST_LOG` (default `error`).

use std::process::ExitCode;

use apoyo_bucket::{Bucket, Environment};
use apoyo_photo::read_step_input;
use apoyo_report::{Config, ModelFacts, ReportError, handle};
use apoyo_vision::ModelInfo;
use jiff::Timestamp;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

fn main() -> ExitCode {
    apoyo_lambda::serve(function())
}

async fn function() -> Result<(), Error> {
    let Environment { bucket, folders } = Environment::read()?;
    // What the report says of the model; the network itself is the classifier's, and is not even linked here.
    let model = ModelInfo::shipped()?;
    let config = Config { folders, model: ModelFacts { name: model.model, thresholds: model.thresholds } };
    let bucket = Bucket::from_environment(bucket).await;
    let (bucket, config) = (&bucket, &config);
    run(service_fn(move |event: LambdaEvent<Value>| async move {
        let input = read_step_input(event.payload).map_err(ReportError::from)?;
        handle(bucket, config, now(), &input).await
    }))
    .await
}

#[expect(clippy::disallowed_methods, reason = "this is the real clock; the handler is told the time")]
fn now() -> Timestamp {
    Timestamp::now()
}
