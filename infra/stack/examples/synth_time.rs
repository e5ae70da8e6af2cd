//! How long a template takes from the text of `apoyo.yaml` to the YAML of CloudFormation.
//!
//! usage: `cargo run --release -p apoyo-stack --example synth_time`. Prints, for the default configuration and for each
//! `golden/*.apoyo.yaml`, the median and the slowest of 100 runs in milliseconds, and the size of the template.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use apoyo_stack::{Config, synth};

/// Runs of one configuration.
const RUNS: usize = 100;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{:<16} {:>10} {:>11} {:>9}", "configuration", "median ms", "slowest ms", "bytes");
    row("default", "")?;
    for file in configurations()? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().replace(".apoyo.yaml", "");
        row(&name, &std::fs::read_to_string(&file)?)?;
    }
    Ok(())
}

fn row(name: &str, text: &str) -> Result<(), Box<dyn std::error::Error>> {
    let bytes = synth(&Config::read(text)?)?.yaml().len();
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        times.push(timed(text)?);
    }
    times.sort();
    let (median, slowest) = (millis(times[RUNS / 2]), millis(times[RUNS - 1]));
    println!("{name:<16} {median:>10.2} {slowest:>11.2} {bytes:>9}");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this program measures time")]
fn timed(text: &str) -> Result<Duration, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let template = synth(&Config::read(text)?)?;
    // The YAML is made while the template is proved; reading it here keeps it from being left out.
    std::hint::black_box(template.yaml());
    Ok(start.elapsed())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn configurations() -> std::io::Result<Vec<PathBuf>> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(golden)? {
        let file = entry?.path();
        if file.to_string_lossy().ends_with(".apoyo.yaml") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
