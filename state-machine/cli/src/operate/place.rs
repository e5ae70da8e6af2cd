use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, bail};
use apoyo_deploy::{Cloud, Output};
use apoyo_operate::{Site, connect, has_own_endpoint};
use apoyo_stack::Config;

use super::arguments::PlaceArguments;
use crate::run::{BUCKET, MACHINE};

/// The configuration that is read where none is named.
const CONFIG: &str = "apoyo.yaml";

/// Outputs of the stack.
const MACHINE_OUTPUT: &str = "StateMachineArn";
const BUCKET_OUTPUT: &str = "PhotoBucketName";

/// The state machine and photos that a command is about, and the configuration that they were made by.
pub(super) struct Place {
    pub(super) site: Site,
    pub(super) config: Config,
}

impl Place {
    /// Finds them: what is not named is the stack's, or what `apoyo up` calls it.
    pub(super) async fn open(wanted: &PlaceArguments) -> anyhow::Result<Self> {
        let config = read(wanted.config.as_deref())?;
        let shared = connect().await?;
        let (machine, bucket) = match (wanted.state_machine.clone(), wanted.bucket.clone()) {
            (Some(machine), Some(bucket)) => (machine, bucket),
            (machine, bucket) if has_own_endpoint(&shared) => {
                (machine.unwrap_or_else(|| MACHINE.to_owned()), bucket.unwrap_or_else(|| BUCKET.to_owned()))
            }
            (machine, bucket) => {
                let outputs = Cloud::from_environment().await?.existing(&config.name).await?.outputs;
                (named(machine, &outputs, MACHINE_OUTPUT)?, named(bucket, &outputs, BUCKET_OUTPUT)?)
            }
        };
        let site = Site::open(&shared, &machine, &bucket, config.bucket.folders.clone()).await?;
        Ok(Self { site, config })
    }
}

fn named(given: Option<String>, outputs: &[Output], output: &str) -> anyhow::Result<String> {
    let told = || outputs.iter().find(|found| found.name == output).map(|found| found.value.clone());
    given.or_else(told).with_context(|| {
        format!(
            "the stack has no output {output}: name it with --state-machine and --bucket, or deploy the stack"
        )
    })
}

fn read(named: Option<&Path>) -> anyhow::Result<Config> {
    let file = named.unwrap_or(Path::new(CONFIG));
    match std::fs::read_to_string(file) {
        Ok(text) => Config::read(&text).with_context(|| file.display().to_string()),
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => Ok(Config::default()),
        Err(error) => bail!("failed to read {}: {error}", file.display()),
    }
}
