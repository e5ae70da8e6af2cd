//! The tables of README.md and infra/README.md, which a test compares with what is printed here.

use std::fmt::Write;

use apoyo_photo::Lane;
use apoyo_stack::Config;

use crate::workload::count;
use crate::{
    Assumptions, Bill, CostError, DateOf, Deployment, Group, Grouped, Item, PriceId, Prices, Timing,
    Workload, bill, cluster, idle,
};

/// Stands before and after the table of costs in README.md.
pub const COST_MARK: &str = "<!-- printed by `cargo run -p apoyo-cost`: cost -->";
/// Stands before and after the table of idle costs in infra/README.md.
pub const IDLE_MARK: &str = "<!-- printed by `cargo run -p apoyo-cost`: idle -->";
/// Stands before and after the bill with its formulas in infra/README.md.
pub const BILL_MARK: &str = "<!-- printed by `cargo run -p apoyo-cost`: bill -->";
/// Stands before and after the price list in infra/README.md.
pub const PRICES_MARK: &str = "<!-- printed by `cargo run -p apoyo-cost`: prices -->";

/// Photos a month and megabytes of one, as issue 3 asks.
const WORKLOADS: [(u64, u64); 4] = [(1_000, 7), (1_000, 70), (30_000, 7), (30_000, 70)];
/// One execution a night.
const EXECUTIONS: u64 = 30;
/// What each lane is counted with.
const LANES: [(Lane, &str); 2] = [(Lane::Lambda, ""), (Lane::Batch, "batch: {compute: fargateSpot}")];

/// What issue 3's workloads cost a month in both lanes, beside the cluster.
///
/// # Errors
/// When a stack cannot be made: a mistake in this source.
pub fn cost_table(prices: &Prices, assumptions: &Assumptions) -> Result<String, CostError> {
    let mut table = String::from(
        "| photos a month | lane | one night's execution | run | safety copies | idle | **together** | cluster |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for (photos, megabytes) in WORKLOADS {
        for (lane, config) in LANES {
            let photo_bytes = megabytes * Workload::MEGABYTE;
            let workload = Workload { photos, photo_bytes, executions: EXECUTIONS, lane };
            let deployment = deployment(config)?;
            let bill = bill(&workload, &deployment, prices, assumptions)?;
            let cluster = cluster(&workload, prices, assumptions);
            row(&mut table, (&workload, &bill), &cluster);
        }
    }
    Ok(table)
}

fn row(table: &mut String, (workload, bill): (&Workload, &Bill), cluster: &Bill) {
    let run = [Group::Compute, Group::Orchestration, Group::Requests, Group::Starting, Group::Watching];
    let (run, safety, idle) = (bill.of(&run), bill.of(&[Group::SafetyCopies]), bill.of(&[Group::Idle]));
    let lane = if workload.lane == Lane::Batch { "batch" } else { "lambda" };
    let takes = bill.timing.as_ref().map(|timing| Timing::in_words(timing.seconds())).unwrap_or_default();
    let (photos, megabytes) = (Grouped(count(workload.photos)), workload.photo_bytes / Workload::MEGABYTE);
    let together = run + safety + idle;
    let cluster = cluster.total();
    let _ = writeln!(
        table,
        "| {photos} of {megabytes} MB | {lane} | {takes} | {run} | {safety} | {idle} | **{together}** | {cluster} |"
    );
}

/// What the default stack costs idle, and what each option adds.
///
/// # Errors
/// When a stack cannot be made: a mistake in this source.
pub fn idle_table(prices: &Prices, assumptions: &Assumptions) -> Result<String, CostError> {
    let options = [
        ("`bucket.kmsKeyArn`", "bucket: {kmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/k'}"),
        ("`batch.compute`", "batch: {compute: fargateSpot}"),
        ("`batch.compute: eks`", "batch: {compute: eks}\neks: {publicCidrs: [203.0.113.7/32]}"),
        ("`network.nat: single` with it", "batch: {compute: fargateSpot}\nnetwork: {nat: single}"),
    ];
    let mut table = String::from("| option | what | how many | USD a month |\n|---|---|---|---|\n");
    let standing = idle(&deployment("")?, prices, assumptions);
    standing.items.iter().for_each(|item| line(&mut table, "default", item));
    let _ = writeln!(table, "| default | **together** | | **{}** |", standing.total());
    let mut known: Vec<String> = standing.items.into_iter().map(|item| item.name).collect();
    for (option, config) in options {
        let bill = idle(&deployment(config)?, prices, assumptions);
        for added in bill.items.iter().filter(|item| !known.contains(&item.name)) {
            line(&mut table, option, added);
        }
        known.extend(bill.items.into_iter().map(|item| item.name));
    }
    Ok(table)
}

/// One whole bill with its formulas: the lane `lambda`, 30,000 photos of 7 MB.
///
/// # Errors
/// When the stack cannot be made: a mistake in this source.
pub fn bill_example(prices: &Prices, assumptions: &Assumptions) -> Result<String, CostError> {
    let photo_bytes = 7 * Workload::MEGABYTE;
    let workload = Workload { photos: 30_000, photo_bytes, executions: EXECUTIONS, lane: Lane::Lambda };
    let bill = bill(&workload, &deployment("")?, prices, assumptions)?;
    Ok(format!("```text\n{bill}```\n"))
}

/// The price list with its dates.
pub fn prices_table(prices: &Prices) -> String {
    let mut table = String::from("| price | of | read in |\n|---|---|---|\n");
    for id in PriceId::ALL {
        let price = prices.price(*id);
        let region = price.region.as_deref().unwrap_or(prices.region());
        let lookup = if price.date_of == DateOf::Lookup { ", no date of its own" } else { "" };
        let variable = if price.variable.is_some() { ", varies: assumed" } else { "" };
        let site = price.source.split('/').nth(2).unwrap_or_default();
        let _ = writeln!(
            table,
            "| {price} ({id:?}{variable}) | {region}, {}{lookup} | [{site}]({}) |",
            price.date, price.source
        );
    }
    table
}

fn line(table: &mut String, option: &str, item: &Item) {
    let _ = writeln!(table, "| {option} | {} | {} | {} |", item.name, item.formula, item.usd());
}

fn deployment(config: &str) -> Result<Deployment, CostError> {
    Deployment::of(Config::read(config).map_err(CostError::Config)?)
}
