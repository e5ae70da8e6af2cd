//! `apoyo-simulator`: many schedules, or one of them with its trace.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use apoyo_simulator::{Fault, Mutant, Outcome, Schedule, Tally, reduced, simulate, traced};
use clap::Parser;

/// Simulates executions under faults, and looks whether every photo survives.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Simulates this schedule alone and prints what happened.
    #[arg(long, conflicts_with_all = ["schedules", "from"])]
    seed: Option<u64>,
    /// So many schedules, one for each seed from --from on.
    #[arg(long, default_value_t = 1000)]
    schedules: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Without these kinds of faults, parted by commas.
    #[arg(long, value_delimiter = ',')]
    without: Vec<Fault>,
    /// With this fault planted in the steps.
    #[arg(long)]
    plant: Option<Mutant>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let is_kept = match arguments.seed {
        Some(seed) => one(&schedule(&arguments, seed)),
        None => many(&arguments),
    };
    if is_kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn schedule(arguments: &Arguments, seed: u64) -> Schedule {
    let whole = arguments.without.iter().fold(Schedule::of(seed), |schedule, fault| schedule.without(*fault));
    match arguments.plant {
        Some(mutant) => whole.with_mutant(mutant),
        None => whole,
    }
}

fn one(schedule: &Schedule) -> bool {
    println!("{schedule}");
    let outcome = traced(schedule);
    for line in &outcome.trace {
        println!("{line}");
    }
    println!("{}", outcome.tally);
    if let Some(broken) = &outcome.broken {
        println!("BROKEN: {broken}");
    }
    outcome.broken.is_none()
}

/// Simulates on every core until all are done, or one is broken.
#[expect(
    clippy::disallowed_methods,
    reason = "a person wants to know how long it took; nothing simulated does"
)]
fn many(arguments: &Arguments) -> bool {
    let begin = Instant::now();
    let next = AtomicU64::new(arguments.from);
    let end = arguments.from.saturating_add(arguments.schedules);
    let sum = Mutex::new((Tally::default(), 0_u64, None::<(Schedule, String)>));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= end {
                        return;
                    }
                    let schedule = schedule(arguments, seed);
                    let Outcome { broken, tally, .. } = simulate(&schedule);
                    let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
                    sum.0.add(&tally);
                    sum.1 += 1;
                    if let Some(broken) = broken {
                        next.store(end, Ordering::SeqCst);
                        sum.2.get_or_insert((schedule, broken));
                    }
                }
            });
        }
    });
    let (tally, done, broken) = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
    println!("{done} schedules in {:.1} s: {tally}", begin.elapsed().as_secs_f64());
    if let Some((schedule, broken)) = &broken {
        println!("BROKEN: {broken}\n{}", replay(schedule));
    }
    broken.is_none()
}

/// The line that shows a broken schedule again, with as few faults as break it.
fn replay(schedule: &Schedule) -> String {
    format!("cargo run -p apoyo-simulator -- {}", reduced(schedule.clone()).arguments())
}
