use apoyo_photo::{Outcome, OutcomeKind};
use maud::{Markup, html};

use super::words::count;
use super::{Page, card};

/// One kind of outcome; nothing where there is none.
pub(crate) fn render(page: &Page<'_>, kind: OutcomeKind, shown: &[Outcome]) -> Markup {
    let (id, title, note, total) = texts(page, kind);
    if total == 0 {
        return html! {};
    }
    let more = total - shown.len() as u64;
    html! {
        section #(id) .(id) aria-labelledby={ (id) "-title" } {
            h2 #{ (id) "-title" } { (title) " " span .count { (count(total)) } }
            p .note { (note) }
            @if matches!(kind, OutcomeKind::Failed | OutcomeKind::Taken) {
                ul .rows { @for photo in shown { (card::row(page, photo)) } }
            } @else {
                ul .sheet { @for photo in shown { (card::card(page, photo)) } }
            }
            @if more > 0 {
                p .more { "And " (count(more)) " more, in " a href="report.csv" { "report.csv" } "." }
            }
        }
    }
}

fn texts(page: &Page<'_>, kind: OutcomeKind) -> (&'static str, &'static str, &'static str, u64) {
    let totals = page.totals;
    match kind {
        OutcomeKind::Review => (
            "review",
            "To review",
            "Nobody but a person can say. The most uncertain first; files that could not be read last.",
            totals.review,
        ),
        OutcomeKind::Trash => (
            "trash",
            "Discarded",
            "No pylon is visible. The highest scores first: if one is wrong, it is here at the top.",
            totals.trash,
        ),
        OutcomeKind::Kept => ("kept", "Kept", "A pylon is visible. The lowest scores first.", totals.kept),
        OutcomeKind::Taken => (
            "taken",
            "Taken",
            "Another execution or a person had these photos first; they are not lost.",
            totals.taken,
        ),
        OutcomeKind::Failed => (
            "failed",
            "Failed",
            "The machinery failed, not the photo. Each is where it was; a replay takes it up.",
            totals.failed,
        ),
    }
}

/// Photos without exactly one outcome: the page's alarm.
pub(crate) fn unaccounted(page: &Page<'_>, shown: &[(String, u32)]) -> Markup {
    let total = page.totals.unaccounted;
    if total == 0 {
        return html! {};
    }
    html! {
        section #unaccounted .unaccounted aria-labelledby="unaccounted-title" {
            h2 #unaccounted-title { "Unaccounted " span .count { (count(total)) } }
            p .note { "Listed in the manifest, and without exactly one outcome in the results." }
            ul .rows {
                @for (key, outcomes) in shown {
                    li { bdi .name { (key) } p .cause { (outcomes) " outcomes, exactly 1 is wanted" } }
                }
            }
            @if total > shown.len() as u64 {
                p .more { "And " (count(total - shown.len() as u64)) " more, in " a href="report.csv" { "report.csv" } "." }
            }
        }
    }
}
