use apoyo_stack::{Switch, UploadsTrigger};

use crate::workload::count;
use crate::{Deployment, Group, Grouped, Item, PriceId, Prices, Workload};

/// What it costs that uploads and the schedule start executions.
pub(crate) fn items(workload: &Workload, deployment: &Deployment, prices: &Prices) -> Vec<Item> {
    let config = deployment.config();
    let photos = count(workload.photos);
    let item = |name: &str, formula: String, quantity: f64, price: PriceId| Item {
        group: Group::Starting,
        name: name.to_owned(),
        formula,
        quantity,
        price: prices.price(price),
    };
    let mut items = vec![];
    if config.uploads.trigger != UploadsTrigger::Off {
        let formula = format!("{} photos x 1", Grouped(photos));
        items.push(item("EventBridge, events of S3", formula, photos, PriceId::Events));
    }
    if config.uploads.trigger == UploadsTrigger::Batched {
        // A message is sent once, received once with others, deleted once with others; counted as one each.
        let formula = format!("{} photos x 3: send, receive, delete", Grouped(photos));
        items.push(item("SQS, uploads", formula, 3.0 * photos, PriceId::QueueRequests));
        let batches = workload.photos.div_ceil(u64::from(config.uploads.batch_size.get()));
        let handed = count(batches.max(workload.working()));
        let formula = format!("{} batches", Grouped(handed));
        items.push(item("EventBridge Pipes", formula, handed, PriceId::PipeRequests));
    }
    if config.schedule.state == Switch::Enabled {
        let starts = count(workload.executions);
        let formula = format!("{} executions at most", Grouped(starts));
        items.push(item("EventBridge Scheduler", formula, starts, PriceId::ScheduleInvocations));
    }
    items
}
