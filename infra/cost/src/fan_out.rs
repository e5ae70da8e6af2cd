use crate::workload::count;
use crate::{Assumptions, Execution, Group, Grouped, Item, PriceId, Prices, Transitions};

/// A Distributed Map with Express children.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FanOut {
    /// Its state.
    pub(crate) name: &'static str,
    /// Seconds of one child.
    pub(crate) child_seconds: f64,
    /// States that a child enters for each photo.
    pub(crate) states: f64,
}

/// Memory that AWS reckons for any Express execution, in MB, before definition and data:
/// <https://aws.amazon.com/step-functions/pricing/>, "Pricing examples".
const BASE_MEGABYTES: f64 = 50.0;
/// Memory is billed in pieces of so many MB, time in pieces of so many seconds.
const PIECE_MEGABYTES: f64 = 64.0;
const PIECE_SECONDS: f64 = 0.1;

impl FanOut {
    /// What its children cost, beside the transitions that start them.
    pub(crate) fn items(
        &self,
        execution: &Execution,
        (prices, assumptions): (&Prices, &Assumptions),
    ) -> Vec<Item> {
        let children = execution.working * count(execution.children);
        let memory = self.memory_megabytes(execution, assumptions);
        let seconds = (self.child_seconds / PIECE_SECONDS).ceil() * PIECE_SECONDS;
        let requests = Item {
            group: Group::Orchestration,
            name: format!("Step Functions, children of {}", self.name),
            formula: format!(
                "{} executions x {} children of {} photos",
                Grouped(execution.working),
                Grouped(count(execution.children)),
                execution.batch
            ),
            quantity: children,
            price: prices.price(PriceId::ExpressRequests),
        };
        let duration = Item {
            group: Group::Orchestration,
            name: format!("Step Functions, time of {}", self.name),
            formula: format!("{} children x {seconds:.1} s x {memory} MB / 1,024", Grouped(children)),
            quantity: children * seconds * memory / 1024.0,
            price: prices.price(PriceId::ExpressDuration),
        };
        vec![requests, duration]
    }

    fn memory_megabytes(&self, execution: &Execution, assumptions: &Assumptions) -> f64 {
        let photos = count(execution.batch.min(execution.photos));
        let data = photos * self.states * assumptions.state_kilobytes;
        let used = BASE_MEGABYTES + (count(Transitions::DEFINITION_BYTES) / 1024.0 + data) / 1024.0;
        (used / PIECE_MEGABYTES).ceil() * PIECE_MEGABYTES
    }
}
