use std::fmt;

use apoyo_photo::Lane;

use crate::{
    Assumptions, CostError, Deployment, Execution, Group, Item, Prices, Timing, Usd, Workload, batch_lane,
    idle, lambda_lane, starting, storage, watching,
};

/// What a month costs, line by line.
#[derive(Debug, Clone, PartialEq)]
pub struct Bill {
    /// The lines.
    pub items: Vec<Item>,
    /// How long one execution takes; `None` where there is none with photos.
    pub timing: Option<Timing>,
    /// What the bill leaves out or cannot know.
    pub notes: Vec<String>,
}

/// What a workload costs in a deployment, with what the deployment costs idle.
///
/// # Errors
/// When the lane asked for is not deployed.
pub fn bill(
    workload: &Workload,
    deployment: &Deployment,
    prices: &Prices,
    assumptions: &Assumptions,
) -> Result<Bill, CostError> {
    let execution = Execution::of(workload, deployment)?;
    let of_lane = match execution.lane {
        Lane::Auto | Lane::Lambda => lambda_lane::items,
        Lane::Batch => batch_lane::items,
    };
    let mut items = of_lane(&execution, deployment, prices, assumptions);
    items.extend(starting::items(workload, deployment, prices));
    items.extend(watching::items(&execution, deployment, prices, assumptions));
    items.extend(storage::items(workload, deployment, prices, assumptions));
    let idle = idle(deployment, prices, assumptions);
    items.extend(idle.items);
    items.retain(|item| item.quantity > 0.0);
    let timing = (workload.photos > 0).then(|| Timing::of(&execution, deployment, assumptions));
    let mut notes = idle.notes;
    notes.extend(deployment.gpu_note());
    Ok(Bill { items, timing, notes })
}

impl Bill {
    /// What everything costs.
    pub fn total(&self) -> Usd {
        self.items.iter().map(Item::usd).sum()
    }

    /// What is spent on some groups.
    pub fn of(&self, groups: &[Group]) -> Usd {
        self.items.iter().filter(|item| groups.contains(&item.group)).map(Item::usd).sum()
    }
}

/// The lines, the total, the time and the notes, as `apoyo plan` prints them.
impl fmt::Display for Bill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for item in &self.items {
            writeln!(f, "{item}")?;
        }
        writeln!(f, "total: {} USD", self.total())?;
        if let Some(timing) = &self.timing {
            writeln!(f, "{timing}")?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "note: {note}"))
    }
}
