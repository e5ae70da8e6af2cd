//! The Lambda that plans an execution.
//!
//! Environment variables: those of [`apoyo_bucket::Environment`], [`StateMachineArn::VARIABLE`],
//! [`BatchLane::VARIABLE`], and `RUST_LOG` (default `error`).

use apoyo_bucket::{Bucket, Environment, aws_environment};
use apoyo_list::{BatchLane, Config, ListError, StateMachineArn, StepFunctions, handle};
use apoyo_photo::read_step_input;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;
use tracing_subscriber::EnvFilter;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().json().with_env_filter(EnvFilter::from_default_env()).init();
    let config = Config::new(
        Environment::read()?,
        BatchLane::read(std::env::var(BatchLane::VARIABLE).ok().as_deref())?,
    );
    let state_machine: StateMachineArn = std::env::var(StateMachineArn::VARIABLE)?.parse()?;
    let bucket = Bucket::from_environment(&config.bucket).await;
    let running = StepFunctions::new(aws_sdk_sfn::Client::new(&aws_environment().await), state_machine);
    let (bucket, running, config) = (&bucket, &running, &config);
    run(service_fn(move |event: LambdaEvent<Value>| async move {
        let input = read_step_input(event.payload).map_err(ListError::from)?;
        handle(bucket, running, config, &input).await
    }))
    .await
}
