use super::arguments::WatchArguments;
use super::place::Place;
use super::print;
use super::real_time::RealTime;
use super::start::{follow, text};
use crate::exit::End;
use crate::say::say_line;

/// Follows an execution to its end. With `--json`, each change is one line of JSON, and the end the last.
pub(super) async fn watch(wanted: &WatchArguments) -> anyhow::Result<End> {
    let site = Place::open(&wanted.place).await?.site;
    let ended = if wanted.place.json {
        let tell = |snapshot: &_| {
            if let Ok(line) = serde_json::to_string(snapshot) {
                say_line(line);
            }
        };
        let ended = site.watch(&wanted.execution, &RealTime, tell).await?;
        say_line(serde_json::to_string(&ended)?);
        ended
    } else {
        let ended = follow(&site, &wanted.execution).await?;
        print(&ended, false, text)?;
        ended
    };
    Ok(if ended.is_success() { End::Done } else { End::Failed })
}
