use std::collections::HashMap;
use std::collections::hash_map::Entry;

use apoyo_photo::{Outcome, PhotoKey};

/// The outcomes of an execution, by photo.
#[derive(Debug, Default)]
pub(crate) struct Ledger(HashMap<PhotoKey, Account>);

#[derive(Debug)]
struct Account {
    run: usize,
    outcome: Outcome,
    times: u32,
    /// From a failed child: gives way to an outcome that a child of the same run reported after a redrive.
    is_weak: bool,
}

/// What the ledger says of a photo.
#[derive(Debug)]
pub(crate) enum Entered {
    /// Nothing.
    Never,
    /// One outcome.
    Once(Outcome),
    /// Several in one map run: which one is right cannot be told.
    Often(u32),
}

impl Ledger {
    /// Enters an outcome that a child reported; of several runs the latest counts.
    pub(crate) fn enter(&mut self, run: usize, outcome: Outcome) {
        match self.0.entry(outcome.key.clone()) {
            Entry::Occupied(mut known) if known.get().run == run && !known.get().is_weak => {
                known.get_mut().times += 1;
            }
            entry => {
                entry.insert_entry(Account { run, outcome, times: 1, is_weak: false });
            }
        }
    }

    /// Enters the failure of the child that had the photo.
    pub(crate) fn enter_failed(&mut self, run: usize, outcome: Outcome) {
        match self.0.entry(outcome.key.clone()) {
            Entry::Occupied(known) if known.get().run == run => {}
            entry => {
                entry.insert_entry(Account { run, outcome, times: 1, is_weak: true });
            }
        }
    }

    /// What is known of a photo; asked once for each line of the manifest.
    pub(crate) fn take(&mut self, key: &PhotoKey) -> Entered {
        match self.0.remove(key) {
            None => Entered::Never,
            Some(account) if account.times > 1 => Entered::Often(account.times),
            Some(account) => Entered::Once(account.outcome),
        }
    }

    /// Outcomes of photos that no line of the manifest named.
    pub(crate) fn left(&self) -> usize {
        self.0.len()
    }
}
