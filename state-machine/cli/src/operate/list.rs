use apoyo_operate::{ExecutionLine, ListFilter};

use super::arguments::{ListArguments, StatusChoice};
use super::place::Place;
use super::print;
use super::words::{lasted, moment};
use crate::clock;
use crate::exit::End;
use crate::infra::table::table;

/// Executions that are listed where nothing is said.
const SOME: usize = 20;

/// Lists executions, the newest first.
pub(super) async fn list(wanted: &ListArguments) -> anyhow::Result<End> {
    let site = Place::open(&wanted.place).await?.site;
    let filter = ListFilter {
        status: wanted.status.map(|status| status.as_text().into()),
        since: wanted.since.map(|since| since.before(clock::now())),
        limit: wanted.limit.or(if wanted.since.is_some() { None } else { Some(SOME) }),
    };
    let lines = site.list(&filter).await?;
    print(&lines, wanted.place.json, |lines| text(lines))?;
    Ok(End::Done)
}

impl StatusChoice {
    fn as_text(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
            Self::PendingRedrive => "PENDING_REDRIVE",
        }
    }
}

fn text(lines: &[ExecutionLine]) -> String {
    if lines.is_empty() {
        return "no execution\n".to_owned();
    }
    let now = clock::now();
    table(lines.iter().map(|line| {
        let redrives = match line.redrives {
            0 => String::new(),
            1 => "redriven once".to_owned(),
            times => format!("redriven {times} times"),
        };
        let took = lasted(line.started, line.ended.unwrap_or(now));
        [moment(line.started), line.status.clone(), took, line.name.clone(), redrives]
    }))
}
