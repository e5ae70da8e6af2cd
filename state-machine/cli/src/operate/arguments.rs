use std::path::PathBuf;

use apoyo_operate::{Age, ExecutionRef};
use apoyo_photo::{ExecutionName, PhotoKey};
use clap::{ArgGroup, Args, ValueEnum};

/// Where the state machine and the photos are. Credentials, region and endpoint come from the environment, as for the AWS
/// command line; the line `export ...` that `apoyo up` prints leads to the embedded cloud.
#[derive(Debug, Clone, Args)]
pub(crate) struct PlaceArguments {
    /// The state machine [default: the stack's at AWS, triage at another endpoint].
    #[arg(long, value_name = "ARN|NAME")]
    pub(crate) state_machine: Option<String>,
    /// The photo bucket [default: the stack's at AWS, apoyo at another endpoint].
    #[arg(long, value_name = "NAME")]
    pub(crate) bucket: Option<String>,
    /// The configuration, for names of stack and folders [default: apoyo.yaml where there is one, else every default].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Print as JSON on standard output, and nothing else there.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Exit codes: 0 done, 1 failed, 2 bad usage.
#[derive(Debug, Args)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Input that the execution would have, or @FILE [default: {}, everything that waits].
    #[arg(long, value_name = "JSON|@FILE")]
    pub(crate) input: Option<String>,
}

/// Exit codes: 0 started (with --wait: succeeded), 1 failed, 2 bad usage, 3 some photos need review (only with --strict).
#[derive(Debug, Args)]
pub(crate) struct StartArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Its input, or @FILE [default: {}, everything that waits].
    #[arg(long, value_name = "JSON|@FILE")]
    pub(crate) input: Option<String>,
    /// Its name; the same name and input again, while it runs, is the same execution [default: one is made up].
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<ExecutionName>,
    /// Wait for its end and end as it does.
    #[arg(long)]
    pub(crate) wait: bool,
    /// End with exit code 3 when photos need review.
    #[arg(long, requires = "wait")]
    pub(crate) strict: bool,
}

/// Exit codes: 0 done, 1 failed, 2 bad usage.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Only executions of this status.
    #[arg(long, value_enum, ignore_case = true)]
    pub(crate) status: Option<StatusChoice>,
    /// Only executions that started so long ago at most, as in 12h, 7d or 2w.
    #[arg(long, value_name = "AGE")]
    pub(crate) since: Option<Age>,
    /// At most so many, the newest [default: 20; with --since, all].
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// A status, as Step Functions writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum StatusChoice {
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Aborted,
    PendingRedrive,
}

/// Exit codes: 0 done, 1 failed, 2 bad usage.
#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Its ARN, its name, or `latest`.
    #[arg(value_name = "EXECUTION")]
    pub(crate) execution: ExecutionRef,
}

/// Exit codes: 0 it succeeded, 1 it did not, 2 bad usage.
#[derive(Debug, Args)]
pub(crate) struct WatchArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Its ARN, its name, or `latest`.
    #[arg(value_name = "EXECUTION")]
    pub(crate) execution: ExecutionRef,
}

/// Exit codes: 0 it is over, 1 failed, 2 bad usage.
#[derive(Debug, Args)]
pub(crate) struct StopArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Its ARN, its name, or `latest`.
    #[arg(value_name = "EXECUTION")]
    pub(crate) execution: ExecutionRef,
    /// Why, for its history.
    #[arg(long, value_name = "TEXT", default_value = "stopped with apoyo stop")]
    pub(crate) cause: String,
}

/// Exit codes: 0 done or nothing to do, 1 failed, 2 bad usage.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).args(["execution", "failed"]))]
pub(crate) struct ReplayArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Its ARN, its name, or `latest`.
    #[arg(value_name = "EXECUTION")]
    pub(crate) execution: Option<ExecutionRef>,
    /// Every execution that failed or timed out.
    #[arg(long)]
    pub(crate) failed: bool,
    /// With --failed: those that started so long ago at most, as in 12h, 7d or 2w.
    #[arg(long, value_name = "AGE", default_value = "7d", requires = "failed")]
    pub(crate) since: Age,
}

/// Exit codes: 0 every photo is back, 1 some are not, 2 bad usage.
#[derive(Debug, Args)]
pub(crate) struct UndoArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Its ARN, its name, or `latest`.
    #[arg(value_name = "EXECUTION")]
    pub(crate) execution: ExecutionRef,
    /// Only these photos, each by the key under which it waited or by the one that it has now [default: all].
    #[arg(value_name = "KEY")]
    pub(crate) keys: Vec<PhotoKey>,
}

/// Exit codes: 0 everything is accounted for, 1 something is not, 2 bad usage.
#[derive(Debug, Args)]
pub(crate) struct AuditArguments {
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Days that the bucket keeps what was discarded [default: bucket.trashDays of the configuration].
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(0..=3650))]
    pub(crate) trash_days: Option<u16>,
}

#[cfg(test)]
mod tests {
    use crate::arguments::Arguments;
    use clap::Parser;

    fn refused(words: &[&str]) -> String {
        Arguments::try_parse_from(["apoyo"].iter().chain(words)).unwrap_err().to_string()
    }

    #[test]
    fn bad_values_are_named_with_what_is_allowed() {
        for (words, told) in [
            (["show", "a b"], "\"a b\" has the character ' ', which Step Functions does not allow in names"),
            (["show", "arn:aws:states:x"], "is no ARN of a Standard execution"),
            (["list", "--since=7"], "\"7\" is no length of time"),
            (["list", "--status=DONE"], "[possible values: RUNNING, SUCCEEDED, FAILED"),
            (["start", "--name=a/b"], "has the character '/'"),
            (["audit", "--trash-days=4000"], "4000 is not in 0..=3650"),
        ] {
            let refusal = refused(&words);
            assert!(refusal.contains(told), "{refusal}");
        }
    }

    #[test]
    fn replay_takes_one_execution_or_all_that_failed() {
        assert!(refused(&["replay"]).contains("<EXECUTION|--failed>"));
        assert!(refused(&["replay", "x", "--failed"]).contains("cannot be used with"));
        assert!(Arguments::try_parse_from(["apoyo", "replay", "--failed", "--since", "1d"]).is_ok());
        assert!(
            Arguments::try_parse_from(["apoyo", "start", "--strict"]).is_err(),
            "there is nothing to wait for"
        );
    }
}
