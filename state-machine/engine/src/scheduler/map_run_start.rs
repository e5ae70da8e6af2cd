use std::sync::Arc;

use apoyo_asl::MachineType;

use crate::arn::Arn;
use crate::data_flow::ExecutionContext;
use crate::execution::{Origin, Status};
use crate::history::MapRunPlan;
use crate::machine::{Distributed, FlowId};
use crate::map_run::{Counts, MapRunDescription};

/// Where the children of a Map Run come from.
pub(super) fn child_origin(parent: &Origin, (flow, distributed): (FlowId, &Distributed)) -> Origin {
    let label = &distributed.label;
    let context = ExecutionContext {
        state_machine_name: format!("{}/{label}", parent.context.state_machine_name),
        state_machine_id: format!("{}/{label}", parent.context.state_machine_id),
        redrive_count: (distributed.machine_type == MachineType::Standard).then_some(0),
        ..(*parent.context).clone()
    };
    Origin {
        flow,
        context: Arc::new(context),
        item: None,
        machine_type: distributed.machine_type,
        machine: Arc::clone(&parent.machine),
        region: Arc::clone(&parent.region),
    }
}

/// A Map Run that has just begun.
pub(super) fn describe(
    arn: &Arn,
    execution: &Arn,
    (plan, now): (&MapRunPlan, jiff::Timestamp),
) -> MapRunDescription {
    MapRunDescription {
        map_run_arn: arn.clone(),
        execution_arn: execution.clone(),
        status: Status::Running,
        start_date: now,
        stop_date: None,
        max_concurrency: plan.max_concurrency,
        tolerated_failure_percentage: plan.tolerated_failure_percentage.unwrap_or_default(),
        tolerated_failure_count: plan.tolerated_failure_count.unwrap_or_default(),
        item_counts: Counts::default(),
        execution_counts: Counts::default(),
    }
}
