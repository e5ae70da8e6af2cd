use std::sync::Arc;

use apoyo_asl::MachineType;
use tokio::sync::OwnedSemaphorePermit;

use super::live::{Child, Live, Owner, Recording};
use super::map_run_start::{child_arn, origin_of_child};
use super::{Key, Scheduler};
use crate::api::ChildOf;
use crate::arn::Arn;
use crate::execution::{Execution, Status};
use crate::history::Event;
use crate::map_run::{ChildInput, ChildResult};
use crate::payload::Payload;
use crate::redrivable::has_full_history;
use crate::store::Record;

impl Scheduler {
    pub(super) fn start_child(&mut self, map_run: &Arn, child: ChildInput) {
        let Some(run) = self.map_runs.get(map_run) else { return };
        let arn = child_arn(&self.parts.realm, &run.origin, (map_run, child.index));
        let now = self.parts.clock.now();
        let origin = origin_of_child(&run.origin, (&arn, child.index), (&child.input, now));
        let role_arn: Arc<str> = origin.context.role_arn.as_str().into();
        let is_express = origin.machine_type == MachineType::Express;
        let map_run_redrives = run.description.borrow().redrive_count;
        let (index, items) = (child.index, child.items);
        let part = ChildOf { map_run_arn: map_run.clone(), index, items, map_run_redrives };
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
        let key = Key(self.next_key);
        let Some(run) = self.map_runs.get_mut(&part.map_run_arn) else { return Owner::Caller };
        run.description.send_modify(|description| {
            description.item_counts.begin(part.items);
            description.execution_counts.begin(1);
        });
        run.children.insert(key);
        let state_machine_arn = run.origin.context.state_machine_id.as_str().into();
        let input = Arc::clone(input);
        Owner::MapRun(Box::new(Child { part, key, input, state_machine_arn, permit }))
    }

    pub(super) fn child_ended(&mut self, child: &Child, result: ChildResult) {
        let Some(run) = self.map_runs.get_mut(&child.part.map_run_arn) else { return };
        run.children.remove(&child.key);
        // Those of type STANDARD have a history, which says it.
        if run.origin.machine_type == MachineType::Express {
            self.stage_for_restart(|| Record::Child(Box::new(result.to_stored(child.part.clone()))));
        }
        let ChildOf { map_run_arn, index, items, .. } = &child.part;
        self.keep_result((map_run_arn, *index, *items), result);
        self.judge(map_run_arn);
    }

    /// Counts a child as ended and keeps its result.
    pub(super) fn keep_result(&mut self, (map_run, index, items): (&Arn, usize, u64), result: ChildResult) {
        let Some(run) = self.map_runs.get_mut(map_run) else { return };
        let status = result.status;
        let is_final = status != Status::Succeeded && has_full_history(result.events);
        run.description.send_modify(|description| {
            for (counts, amount) in
                [(&mut description.item_counts, items), (&mut description.execution_counts, 1)]
            {
                counts.end(amount, status);
                // As on AWS, also where the results stay in the output.
                counts.results_written += amount;
                counts.failures_not_redrivable += if is_final { amount } else { 0 };
            }
        });
        let too_large = run.results.keep(index, result);
        if let Some(failure) = too_large {
            self.fail_map_run(map_run, failure);
        }
    }
}
