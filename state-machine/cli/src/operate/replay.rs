use apoyo_operate::{Replay, ReplayAction, ReplayOver};

use super::arguments::ReplayArguments;
use super::place::Place;
use super::print;
use crate::clock;
use crate::exit::End;

/// Replays one execution, or every one that failed.
pub(super) async fn replay(wanted: &ReplayArguments) -> anyhow::Result<End> {
    let site = Place::open(&wanted.place).await?.site;
    let replays = match &wanted.execution {
        Some(execution) => vec![site.replay(execution).await?],
        None => site.replay_failed(wanted.since.before(clock::now())).await?,
    };
    print(&replays, wanted.place.json, |replays| match &replays[..] {
        [] => "no execution failed\n".to_owned(),
        replays => replays.iter().map(text).collect(),
    })?;
    Ok(End::Done)
}

fn text(replay: &Replay) -> String {
    let Replay { name, was, .. } = replay;
    match &replay.action {
        ReplayAction::Redriven => {
            format!("{name} ({was}) goes on from where it failed: apoyo watch {name}\n")
        }
        ReplayAction::Started { started_name, over, instead_of_redrive, .. } => format!(
            "{name} ({was}) is replayed by {started_name}, over {}: apoyo watch {started_name}\n  not redriven: {instead_of_redrive}\n",
            over_in_words(over)
        ),
        ReplayAction::ReplayedBefore { started_name, status, .. } => {
            format!("{name} ({was}) was replayed before by {started_name} ({status})\n")
        }
        ReplayAction::Nothing { why } => format!("{name} ({was}): nothing to replay, {why}\n"),
    }
}

fn over_in_words(over: &ReplayOver) -> String {
    match over {
        ReplayOver::Keys { photos: 1 } => "the 1 unfinished photo, by its key".to_owned(),
        ReplayOver::Keys { photos } => format!("the {photos} unfinished photos, by their keys"),
        ReplayOver::AllThatWaits { photos } => {
            format!("all that waits: the {photos} unfinished photos are too many to name in an input")
        }
        ReplayOver::SameInput => "the same input, since it had listed nothing".to_owned(),
    }
}
