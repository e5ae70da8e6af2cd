use super::arguments::StopArguments;
use super::place::Place;
use super::print;
use crate::exit::End;

/// Stops an execution.
pub(super) async fn stop(wanted: &StopArguments) -> anyhow::Result<End> {
    let site = Place::open(&wanted.place).await?.site;
    let stopped = site.stop(&wanted.execution, &wanted.cause).await?;
    print(&stopped, wanted.place.json, |stopped| {
        let (name, status) = (&stopped.name, &stopped.status);
        if stopped.was == *status {
            return format!("{name} had ended before: {status}\n");
        }
        format!(
            "{name} is {status}; its photos are where it left them: the next execution takes up what it had claimed, \
             `apoyo undo {name}` puts all of them back\n"
        )
    })?;
    Ok(End::Done)
}
