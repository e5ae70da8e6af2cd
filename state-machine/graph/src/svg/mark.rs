use super::escape::text;
use super::paper::Paper;
use crate::chart::StateNode;
use crate::layout::Point;
use crate::trace::Progress;

/// The mark of a state that tries again: an arrow that goes round, with the retriers as its title.
pub(super) fn retry(paper: &mut Paper<'_>, state: &StateNode, at: Point) {
    if state.retries.is_empty() {
        return;
    }
    let title = format!("Retry\n{}", state.retries.join("\n"));
    paper.group(at, "", |paper| {
        paper.put(&format!(
            "<title>{}</title><rect width=\"14\" height=\"14\" fill-opacity=\"0\"/>\
             <path class=\"retry\" d=\"M11.2 4.2A5 5 0 1 0 12 7.6M11.6 1.2v3.2h-3.2\"/>\n",
            text(&title)
        ));
    });
}

/// What became of a state, in words and numbers: `×3`, `40 of 40`, `2 failed`; nothing where there is nothing to count.
pub(super) fn count(progress: &Progress) -> Option<String> {
    let iterations = progress.iterations;
    if iterations.length > 0 {
        let rest = [(iterations.failed, "failed"), (iterations.aborted, "aborted")];
        let rest =
            rest.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!(", {count} {word}"));
        return Some(format!(
            "{} of {}{}",
            iterations.succeeded,
            iterations.length,
            rest.collect::<String>()
        ));
    }
    (progress.visits() > 1).then(|| format!("×{}", progress.visits()))
}

/// All that became of a state, for its title.
pub(super) fn story(progress: Option<&Progress>) -> String {
    let Some(progress) = progress else { return "not reached".to_owned() };
    let counts = [
        (progress.succeeded, "succeeded"),
        (progress.caught, "failed and caught"),
        (progress.failed, "failed"),
        (progress.aborted, "aborted"),
        (progress.in_progress, "in progress"),
    ];
    let told =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    told.collect::<Vec<_>>().join(", ")
}
