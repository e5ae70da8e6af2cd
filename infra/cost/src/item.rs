use std::fmt;

use crate::{Grouped, Price, Usd};

/// What money is spent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Looking at photos and moving them: Lambda, Fargate, instances.
    Compute,
    /// Step Functions.
    Orchestration,
    /// Requests of S3, and of KMS where the bucket has a key of its own.
    Requests,
    /// Events, queue, pipe and schedule that start executions.
    Starting,
    /// Log lines and traces.
    Watching,
    /// Copies that can bring a photo back: old versions and the trash, while they last.
    SafetyCopies,
    /// The photos themselves (kept and in review) and the records of a month, for one month.
    Photos,
    /// What is paid though no photo comes.
    Idle,
}

/// One line of a bill.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is spent on.
    pub group: Group,
    /// What is paid for.
    pub name: String,
    /// How the quantity comes about, in words and numbers.
    pub formula: String,
    /// How many units.
    pub quantity: f64,
    /// What a unit costs, and who says so.
    pub price: Price,
}

impl Item {
    /// What the line costs.
    pub fn usd(&self) -> Usd {
        self.price.of(self.quantity)
    }
}

/// `EventBridge Pipes: 150 at 0.4 USD per 1,000,000 requests = <0.01 USD (150 batches)`
impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, formula, quantity, price, .. } = self;
        write!(f, "{name}: {} at {price} = {} USD ({formula})", Grouped(*quantity), self.usd())
    }
}
