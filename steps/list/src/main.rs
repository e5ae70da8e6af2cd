//! The Lambda that plans an execution.
//!
//! Environment variables: those of [`apoyo_bucket::Environment`], [`StateMachineArn::VARIABLE`],
//! [`BatchLane::VARIABLE`], and `RUST_LOG` (default `error`).
//!
//! Standard output is the function's log; each time that the waiting folder was listed, a line of it is a metric.

use std::io::Write;
use std::process::ExitCode;

use apoyo_bucket::{Bucket, Environment, InvalidEnvironment, aws_environment};
use apoyo_list::{
    BatchLane, Config, ListError, Listed, OldestWaiting, StateMachineArn, StepFunctions, handle,
    oldest_waiting_line,
};
use apoyo_photo::read_step_input;
use jiff::Timestamp;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

fn main() -> ExitCode {
    apoyo_lambda::serve(function())
}

async fn function() -> Result<(), Error> {
    let config = Config::new(
        Environment::read()?,
        BatchLane::read(std::env::var(BatchLane::VARIABLE).ok().as_deref())?,
    );
    let state_machine = state_machine()?;
    let aws = aws_environment().await;
    let bucket = Bucket::in_environment(&aws, &config.bucket);
    let running = StepFunctions::new(aws_sdk_sfn::Client::new(&aws), state_machine.clone());
    let (bucket, running, config, state_machine) = (&bucket, &running, &config, &state_machine);
    run(service_fn(move |event: LambdaEvent<Value>| async move {
        let input = read_step_input(event.payload).map_err(ListError::from)?;
        let Listed { plan, oldest } = handle(bucket, running, config, &input).await?;
        write_metric(state_machine, oldest);
        Ok::<_, ListError>(plan)
    }))
    .await
}

/// Whose executions own photos in work.
fn state_machine() -> Result<StateMachineArn, Error> {
    let (name, meaning) = (StateMachineArn::VARIABLE, "the ARN of the state machine");
    let arn = std::env::var(name).map_err(|_| InvalidEnvironment::Missing { name, meaning })?;
    Ok(arn.parse()?)
}

/// Nobody waits for the metric: a log that cannot be written stops no execution.
fn write_metric(state_machine: &StateMachineArn, oldest: OldestWaiting) {
    if let Some(line) = oldest_waiting_line(oldest, state_machine, now()) {
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the real clock; the metric is told the time")]
fn now() -> Timestamp {
    Timestamp::now()
}
