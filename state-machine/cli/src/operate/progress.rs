use std::io::IsTerminal;

use apoyo_operate::{MapRunState, Snapshot};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::clock;

/// Shows how far an execution is, on standard error only: a bar on a terminal, else a line for each change.
#[derive(Debug)]
pub(super) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn begin() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { bar: None };
        }
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        bar.set_style(style());
        Self { bar: Some(bar) }
    }

    /// Shows what is told.
    pub(super) fn tell(&self, snapshot: &Snapshot) {
        let Some(bar) = &self.bar else {
            eprintln!("{}  {}", clock::now().strftime("%H:%M:%S"), line(snapshot));
            return;
        };
        if let Some(run) = snapshot.map_runs.last() {
            bar.set_length(run.items.total.try_into().unwrap_or_default());
            bar.set_position(run.items.done().try_into().unwrap_or_default());
        }
        bar.set_message(line(snapshot));
    }

    /// Clears the bar.
    pub(super) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:32} {pos} / {len} photos  {elapsed}  {msg}")
        .expect("the template is constant and well formed")
}

/// `RUNNING, in Triage; Triage: 12 / 24 photos, 1 / 2 children`.
fn line(snapshot: &Snapshot) -> String {
    let state = snapshot.state.as_ref().map(|state| format!(", in {state}")).unwrap_or_default();
    let runs: Vec<String> = snapshot.map_runs.iter().map(map_run).collect();
    let runs = if runs.is_empty() { String::new() } else { format!("; {}", runs.join("; ")) };
    format!("{}{state}{runs}", snapshot.status)
}

/// `Triage: 12 / 24 photos, 1 / 2 children, 1 failed`.
pub(super) fn map_run(run: &MapRunState) -> String {
    let MapRunState { label, items, children, .. } = run;
    let wrong = children.failed + children.timed_out + children.aborted;
    let wrong = if wrong > 0 { format!(", {wrong} failed") } else { String::new() };
    format!(
        "{label}: {} / {} photos, {} / {} children{wrong}",
        items.done(),
        items.total,
        children.done(),
        children.total
    )
}

#[cfg(test)]
mod tests {
    use apoyo_operate::Counts;

    use super::*;

    #[test]
    fn a_line_says_state_photos_and_children() {
        let run = MapRunState {
            map_run_arn: "arn".into(),
            label: "Triage".into(),
            status: "RUNNING".into(),
            items: Counts { total: 24, succeeded: 12, ..Counts::default() },
            children: Counts { total: 2, succeeded: 1, failed: 1, ..Counts::default() },
            redrives: 0,
        };
        let snapshot = Snapshot {
            execution_arn: "arn".into(),
            name: "x".into(),
            status: "RUNNING".into(),
            state: Some("Triage".into()),
            map_runs: vec![run],
        };
        let told = "RUNNING, in Triage; Triage: 12 / 24 photos, 2 / 2 children, 1 failed";
        assert_eq!(line(&snapshot), told);
        let _ = style();
    }
}
