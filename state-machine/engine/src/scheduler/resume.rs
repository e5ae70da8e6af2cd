use tokio::sync::OwnedSemaphorePermit;

use super::live::{Live, Owner};
use super::map_run_start::child_arn;
use super::{Key, Scheduler};
use crate::api::ExecutionDescription;
use crate::execution::{Effect, Execution, FrameId};
use crate::map_run::{ChildResult, Fate, MapRunDescription};
use crate::store::StoredChild;

/// An execution that ran when the process before this one ended.
pub(crate) struct Resumed {
    pub(crate) description: ExecutionDescription,
    /// As its history says.
    pub(crate) execution: Execution,
    /// What must be done again for it to go on.
    pub(crate) effects: Vec<Effect>,
    /// Its Map Runs that worked.
    pub(crate) map_runs: Vec<(FrameId, MapRunDescription)>,
}

impl Scheduler {
    pub(super) fn resume(&mut self, resumed: Resumed) {
        let Resumed { description, execution, effects, map_runs } = resumed;
        let key = Key(self.next_key);
        let owner = match description.child {
            Some(part) => {
                // A run whose concurrency was reduced may have fewer permits than children.
                let run = self.map_runs.get(&part.map_run_arn);
                let permit = run.and_then(|run| run.permits.clone().try_acquire_owned().ok());
                self.adopt(part, (&description.input, permit))
            }
            None => Owner::Caller,
        };
        self.take_in(Live::new(description.execution_arn, execution, owner));
        for (frame, description) in map_runs {
            self.open_map_run(key, frame, Some(description));
        }
        self.pending.extend(effects.into_iter().map(|effect| (key, effect)));
    }

    /// Takes in a child that had ended.
    pub(super) fn take_result(
        &mut self,
        child: StoredChild,
        fate: Fate,
        permit: Option<OwnedSemaphorePermit>,
    ) {
        let Some(run) = self.map_runs.get_mut(&child.map_run_arn) else { return };
        if fate == Fate::Waits {
            return run.wait(&child);
        }
        run.description.send_modify(|description| {
            for (counts, amount) in
                [(&mut description.item_counts, child.items), (&mut description.execution_counts, 1)]
            {
                counts.begin(amount);
                counts.failures_not_redrivable += if fate == Fate::NotRedrivable { amount } else { 0 };
            }
        });
        let place = (&child.map_run_arn, child.index);
        let result = ChildResult {
            execution_arn: child_arn(&self.parts.realm, &run.origin, place),
            state_machine_arn: run.origin.context.state_machine_id.as_str().into(),
            input: child.input,
            output: child.output,
            failure: child.failure,
            status: child.status,
            start: child.start_date,
            stop: child.stop_date,
            redrive_count: child.redrive_count,
            // What no redrive can change is counted already.
            events: if fate == Fate::NotRedrivable { 0 } else { child.events },
            permit,
        };
        self.keep_result((&child.map_run_arn, child.index, child.items), result);
    }
}
