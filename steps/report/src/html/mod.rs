//! `report.html`: one file without anything outside it, no script, and a policy that forbids both.
//!
//! Names of photos are strangers' text: maud escapes them, `bdi` keeps right-to-left tricks inside them, links are
//! percent-encoded, and the page's Content-Security-Policy lets nothing run even if all that failed.

mod card;
mod header;
mod link;
mod section;
mod style;
mod words;

use apoyo_photo::step::{Plan, Totals};
use apoyo_photo::{Folders, OutcomeKind};
use maud::{DOCTYPE, PreEscaped, html};

use crate::handler::Facts;
use crate::sheet::Sheet;
use crate::thumbnails::Thumbnails;

pub(crate) use words::outcome_word;

/// What the page is made of.
#[derive(Debug)]
pub(crate) struct Page<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) facts: &'p Facts,
    pub(crate) totals: &'p Totals,
    pub(crate) folders: &'p Folders,
    pub(crate) thumbnails: &'p Thumbnails,
}

/// Nothing is loaded and nothing runs; thumbnails and style are in the file.
const POLICY: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page as text.
pub(crate) fn render(page: &Page<'_>, sheet: &mut Sheet) -> String {
    let sections: Vec<_> =
        [OutcomeKind::Failed, OutcomeKind::Review, OutcomeKind::Trash, OutcomeKind::Kept, OutcomeKind::Taken]
            .into_iter()
            .map(|kind| section::render(page, kind, sheet.shown(kind)))
            .collect();
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "Apoyo · " (page.plan.execution) }
                style { (PreEscaped(style::CSS)) }
            }
            body {
                a .skip href="#photos" { "Skip to the photos" }
                (header::render(page))
                main #photos {
                    (section::unaccounted(page, sheet.unaccounted()))
                    @for section in &sections { (section) }
                    @if page.totals.listed == 0 { p .nothing { "No photos were waiting." } }
                }
            }
        }
    }
    .into_string()
}
