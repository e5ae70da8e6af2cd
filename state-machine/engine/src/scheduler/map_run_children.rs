use std::sync::Arc;

use apoyo_asl::MachineType;
use tokio::sync::OwnedSemaphorePermit;

use super::live::{Child, Live, Owner, Recording};
use super::map_run_start::{child_arn, origin_of_child};
use super::{Key, Scheduler};
use crate::api::ChildOf;
use crate::arn::Arn;
use crate::execution::Execution;
use crate::history::Event;
use crate::map_run::{ChildInput, ChildResult};
use crate::payload::Payload;
use crate::store::Record;

impl Scheduler {
    pub(super) fn start_child(&mut self, map_run: &Arn, child: ChildInput) {
        let Some(run) = self.map_runs.get(map_run) else { return };
        let arn = child_arn(&self.parts.realm, &run.origin, (map_run, child.index));
        let now = self.parts.clock.now();
        let origin = origin_of_child(&run.origin, (&arn, child.index), (&child.input, now));
        let role_arn: Arc<str> = origin.context.role_arn.as_str().into();
        let is_express = origin.machine_type == MachineType::Express;
        let part = ChildOf { map_run_arn: map_run.clone(), index: child.index, items: child.items };
        if !is_express {
            let input = Arc::clone(&child.input);
            let opened = self.shared.add_child(&arn, &run.origin.context, (input, now, part.clone()));
            self.stage_for_restart(|| Record::Opened(Box::new(opened)));
        }
        let owner = self.adopt(part, (&child.input, Some(child.permit)));
        let recording = if is_express { Recording::None } else { Recording::Full };
        let live = Live { recording, ..Live::new(arn, Execution::new(origin), owner) };
        self.begin(live, Event::ExecutionStarted { input: child.input, role_arn, seed: 0 });
    }

    /// Counts a child as running, under the key that comes next.
    pub(super) fn adopt(
        &mut self,
        part: ChildOf,
        (input, permit): (&Payload, Option<OwnedSemaphorePermit>),
    ) -> Owner {
        let ChildOf { map_run_arn: map_run, index, items } = part;
        let key = Key(self.next_key);
        let Some(run) = self.map_runs.get_mut(&map_run) else { return Owner::Caller };
        run.description.send_modify(|description| {
            description.item_counts.begin(items);
            description.execution_counts.begin(1);
        });
        run.children.insert(key);
        let state_machine_arn = run.origin.context.state_machine_id.as_str().into();
        let input = Arc::clone(input);
        Owner::MapRun(Box::new(Child { map_run, key, index, items, input, state_machine_arn, permit }))
    }

    pub(super) fn child_ended(&mut self, child: &Child, result: ChildResult) {
        let Some(run) = self.map_runs.get_mut(&child.map_run) else { return };
        run.children.remove(&child.key);
        // Those of type STANDARD have a history, which says it.
        if run.origin.machine_type == MachineType::Express {
            let part = (child.map_run.clone(), child.index, child.items);
            self.stage_for_restart(|| Record::Child(Box::new(result.to_stored(part))));
        }
        self.keep_result((&child.map_run, child.index, child.items), result);
        self.judge(&child.map_run);
    }

    /// Counts a child as ended and keeps its result.
    pub(super) fn keep_result(&mut self, (map_run, index, items): (&Arn, usize, u64), result: ChildResult) {
        let Some(run) = self.map_runs.get_mut(map_run) else { return };
        let status = result.status;
        run.description.send_modify(|description| {
            description.item_counts.end(items, status);
            description.execution_counts.end(1, status);
            // As on AWS, also where the results stay in the output.
            description.item_counts.results_written += items;
            description.execution_counts.results_written += 1;
        });
        let too_large = run.results.keep(index, result);
        if let Some(failure) = too_large {
            self.fail_map_run(map_run, failure);
        }
    }
}
