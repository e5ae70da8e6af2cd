use std::io::IsTerminal;

use apoyo_deploy::{Event, Notice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::short::{hashes, text};

/// Shows what is told of an operation: a line for each thing, and on a terminal a bar below them; on standard error only.
#[derive(Debug)]
pub(super) struct Watch {
    bar: ProgressBar,
}

impl Watch {
    /// Shows an operation on so many resources; none where they are not counted.
    pub(super) fn of(resources: usize) -> Self {
        if resources == 0 || !std::io::stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::with_draw_target(Some(resources as u64), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:32} {pos} / {len} resources  {elapsed}");
        bar.set_style(style.expect("the template is constant and well formed"));
        Self { bar }
    }

    /// Shows what is told.
    pub(super) fn tell(&self, notice: &Notice) {
        if let Notice::Happened { resources_done, .. } = notice {
            self.bar.set_position(*resources_done as u64);
        }
        if let Some(line) = line(notice) {
            self.bar.suspend(|| eprintln!("{line}"));
        }
    }

    /// Clears the bar.
    pub(super) fn finish(self) {
        self.bar.finish_and_clear();
    }
}

fn line(notice: &Notice) -> Option<String> {
    Some(match notice {
        Notice::BucketMade { bucket } => format!("made bucket {bucket}"),
        Notice::Uploaded { key, bytes } => format!("uploaded {} ({} kB)", hashes(key), bytes.div_ceil(1000)),
        Notice::AlreadyThere { .. } => return None,
        Notice::PutRight { key } => {
            format!("uploaded {} again: what was there had been written over", hashes(key))
        }
        Notice::Comparing => "CloudFormation compares with what is deployed".to_owned(),
        Notice::Happened { event, .. } => happened(event),
        Notice::Unanswered { why } => format!("CloudFormation does not answer, asking again: {}", text(why)),
    })
}

/// `14:03:12  CREATE_COMPLETE     Letters  AWS::SQS::Queue  reason`.
fn happened(event: &Event) -> String {
    let time = event.at.get(11..19).unwrap_or("        ");
    let reason = event.reason.as_deref().map(|reason| format!("  {}", text(reason))).unwrap_or_default();
    let Event { status, logical_id, kind, .. } = event;
    format!("{time}  {status:18}  {logical_id}  {kind}{reason}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_a_line_with_the_time_of_day() {
        let event = Event {
            id: "1".into(),
            at: "2026-11-21T14:03:12.123Z".into(),
            logical_id: "Letters".into(),
            kind: "AWS::SQS::Queue".into(),
            status: "CREATE_FAILED".into(),
            reason: Some("name is taken".into()),
        };
        let line = line(&Notice::Happened { event, resources_done: 0 }).unwrap();
        assert_eq!(line, "14:03:12  CREATE_FAILED       Letters  AWS::SQS::Queue  name is taken");
    }

    #[test]
    fn what_is_there_already_is_not_worth_a_line() {
        assert_eq!(line(&Notice::AlreadyThere { key: "functions/list.zip".into() }), None);
    }
}
