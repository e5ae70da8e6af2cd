use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand};

use crate::asl::AslArguments;
use crate::infra::InfraArguments;
use crate::operate::{
    AuditArguments, ListArguments, PlanArguments, ReplayArguments, ShowArguments, StartArguments,
    StopArguments, UndoArguments, WatchArguments,
};
use crate::up::UpArguments;

/// Finds the photos that show a pylon, keeps them, and clears the rest away without ever losing one.
#[derive(Debug, Parser)]
#[command(name = "apoyo", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sort a folder of photos on this machine; the originals stay untouched.
    Run(RunArguments),
    /// Render drone-like photos to try with.
    Demo(DemoArguments),
    /// Say what the classifier is, train another, or measure it.
    Model(ModelArguments),
    /// Bring the stack to AWS, look at it there, take it away again.
    Infra(InfraArguments),
    /// Check, run and draw any state machine, on this machine.
    Asl(AslArguments),
    /// Serve S3 and Step Functions on this machine, with the photo state machine in it, until Ctrl-C.
    Up(UpArguments),
    /// Say what an execution would take, how long and for how much; start nothing.
    Plan(PlanArguments),
    /// Start an execution.
    Start(StartArguments),
    /// List executions, the newest first.
    List(ListArguments),
    /// Show one execution: states, photos by their ending, errors with their causes, Map Runs, redrives.
    Show(ShowArguments),
    /// Follow an execution to its end.
    Watch(WatchArguments),
    /// Stop an execution; its photos stay where it left them.
    Stop(StopArguments),
    /// Run a failed execution again: redrive it, or start another over what it left unfinished.
    Replay(ReplayArguments),
    /// Put the photos of an execution back where they were.
    Undo(UndoArguments),
    /// Compare the bucket with all reports, and name what is not accounted for.
    Audit(AuditArguments),
    /// Be the worker of the lane batch: what the container runs, told by the environment variables of AWS Batch.
    #[command(hide = true)]
    Worker,
}

/// Exit codes: 0 done, 1 failed, 2 bad usage, 3 some photos need review (only with --strict).
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person gives or not")]
#[command(group = ArgGroup::new("photos").required(true).args(["folder", "demo"]))]
pub(crate) struct RunArguments {
    /// The folder whose photos to sort, with all folders in it (JPEG, PNG, TIFF and WebP, by content).
    pub(crate) folder: Option<PathBuf>,
    /// Sort two dozen rendered photos instead, made in ./apoyo-demo.
    #[arg(long)]
    pub(crate) demo: bool,
    /// Where to leave the sorted photos and the report [default: FOLDER-apoyo].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Classify and report, move nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Keep photos from this score on, 0 to 1 [default: the model's].
    #[arg(long, value_name = "SCORE", value_parser = score)]
    pub(crate) keep_above: Option<f64>,
    /// Discard photos below this score, 0 to 1 [default: the model's].
    #[arg(long, value_name = "SCORE", value_parser = score)]
    pub(crate) discard_below: Option<f64>,
    /// Use the network in this folder in place of the shipped one.
    #[arg(long, value_name = "DIR")]
    pub(crate) model: Option<PathBuf>,
    /// End with exit code 3 when photos need review.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print the totals as JSON on standard output, and nothing else there.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Where to put the photos; made when missing.
    pub(crate) dir: PathBuf,
    /// How many photos, 1 to 1,000,000.
    #[arg(long, default_value_t = 24)]
    pub(crate) count: u64,
    /// Size of every photo in megapixels, 0.3 to 100 [default: a mix].
    #[arg(long)]
    pub(crate) megapixels: Option<f32>,
    /// The same seed renders the same photos.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Print what each photo shows as JSON on standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ModelArguments {
    #[command(subcommand)]
    pub(crate) command: ModelCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelCommand {
    /// Say which network is used, with its thresholds and figures.
    Info {
        /// The network's folder [default: the shipped network].
        #[arg(long, value_name = "DIR")]
        model: Option<PathBuf>,
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Train a head on labelled photos in DIR, in its folders pylon, `no_pylon` and `wires_only`.
    Train {
        /// The folder of labelled photos.
        dir: PathBuf,
        /// Where to leave the model's files.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// A folder that `apoyo demo` rendered, to learn from as well; may be given several times.
        #[arg(long, value_name = "DIR")]
        rendered: Vec<PathBuf>,
        /// The same seed and photos give the same bytes.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Print the figures as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Measure on labelled photos: heads trained without one source at a time, each judged on that source; or, with
    /// --shipped or --model, a finished network as it is.
    Evaluate {
        /// The folder of labelled photos.
        dir: PathBuf,
        /// Judge with the shipped network.
        #[arg(long, conflicts_with = "model")]
        shipped: bool,
        /// Judge with the network in this folder.
        #[arg(long, value_name = "DIR")]
        model: Option<PathBuf>,
        /// A folder that `apoyo demo` rendered, to learn from as well; may be given several times.
        #[arg(long, value_name = "DIR")]
        rendered: Vec<PathBuf>,
        /// The same seed and photos give the same figures.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Print the figures as JSON.
        #[arg(long)]
        json: bool,
    },
}

fn score(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("{text:?} is not a number, 0 to 1 is allowed"))?;
    apoyo_photo::Score::try_from(value).map(f64::from).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn run_needs_a_folder_or_the_demo_and_not_both() {
        assert!(Arguments::try_parse_from(["apoyo", "run"]).is_err());
        assert!(Arguments::try_parse_from(["apoyo", "run", "x", "--demo"]).is_err());
        assert!(Arguments::try_parse_from(["apoyo", "run", "x"]).is_ok());
    }

    #[test]
    fn a_threshold_outside_0_to_1_is_refused_by_value() {
        let refused = Arguments::try_parse_from(["apoyo", "run", "x", "--keep-above", "1.5"]).unwrap_err();
        assert!(refused.to_string().contains("score 1.5 is not between 0 and 1"), "{refused}");
    }
}
