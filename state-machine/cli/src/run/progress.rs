use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use super::tally::{Counts, Tally};

/// How often the line on a terminal is drawn anew.
const REDRAW: Duration = Duration::from_millis(100);

/// How often a line is written where standard error is no terminal: a log wants few lines.
const LOG_EVERY: Duration = Duration::from_secs(10);

/// Shows, until it is finished, how far an execution is; writes to standard error only.
pub(crate) struct Progress {
    bar: ProgressBar,
    task: JoinHandle<()>,
}

impl Progress {
    /// Begins to show what `tally` counts.
    pub(crate) fn watch(tally: Arc<Tally>) -> Self {
        if std::io::stderr().is_terminal() { Self::on_terminal(tally) } else { Self::in_log(tally) }
    }

    /// Stops showing and clears the line.
    pub(crate) fn finish(self) {
        self.task.abort();
        self.bar.finish_and_clear();
    }

    fn on_terminal(tally: Arc<Tally>) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        bar.set_style(style());
        let shown = bar.clone();
        let task = tokio::spawn(every(REDRAW, move || {
            let counts = tally.now();
            shown.set_length(counts.listed);
            shown.set_position(counts.done());
            shown.set_message(verdicts(counts));
        }));
        Self { bar, task }
    }

    fn in_log(tally: Arc<Tally>) -> Self {
        let task = tokio::spawn(every(LOG_EVERY, move || {
            let counts = tally.now();
            if counts.listed > 0 {
                eprintln!("{} / {} photos, {}", counts.done(), counts.listed, verdicts(counts));
            }
        }));
        Self { bar: ProgressBar::hidden(), task }
    }
}

async fn every(period: Duration, mut show: impl FnMut() + Send) {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        ticks.tick().await;
        show();
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:32} {pos} / {len} photos  {rate}  {eta} left  {msg}")
        .expect("the template is constant and well formed")
        .with_key("rate", |state: &ProgressState, text: &mut dyn Write| {
            // The text is shown or not; there is nobody to tell of a failure to write it.
            let _ = write!(text, "{:.1} photos/s", state.per_sec());
        })
}

fn verdicts(counts: Counts) -> String {
    let Counts { kept, review, trash, failed, .. } = counts;
    match failed {
        0 => format!("{kept} kept, {review} review, {trash} discarded"),
        _ => format!("{kept} kept, {review} review, {trash} discarded, {failed} failed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_speaks_of_failures_only_when_there_are_some() {
        let counts = Counts { listed: 9, kept: 3, review: 2, trash: 1, taken: 0, failed: 0 };
        assert_eq!(verdicts(counts), "3 kept, 2 review, 1 discarded");
        assert_eq!(verdicts(Counts { failed: 1, ..counts }), "3 kept, 2 review, 1 discarded, 1 failed");
    }

    #[test]
    fn the_style_is_well_formed() {
        let _ = style();
    }
}
