//! Measures what Apoyo does beside what it is compared with; the figures go to tests/bench/RESULTS.md.
//!
//! ```text
//! photos   real photos scaled up to camera size (and rendered ones), so that runs have something to chew on
//! compare  `apoyo run` and baseline.py over the same folder, on the same machine, in one run
//! ```

use std::path::PathBuf;

use clap::{Parser, Subcommand};

mod child;
mod compare;
mod photos;

#[derive(Debug, Parser)]
#[command(name = "apoyo-bench")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Scale real photos up to camera size.
    Photos {
        /// The folder of real photos.
        #[arg(long)]
        from: PathBuf,
        /// Where to leave the large ones.
        #[arg(long)]
        to: PathBuf,
        /// How many; the real ones are used in turn, each time with other noise.
        #[arg(long, default_value_t = 200)]
        count: usize,
        /// Size of each, in megapixels.
        #[arg(long, default_value_t = 20.0)]
        megapixels: f64,
        /// Size of each file meant, in megabytes.
        #[arg(long, default_value_t = 7.0)]
        megabytes: f64,
    },
    /// Run `apoyo run` and, with --baseline, the Python script over the same photos.
    Compare {
        /// The folder of photos.
        photos: PathBuf,
        /// The `apoyo` binary.
        #[arg(long, default_value = "target/release/apoyo")]
        apoyo: PathBuf,
        /// The Python script that it is compared with.
        #[arg(long)]
        baseline: Option<PathBuf>,
        /// Where both leave their files; must be on the photos' disk for links to be possible.
        #[arg(long)]
        work: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Photos { from, to, count, megapixels, megabytes } => {
            photos::scale_up(&from, &to, &photos::Wanted { count, megapixels, megabytes })
        }
        Command::Compare { photos, apoyo, baseline, work } => {
            compare::compare(&photos, &apoyo, baseline.as_deref(), &work)
        }
    }
}
