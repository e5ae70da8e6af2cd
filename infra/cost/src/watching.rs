use apoyo_photo::Lane;
use apoyo_stack::ExecutionLogChoice;

use crate::workload::count;
use crate::{Assumptions, Deployment, Execution, Group, Grouped, Item, PriceId, Prices};

/// Bytes of a GB, as AWS bills storage.
pub(crate) const GIBIBYTE: f64 = 1024.0 * 1024.0 * 1024.0;

/// What log lines and traces cost.
pub(crate) fn items(
    execution: &Execution,
    deployment: &Deployment,
    prices: &Prices,
    assumptions: &Assumptions,
) -> Vec<Item> {
    let photos = execution.photos_a_month;
    let calls_a_photo = if execution.lane == Lane::Batch { 2.0 } else { 3.0 };
    let calls = photos * calls_a_photo + 2.0 * execution.working + execution.empty;
    let of_calls = calls * assumptions.log_bytes_per_call;
    let of_states = match deployment.config().state_machine.log.log() {
        log if log == ExecutionLogChoice::All.log() => photos * assumptions.log_bytes_per_photo,
        _ => 0.0,
    };
    let gigabytes = (of_calls + of_states) / GIBIBYTE;
    let months = f64::from(deployment.config().functions.log_days.retention().in_days()) / Assumptions::DAYS;
    let maps = if execution.lane == Lane::Batch { 2.0 } else { 1.0 };
    let traces = execution.working * (1.0 + maps * count(execution.children)) + execution.empty;
    let formula = format!(
        "{} calls x {} B + {} B of states",
        Grouped(calls),
        Grouped(assumptions.log_bytes_per_call),
        Grouped(of_states)
    );
    let item = |name: &str, formula: String, quantity: f64, price: PriceId| Item {
        group: Group::Watching,
        name: name.to_owned(),
        formula,
        quantity,
        price: prices.price(price),
    };
    vec![
        item("CloudWatch Logs, written", formula, gigabytes, PriceId::LogsIngested),
        item(
            "CloudWatch Logs, kept",
            format!("{} GB x {months:.2} months", Grouped(gigabytes)),
            gigabytes * months,
            PriceId::LogsStored,
        ),
        item(
            "CloudWatch, age of the oldest photo",
            "hours in which an execution says it / 730".to_owned(),
            (execution.working + execution.empty).min(Assumptions::HOURS) / Assumptions::HOURS,
            PriceId::CustomMetrics,
        ),
        // Sampling records fewer: the first a second, and 5 % of the rest.
        item(
            "X-Ray",
            "executions and children, as if none were left out".to_owned(),
            traces,
            PriceId::Traces,
        ),
    ]
}
