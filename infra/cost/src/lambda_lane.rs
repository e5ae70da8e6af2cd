use apoyo_photo::Lane;

use crate::fan_out::FanOut;
use crate::lambda_calls::{self, LambdaCalls, starts_for_photos};
use crate::lambda_time::StepTimes;
use crate::workload::count;
use crate::{
    Assumptions, Deployment, Execution, Group, Grouped, Item, PriceId, Prices, S3Calls, Step, Transitions,
    requests,
};

/// What the lane `lambda` costs: every photo is staged, classified and settled by a function.
pub(crate) fn items(
    execution: &Execution,
    deployment: &Deployment,
    prices: &Prices,
    assumptions: &Assumptions,
) -> Vec<Item> {
    let with = (deployment, prices, assumptions);
    let times = StepTimes(assumptions);
    let classify = LambdaCalls {
        step: Step::Classify,
        calls: (execution.photos_a_month, "photos"),
        seconds: times.classify(execution),
        starts: starts_for_photos(execution),
    };
    let mut calls = moving_calls(execution, deployment, assumptions);
    calls.push(classify);
    let mut items = lambda_calls::items(&calls, execution, with);
    items.push(transitions(execution, prices));
    items.extend(triage(execution, assumptions).items(execution, (prices, assumptions)));
    let calls = shared_requests(execution, deployment, assumptions)
        + S3Calls::CLASSIFY.times(execution.photos_a_month)
        + S3Calls::MAP_RUN.times(execution.working);
    items.extend(requests::items(calls, per_photo(execution, ["2 + 1 + 2", "1 + 1 + 1"]), with));
    items
}

/// The one Distributed Map of the lane.
pub(crate) fn triage(execution: &Execution, assumptions: &Assumptions) -> FanOut {
    let times = StepTimes(assumptions);
    let seconds = 2.0 * times.safe_move(execution) + times.classify(execution);
    FanOut { name: "Triage", child_seconds: times.child(execution, seconds, 5.0), states: 5.0 }
}

/// The calls that both lanes make: `list`, `stage`, `keep` or `delete`, `report`.
pub(crate) fn moving_calls(
    execution: &Execution,
    deployment: &Deployment,
    assumptions: &Assumptions,
) -> Vec<LambdaCalls> {
    let times = StepTimes(assumptions);
    let (photos, discarded) = (execution.photos_a_month, assumptions.discarded_share);
    let starts = starts_for_photos(execution);
    let of_photos = |step, share: f64| LambdaCalls {
        step,
        calls: (photos * share, "photos"),
        seconds: times.safe_move(execution),
        starts: starts * share,
    };
    let whole = |step, executions, seconds| LambdaCalls {
        step,
        calls: (executions, "executions"),
        seconds,
        starts: 1.0,
    };
    let mut delete = of_photos(Step::Delete, discarded);
    if deployment.config().bucket.trash_days.get() == 0 {
        delete.seconds = 3.0 * assumptions.s3_milliseconds / 1000.0;
    }
    vec![
        whole(Step::List, execution.working + execution.empty, times.list(execution.photos)),
        of_photos(Step::Stage, 1.0),
        of_photos(Step::Keep, 1.0 - discarded),
        delete,
        whole(Step::Report, execution.working, times.report(execution.photos)),
    ]
}

/// The calls of S3 that both lanes make.
pub(crate) fn shared_requests(
    execution: &Execution,
    deployment: &Deployment,
    assumptions: &Assumptions,
) -> S3Calls {
    let discarded = assumptions.discarded_share;
    let delete =
        if deployment.config().bucket.trash_days.get() == 0 { S3Calls::DESTROY } else { S3Calls::SETTLE };
    let photo = S3Calls::STAGE + S3Calls::SETTLE.times(1.0 - discarded) + delete.times(discarded);
    let table = count(execution.photos) * assumptions.record_bytes / 4.0;
    let shown = execution.photos / 2;
    let report = S3Calls::report([execution.photos - shown, shown], table);
    photo.times(execution.photos_a_month)
        + S3Calls::list(execution.photos, table).times(execution.working)
        + S3Calls::list(0, 0.0).times(execution.empty)
        + report.times(execution.working)
}

/// The states of the standard executions, and the children that they start.
pub(crate) fn transitions(execution: &Execution, prices: &Prices) -> Item {
    let (states, maps) = match execution.lane {
        Lane::Batch => (Transitions::BATCH_LANE, 2.0),
        Lane::Auto | Lane::Lambda => (Transitions::LAMBDA_LANE, 1.0),
    };
    let children = maps * count(execution.children);
    Item {
        group: Group::Orchestration,
        name: "Step Functions, transitions".to_owned(),
        formula: format!(
            "{} executions x ({states} states + {} children) + {} empty ones x {}",
            Grouped(execution.working),
            Grouped(children),
            Grouped(execution.empty),
            Transitions::EMPTY
        ),
        quantity: execution.working * (f64::from(states) + children)
            + execution.empty * f64::from(Transitions::EMPTY),
        price: prices.price(PriceId::StateTransitions),
    }
}

/// The formula of reads and of writes, with what each photo adds.
pub(crate) fn per_photo(execution: &Execution, each: [&str; 2]) -> [String; 2] {
    let photos = Grouped(execution.photos_a_month);
    each.map(|calls| {
        format!(
            "{photos} photos x ({calls}) for stage, classify, settle; and those of list, map runs, report"
        )
    })
}
