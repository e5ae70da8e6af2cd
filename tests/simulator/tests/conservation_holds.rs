//! What DESIGN section 1 promises holds for every schedule.

use apoyo_simulator::{Schedule, Tally, reduced, simulate};

/// Schedules where `APOYO_SCHEDULES` says nothing: two minutes on two slow cores, without optimisation.
const USUAL_SCHEDULES: u64 = 2000;

/// How often each kind of fault is met at least in so many schedules, or the schedules are not what they seem.
const MET_AT_LEAST: u64 = 1;

fn schedules() -> u64 {
    let asked = std::env::var("APOYO_SCHEDULES").ok();
    asked.map_or(USUAL_SCHEDULES, |number| number.parse().expect("APOYO_SCHEDULES is a number of schedules"))
}

/// Simulates these seeds, and says what was met.
fn hold(seeds: impl Iterator<Item = u64>) -> Tally {
    let mut met = Tally::default();
    for seed in seeds {
        let schedule = Schedule::of(seed);
        let outcome = simulate(&schedule);
        if let Some(broken) = outcome.broken {
            let reduced = reduced(schedule);
            panic!("{broken}\n{reduced}\ncargo run -p apoyo-simulator -- {}", reduced.arguments());
        }
        met.add(&outcome.tally);
    }
    met
}

#[test]
fn every_photo_is_somewhere_at_every_moment_and_in_one_place_at_rest() {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let all = schedules();
    let mut met = Tally::default();
    std::thread::scope(|scope| {
        let parts = (0_u64..).take(cores);
        let parts = parts.map(|core| scope.spawn(move || hold((core..all).step_by(cores))));
        let parts: Vec<_> = parts.collect();
        for part in parts {
            met.add(&part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    println!("{all} schedules: {met}");
    if all >= USUAL_SCHEDULES {
        for fault in apoyo_simulator::Fault::ALL {
            assert!(
                met.faults.get(&fault).copied().unwrap_or_default() >= MET_AT_LEAST,
                "{fault} was never met"
            );
        }
    }
}

/// The copy that adopts a leftover has another `ETag` where `ETag`s are no MD5 (KMS). The names under which a photo is settled
/// must not hang on it: a photo whose settling was cut off between copy and deletion, beside another photo of its name, would
/// be settled under a second name by the execution that adopts it.
#[test]
fn a_half_settled_leftover_is_settled_once_where_etags_are_no_md5() {
    assert_eq!(simulate(&Schedule::of(10_269)).broken, None);
}
