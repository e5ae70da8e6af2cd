//! A seed that breaks something breaks it again: the order of everything hangs on the seed alone.

use apoyo_simulator::{Schedule, simulate, traced};

#[test]
fn the_same_seed_gives_the_same_trace_byte_for_byte() {
    for seed in 0..25 {
        let schedule = Schedule::of(seed);
        let (first, second) = (traced(&schedule), traced(&schedule));
        let differs = first.trace.iter().zip(&second.trace).find(|(one, other)| one != other);
        assert_eq!(differs, None, "seed {seed}");
        assert_eq!(first, second, "seed {seed}");
    }
}

#[test]
fn a_trace_changes_nothing() {
    for seed in 25..30 {
        let schedule = Schedule::of(seed);
        let (seen, unseen) = (traced(&schedule), simulate(&schedule));
        assert_eq!((seen.broken, seen.tally), (unseen.broken, unseen.tally), "seed {seed}");
    }
}

#[test]
fn another_seed_gives_another_trace() {
    assert_ne!(traced(&Schedule::of(1)).trace, traced(&Schedule::of(2)).trace);
}
