use std::fmt;

use apoyo_photo::Lane;

use crate::batch_lane::{maps, shard_seconds};
use crate::lambda_lane::triage;
use crate::lambda_time::StepTimes;
use crate::workload::count;
use crate::{Assumptions, Deployment, Execution, Grouped, Transitions};

/// How long one execution takes, state by state.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// The states that take time, in their order.
    pub phases: Vec<Phase>,
}

/// One state that takes time.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// The state.
    pub name: &'static str,
    /// Seconds.
    pub seconds: f64,
    /// How the seconds come about.
    pub formula: String,
}

impl Timing {
    /// The time of one execution, with all places free that the configuration allows.
    pub fn of(execution: &Execution, deployment: &Deployment, assumptions: &Assumptions) -> Self {
        let times = StepTimes(assumptions);
        let phase = |name, seconds, formula| Phase { name, seconds, formula };
        let list = phase("List", times.list(execution.photos), "calls of S3, one after another".to_owned());
        let report = phase("Report", times.report(execution.photos), "calls of S3".to_owned());
        let map = |name, child: f64| {
            let formula = format!(
                "{} children, {} at once, {child:.1} s each",
                Grouped(count(execution.children)),
                Transitions::CHILDREN_AT_ONCE
            );
            phase(name, execution.map_seconds(child), formula)
        };
        let middle = match execution.lane {
            Lane::Batch => {
                let [stage, settle] = maps(execution, assumptions);
                let classify = classify_all(execution, deployment, assumptions);
                vec![map("Stage all", stage.child_seconds), classify, map("Settle all", settle.child_seconds)]
            }
            Lane::Auto | Lane::Lambda => vec![map("Triage", triage(execution, assumptions).child_seconds)],
        };
        Self { phases: [vec![list], middle, vec![report]].concat() }
    }

    /// Seconds of the whole execution.
    pub fn seconds(&self) -> f64 {
        self.phases.iter().map(|phase| phase.seconds).sum()
    }
}

fn classify_all(execution: &Execution, deployment: &Deployment, assumptions: &Assumptions) -> Phase {
    let batch = &deployment.config().batch;
    let places = u64::from(batch.max_vcpus.get() / batch.job_vcpus.get()).max(1);
    let shard = shard_seconds(execution, deployment, assumptions);
    let rounds = count(execution.shards.div_ceil(places));
    let queue = assumptions.queue_seconds;
    Phase {
        name: "Classify all",
        seconds: queue + rounds * shard,
        formula: format!(
            "{queue} s until a place is free + {} shards, {places} at once, {shard} s each",
            execution.shards
        ),
    }
}

/// `one execution takes about 3 minutes: List 1 s (calls of S3), ...`
impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phases = self.phases.iter();
        let phases =
            phases.map(|Phase { name, seconds, formula }| format!("{name} {seconds:.0} s ({formula})"));
        write!(
            f,
            "one execution takes about {}: {}",
            Self::in_words(self.seconds()),
            phases.collect::<Vec<_>>().join(", ")
        )
    }
}

impl Timing {
    /// Seconds, minutes or hours, whichever a person would say.
    pub(crate) fn in_words(seconds: f64) -> String {
        match seconds {
            ..100.0 => format!("{seconds:.0} s"),
            100.0..6_000.0 => format!("{:.0} min", seconds / 60.0),
            _ => format!("{:.1} h", seconds / 3600.0),
        }
    }
}
