use crate::workload::count;
use crate::{Assumptions, Deployment, Execution, Group, Grouped, Item, PriceId, Prices, Step, Transitions};

/// What a step's function does in a month.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LambdaCalls {
    /// The step.
    pub(crate) step: Step,
    /// Calls, and what they are of: `photos`.
    pub(crate) calls: (f64, &'static str),
    /// Seconds of one.
    pub(crate) seconds: f64,
    /// Environments that one execution starts.
    pub(crate) starts: f64,
}

/// Environments of a function that the photos of one execution start: as many as work at once.
pub(crate) fn starts_for_photos(execution: &Execution) -> f64 {
    count(execution.photos.min(Transitions::CHILDREN_AT_ONCE * Transitions::PHOTOS_AT_ONCE))
}

/// What the functions cost: calls, and memory times time.
pub(crate) fn items(
    all: &[LambdaCalls],
    execution: &Execution,
    (deployment, prices, assumptions): (&Deployment, &Prices, &Assumptions),
) -> Vec<Item> {
    let calls: f64 = all.iter().map(|one| one.calls.0).sum();
    let terms: Vec<String> =
        all.iter().map(|one| format!("{} {}", Grouped(one.calls.0), one.step.name())).collect();
    let requests = Item {
        group: Group::Compute,
        name: "Lambda, calls".to_owned(),
        formula: terms.join(" + "),
        quantity: calls,
        price: prices.price(PriceId::LambdaRequests),
    };
    let init = assumptions.init_milliseconds / 1000.0;
    let durations = all.iter().map(|one| {
        let (memory, starts) = (deployment.memory(one.step), one.starts * execution.working);
        // Billed by the millisecond, rounded up.
        let seconds = (one.seconds * 1000.0).ceil() / 1000.0;
        let (calls, of) = one.calls;
        Item {
            group: Group::Compute,
            name: format!("Lambda, {}", one.step.name()),
            formula: format!(
                "({} {of} x {seconds:.3} s + {} starts x {init} s) x {} GB",
                Grouped(calls),
                Grouped(starts),
                Grouped(memory)
            ),
            quantity: (calls * seconds + starts * init) * memory,
            price: prices.price(deployment.lambda_duration()),
        }
    });
    [requests].into_iter().chain(durations).collect()
}
