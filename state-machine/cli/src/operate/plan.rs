use std::fmt::Write;

use apoyo_cost::{Deployment, Grouped, Usd};
use apoyo_list::BatchLane;
use apoyo_operate::{PlanFacts, PlanOptions};
use apoyo_photo::{ByteSize, Lane};

use super::arguments::PlanArguments;
use super::place::Place;
use super::words::{count, moment, photos};
use super::{input, print};
use crate::exit::End;

/// Says what an execution would take, how long and for how much; starts nothing.
pub(super) async fn plan(wanted: &PlanArguments) -> anyhow::Result<End> {
    let input = input::read(wanted.input.as_deref(), true)?;
    let Place { site, config } = Place::open(&wanted.place).await?;
    let deployment = Deployment::of(config)?;
    let batch_lane = match deployment.platform() {
        Some(_) => BatchLane::Deployed,
        None => BatchLane::Absent,
    };
    let facts = site.plan(&PlanOptions { input: input.value(), deployment, batch_lane }).await?;
    print(&facts, wanted.place.json, text)?;
    Ok(End::Done)
}

fn text(facts: &PlanFacts) -> String {
    let mut text = format!("{} in s3://{}, {}", photos(facts.photos), facts.bucket, ByteSize(facts.bytes));
    if facts.photos == 0 {
        return format!("{text}: an execution would find nothing to do\n");
    }
    let _ = write!(text, " (the largest {})", ByteSize(facts.largest_bytes));
    if let Some(oldest) = facts.oldest {
        let _ = write!(text, ", the oldest since {}", moment(oldest));
    }
    let lane = if facts.lane == Lane::Batch { "batch" } else { "lambda" };
    let _ = writeln!(text, "\nlane {lane}, {} in a child execution", photos(facts.batch_photos));
    let _ = writeln!(text, "\nat AWS, about {}:", seconds(facts.seconds.unwrap_or_default()));
    for phase in &facts.phases {
        let _ = writeln!(text, "  {}  {}  ({})", phase.state, seconds(phase.seconds), phase.formula);
    }
    let _ = writeln!(
        text,
        "\nat AWS, {} USD (prices of {}, each with its date and source in --json):",
        Usd::new(facts.usd),
        facts.price_region
    );
    for line in &facts.costs {
        let (usd, quantity) = (Usd::new(line.usd), Grouped(line.quantity));
        let _ = writeln!(text, "  {usd:>6}  {}: {quantity} at {} ({})", line.name, line.price, line.formula);
    }
    let average = facts.bytes.div_ceil(facts.photos);
    let _ = writeln!(
        text,
        "\nfor {} photos of {} on average; what the stack costs idle is not in it",
        count(facts.photos),
        ByteSize(average)
    );
    text
}

fn seconds(seconds: f64) -> String {
    match seconds {
        ..100.0 => format!("{seconds:.0} s"),
        100.0..6_000.0 => format!("{:.0} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}
