use std::fmt::Write;

use apoyo_operate::{ExecutionFacts, Trouble};

use super::arguments::ShowArguments;
use super::place::Place;
use super::words::{count, equation, lasted, moment};
use super::{print, progress};
use crate::clock;
use crate::exit::End;
use crate::infra::{short, table::table};

/// States that a person is shown; the JSON has all.
const SHOWN: usize = 40;

/// Shows one execution.
pub(super) async fn show(wanted: &ShowArguments) -> anyhow::Result<End> {
    let site = Place::open(&wanted.place).await?.site;
    let facts = site.show(&wanted.execution).await?;
    let bucket = site.bucket_name().to_owned();
    print(&facts, wanted.place.json, |facts| text(facts, &bucket))?;
    Ok(End::Done)
}

fn text(facts: &ExecutionFacts, bucket: &str) -> String {
    let mut text = head(facts, bucket);
    section(&mut text, "states", &states(facts));
    let runs = facts.map_runs.iter().map(|run| {
        let redrives =
            if run.redrives > 0 { format!("redriven {} times", run.redrives) } else { String::new() };
        [run.status.clone(), progress::map_run(run), redrives]
    });
    section(&mut text, "map runs", &table(runs));
    section(&mut text, "errors", &errors(facts));
    let failures = facts.failures.iter().map(|group| {
        [count(group.photos), group.error.clone(), short::text(&group.cause), format!("as {}", group.example)]
    });
    section(&mut text, "photos that failed", &table(failures));
    text
}

fn head(facts: &ExecutionFacts, bucket: &str) -> String {
    let why = [&facts.error, &facts.cause].into_iter().flatten().cloned().collect::<Vec<_>>().join(": ");
    let mut rows = vec![
        ["execution".to_owned(), facts.execution_arn.clone()],
        ["status".to_owned(), format!("{}  {}", facts.status, short::text(&why)).trim_end().to_owned()],
        ["started".to_owned(), format!("{}, {}", moment(facts.started), took(facts))],
    ];
    if let Some(redriven) = facts.redriven {
        rows.push(["redriven".to_owned(), format!("{} times, last {}", facts.redrives, moment(redriven))]);
    }
    if let Some(status) = facts.redrive_status.as_ref().filter(|_| facts.status != "SUCCEEDED") {
        let reason = facts.redrive_status_reason.as_ref().map(|reason| format!(": {reason}"));
        rows.push(["redrive".to_owned(), format!("{status}{}", reason.unwrap_or_default())]);
    }
    if let Some(photos) = &facts.photos {
        rows.push(["photos".to_owned(), equation(photos)]);
    }
    if let Some(report) = &facts.report {
        rows.push(["report".to_owned(), format!("s3://{bucket}/{report}")]);
    }
    table(rows)
}

fn took(facts: &ExecutionFacts) -> String {
    match facts.ended {
        Some(ended) => format!("took {}", lasted(facts.started, ended)),
        None => format!("running for {}", lasted(facts.started, clock::now())),
    }
}

fn states(facts: &ExecutionFacts) -> String {
    let rows = facts.states.iter().take(SHOWN).map(|state| {
        let stay = state.left.map(|left| lasted(state.entered, left)).unwrap_or_default();
        [format!("+{}", lasted(facts.started, state.entered)), state.name.clone(), state.kind.clone(), stay]
    });
    let more = facts.states.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!("  and {more} more, in --json\n") } else { String::new() };
    table(rows.collect::<Vec<_>>()) + &more
}

fn errors(facts: &ExecutionFacts) -> String {
    let row = |trouble: &Trouble| {
        let why = [&trouble.error, &trouble.cause].into_iter().flatten().cloned().collect::<Vec<_>>();
        [
            format!("+{}", lasted(facts.started, trouble.at)),
            trouble.state.clone().unwrap_or_default(),
            trouble.event.clone(),
            short::text(&why.join(": ")),
        ]
    };
    table(facts.errors.iter().take(SHOWN).map(row))
}

fn section(text: &mut String, title: &str, body: &str) {
    if !body.is_empty() {
        let _ = write!(text, "\n{title}\n{body}");
    }
}
