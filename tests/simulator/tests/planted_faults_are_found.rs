//! The simulator would find what it is there to find: with a fault planted in the steps' requests, one of the first so many
//! schedules breaks a promise, and says which.

use apoyo_simulator::{Mutant, Schedule, simulate};

/// The first broken schedule of so many, from seed 0 on: its number, counted from 1, and what is broken.
fn first_broken(mutant: Mutant, schedules: u64) -> Option<(u64, String)> {
    (0..schedules).find_map(|seed| {
        let outcome = simulate(&Schedule::of(seed).with_mutant(mutant));
        Some((seed + 1, outcome.broken?))
    })
}

#[track_caller]
fn is_found(mutant: Mutant, within: u64, saying: &str) {
    let (number, broken) = first_broken(mutant, within)
        .unwrap_or_else(|| panic!("{mutant} is not found within {within} schedules"));
    println!("{mutant}: schedule {number} of {within}: {broken}");
    assert!(broken.contains(saying), "{mutant} breaks something else: {broken}");
}

#[test]
fn a_source_deleted_before_its_copy_is_verified() {
    is_found(Mutant::DeleteBeforeVerify, 200, "the last copy");
}

#[test]
fn a_status_of_200_taken_for_a_copy() {
    is_found(Mutant::BelievesStatus200, 50, "the last copy");
}

#[test]
fn a_deletion_without_if_match() {
    is_found(Mutant::DeletesWhateverIsThere, 100, "the last copy");
}

#[test]
fn a_copy_that_replaces_what_has_its_name() {
    is_found(Mutant::ReplacesTarget, 50, "was overwritten by");
}

#[test]
fn a_copy_without_copy_source_if_match() {
    let (_, broken) =
        first_broken(Mutant::CopiesWhateverIsThere, 100).expect("it is found within 100 schedules");
    println!("{}: {broken}", Mutant::CopiesWhateverIsThere);
}
