use std::fmt;
use std::path::Path;

use apoyo_engine::Resumption;
use apoyo_stack::{Config, Switch, UploadsTrigger};

use super::around::Around;
use crate::run::BUCKET;

/// What a person is told once the cloud is there.
pub(super) struct Welcome<'a> {
    pub(super) around: &'a Around,
    pub(super) data: &'a Path,
    pub(super) machine: &'a str,
    pub(super) resumption: &'a Resumption,
    pub(super) config: &'a Config,
}

impl fmt::Display for Welcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { around, data, machine, resumption, config } = self;
        let data = data.display();
        writeln!(
            f,
            "S3, Step Functions, Lambda, AWS Batch and EventBridge Scheduler at {}, kept in {data}",
            around.endpoint()
        )?;
        let waiting = config.bucket.folders.prefix(apoyo_photo::Folder::Waiting);
        writeln!(f, "  photos         s3://{BUCKET}/{waiting}  ({data}/{BUCKET})")?;
        writeln!(f, "  state machine  {machine}")?;
        if let Some(starts) = starts(config) {
            writeln!(f, "  starts itself  {starts}")?;
        }
        if resumption.executions > 0 {
            writeln!(f, "  executions     {} known, {} go on", resumption.executions, resumption.resumed)?;
        }
        let variables: Vec<String> =
            around.shown().iter().map(|(name, value)| format!("{name}={value}")).collect();
        writeln!(f)?;
        writeln!(f, "export {}", variables.join(" "))?;
        writeln!(f, "aws stepfunctions start-execution --state-machine-arn {machine}")
    }
}

/// What starts executions without a person.
fn starts(config: &Config) -> Option<String> {
    let schedule = &config.schedule;
    let on_time = (schedule.state == Switch::Enabled)
        .then(|| format!("{} {}", schedule.expression.as_str(), schedule.time_zone.as_str()));
    let uploads = match config.uploads.trigger {
        UploadsTrigger::Off => None,
        UploadsTrigger::Direct => Some("on each upload".to_owned()),
        UploadsTrigger::Batched => {
            Some(format!("on uploads, gathered for up to {} s", config.uploads.window_seconds.get()))
        }
    };
    let both: Vec<String> = on_time.into_iter().chain(uploads).collect();
    (!both.is_empty()).then(|| both.join("; "))
}
