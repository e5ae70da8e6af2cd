use apoyo_photo::{ByteSize, Score, Thresholds};
use maud::{Markup, html};

use super::Page;
use super::words::{count, duration, moment};

pub(crate) fn render(page: &Page<'_>) -> Markup {
    let plan = page.plan;
    html! {
        header {
            p .brand { "Apoyo" @if plan.dry_run { span .dry { "dry run: nothing was moved" } } }
            h1 { (headline(page)) }
            p .when {
                (moment(&plan.started))
                @if let Some(took) = duration(&plan.started, page.facts.finished) { " · took " (took) }
                " · " (ByteSize(plan.bytes))
            }
            (balance(page))
            (facts(page, page.facts.thresholds))
        }
    }
}

/// What a person wants to know first: is there something to do.
fn headline(page: &Page<'_>) -> String {
    let totals = page.totals;
    let photos =
        |number: u64| if number == 1 { "1 photo".to_owned() } else { format!("{} photos", count(number)) };
    match (totals.unaccounted + totals.failed, totals.review) {
        (0, 0) => format!("{} sorted", photos(totals.listed)),
        (0, review) => format!("{} sorted, {} to look at", photos(totals.listed), count(review)),
        (wrong, _) => format!("{} of {} not sorted", count(wrong), photos(totals.listed)),
    }
}

/// The equation of conservation, as tiles that lead to their photos, under a bar of their shares.
fn balance(page: &Page<'_>) -> Markup {
    let totals = page.totals;
    let terms = [
        ("kept", "kept", "a pylon is visible", totals.kept),
        ("review", "to review", "a person must look", totals.review),
        ("trash", "discarded", "no pylon is visible", totals.trash),
        ("taken", "taken", "by another execution", totals.taken),
        ("failed", "failed", "wait for a replay", totals.failed),
        ("unaccounted", "unaccounted", "without one outcome", totals.unaccounted),
    ];
    let terms: Vec<_> = terms
        .into_iter()
        .filter(|(name, .., n)| *n > 0 || matches!(*name, "kept" | "review" | "trash"))
        .collect();
    let sum = terms
        .iter()
        .map(|(_, label, _, number)| format!("{} {label}", count(*number)))
        .collect::<Vec<_>>()
        .join(" + ");
    html! {
        div .bar aria-hidden="true" {
            @for (name, _, _, number) in &terms {
                @if *number > 0 { span .(name) style={ "flex-grow:" (number) } {} }
            }
        }
        nav aria-label="Outcomes" {
            @for (name, label, meaning, number) in &terms {
                a .tile .(name) href={ "#" (name) } {
                    strong { (count(*number)) } span .label { (label) } small { (meaning) }
                }
            }
        }
        @if totals.unaccounted == 0 {
            p .equation { span .tick aria-hidden="true" { "✓" } " Every photo is accounted for: " (count(totals.listed)) " listed = " (sum) }
        } @else {
            p .equation .wrong role="alert" {
                "Photos are unaccounted for: " (count(totals.listed)) " were listed, and "
                (count(totals.listed - totals.unaccounted)) " have one outcome."
            }
        }
    }
}

fn facts(page: &Page<'_>, thresholds: Thresholds) -> Markup {
    html! {
        dl .facts {
            div { dt { "Execution" } dd { (page.plan.execution) } }
            div { dt { "Model" } dd { (page.facts.model) } }
            div { dt { "Kept" } dd { "score " (shown(thresholds.keep_above())) " or more" } }
            div { dt { "Discarded" } dd { "score under " (shown(thresholds.discard_below())) } }
            div { dt { "All rows" } dd { a href="report.csv" { "report.csv" } " · " a href="report.json" { "report.json" } } }
        }
    }
}

/// Four digits: a threshold is chosen among scores, which are not more exact than that.
fn shown(threshold: Score) -> String {
    format!("{:.4}", threshold.value())
}
