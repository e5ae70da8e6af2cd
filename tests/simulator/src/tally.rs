use std::collections::BTreeMap;
use std::fmt;

use crate::Fault;

/// What was simulated: requests applied, and faults met by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests that S3 answered.
    pub requests: u64,
    /// Choices of what goes next.
    pub steps: u64,
    /// How often each kind of fault was met.
    pub faults: BTreeMap<Fault, u64>,
}

impl Tally {
    pub(crate) fn met(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_default() += 1;
    }

    /// Adds what another simulation met.
    pub fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.steps += other.steps;
        for (fault, times) in &other.faults {
            *self.faults.entry(*fault).or_default() += times;
        }
    }

    /// How often any fault was met.
    pub fn all_faults(&self) -> u64 {
        self.faults.values().sum()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requests, steps, .. } = self;
        write!(f, "{requests} requests, {steps} steps, {} faults", self.all_faults())?;
        for (fault, times) in &self.faults {
            write!(f, "\n{times:>10}  {fault}")?;
        }
        Ok(())
    }
}
