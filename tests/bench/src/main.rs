//! Measures what Apoyo does beside what it is compared with; the figures go to tests/bench/RESULTS.md.
//!
//! ```text
//! photos      real photos scaled up to camera size (and rendered ones), so that runs have something to chew on
//! compare     `apoyo run` and baseline.py over the same folder, on the same machine, in one run
//! cold-start  the six Lambda zips: from process start to the first request for an event, and to the first answer
//! ```

use std::path::PathBuf;

use clap::{Parser, Subcommand};

mod child;
mod cold_start;
mod compare;
mod photos;
mod spread;

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
    /// Start the binary of each Lambda zip many times, against a stub of the Runtime API and the embedded S3.
    ColdStart {
        /// The folder of the six zips, for this machine's architecture.
        packages: PathBuf,
        /// How often each is started; one more start before is not counted.
        #[arg(long, default_value_t = 20)]
        runs: usize,
        /// The file of certificates that the binaries are told of (`SSL_CERT_FILE`); else they look where the system has
        /// them.
        #[arg(long)]
        certificates: Option<PathBuf>,
        /// A control group of version 1 (a folder below /sys/fs/cgroup/cpu) that the binaries start in, to give them as
        /// much of a core as a small Lambda has.
        #[arg(long)]
        cpu_group: Option<PathBuf>,
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
        Command::ColdStart { packages, runs, certificates, cpu_group } => {
            cold_start::measure(&packages, runs, &cold_start::Conditions { certificates, cpu_group })
        }
    }
}
