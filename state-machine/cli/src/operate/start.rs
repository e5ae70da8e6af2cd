use apoyo_operate::{Ended, ExecutionRef, Site, StartOptions};

use super::arguments::StartArguments;
use super::place::Place;
use super::progress::Progress;
use super::real_time::RealTime;
use super::{input, print, words};
use crate::exit::End;

/// Starts an execution.
pub(super) async fn start(wanted: &StartArguments) -> anyhow::Result<End> {
    let is_own_machine = wanted.place.state_machine.is_none();
    let input = input::read(wanted.input.as_deref(), is_own_machine)?;
    let site = Place::open(&wanted.place).await?.site;
    let started = site.start(&StartOptions { input, name: wanted.name.clone() }).await?;
    if !wanted.wait {
        print(&started, wanted.place.json, |started| format!("{}\n", started.execution_arn))?;
        return Ok(End::Done);
    }
    eprintln!("{}", started.execution_arn);
    let ended = follow(&site, &started.execution_arn.parse()?).await?;
    print(&ended, wanted.place.json, text)?;
    let needs_review = wanted.strict && ended.photos.is_some_and(|photos| photos.review > 0);
    Ok(match (ended.is_success(), needs_review) {
        (true, true) => End::NeedsReview,
        (true, false) => End::Done,
        (false, _) => End::Failed,
    })
}

/// Waits for the end, with progress on standard error.
pub(super) async fn follow(site: &Site, execution: &ExecutionRef) -> anyhow::Result<Ended> {
    let progress = Progress::begin();
    let ended = site.watch(execution, &RealTime, |snapshot| progress.tell(snapshot)).await;
    progress.finish();
    Ok(ended?)
}

/// How an execution ended, for people.
pub(super) fn text(ended: &Ended) -> String {
    let why = [&ended.error, &ended.cause].into_iter().flatten().cloned().collect::<Vec<_>>().join(": ");
    let why = if why.is_empty() { why } else { format!("  {why}") };
    let photos = ended.photos.as_ref().map(|photos| format!("{}\n", words::equation(photos)));
    format!("{}  {}{why}\n{}", ended.name, ended.status, photos.unwrap_or_default())
}
