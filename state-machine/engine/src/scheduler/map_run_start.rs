use std::sync::Arc;

use apoyo_asl::MachineType;
use jiff::Timestamp;

use crate::arn::{Arn, Realm};
use crate::data_flow::{ExecutionContext, MapItem};
use crate::execution::{Origin, Status};
use crate::history::MapRunPlan;
use crate::machine::{Distributed, FlowId, StateId};
use crate::map_run::{Counts, MapRunDescription};
use crate::payload::Payload;

/// Where the children of a Map Run come from that runs in this state; none where the state is no Distributed Map.
pub(crate) fn origin_of_children(parent: &Origin, state: StateId) -> Option<Origin> {
    let (map, distributed) = parent.machine.state(state).kind.distributed()?;
    Some(child_origin(parent, (map.processor, distributed)))
}

/// Where one child comes from, of those that come from there.
pub(crate) fn origin_of_child(
    children: &Origin,
    (arn, index): (&Arn, usize),
    (input, start_time): (&Payload, Timestamp),
) -> Origin {
    let context = ExecutionContext {
        id: arn.to_string(),
        name: arn.name().to_owned(),
        input: Arc::clone(input),
        start_time,
        ..(*children.context).clone()
    };
    let item = Some(MapItem { index, key: None, value: Arc::clone(input), source: None });
    Origin { context: Arc::new(context), item, ..children.clone() }
}

/// ARN of a child, the same after a restart.
pub(crate) fn child_arn(realm: &Realm, children: &Origin, (map_run, index): (&Arn, usize)) -> Arn {
    let place = format!("{map_run}#{index}");
    let name = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, place.as_bytes()).to_string();
    realm.execution(&children.context.state_machine_name, &name)
}

fn child_origin(parent: &Origin, (flow, distributed): (FlowId, &Distributed)) -> Origin {
    let label = &distributed.label;
    let context = ExecutionContext {
        state_machine_name: format!("{}/{label}", parent.context.state_machine_name),
        state_machine_id: format!("{}/{label}", parent.context.state_machine_id),
        redrive_count: (distributed.machine_type == MachineType::Standard).then_some(0),
        redrive_time: None,
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
    (plan, now): (&MapRunPlan, Timestamp),
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
        redrive_count: 0,
        redrive_date: None,
    }
}
