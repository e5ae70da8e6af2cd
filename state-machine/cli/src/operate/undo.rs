use std::fmt::Write;

use apoyo_operate::{Undo, UndoOptions};

use super::arguments::UndoArguments;
use super::place::Place;
use super::print;
use super::words::photos;
use crate::exit::End;

/// Puts the photos of an execution back.
pub(super) async fn undo(wanted: &UndoArguments) -> anyhow::Result<End> {
    let site = Place::open(&wanted.place).await?.site;
    let undone = site.undo(&wanted.execution, &UndoOptions { keys: wanted.keys.clone() }).await?;
    print(&undone, wanted.place.json, text)?;
    Ok(if undone.is_complete() { End::Done } else { End::Failed })
}

fn text(undone: &Undo) -> String {
    let mut text = format!("{}: {} put back", undone.execution, photos(undone.back));
    for (number, what) in [(undone.back_before, "were back before"), (undone.not_moved, "it had not moved")] {
        if number > 0 {
            let _ = write!(text, ", {number} {what}");
        }
    }
    text.push('\n');
    for beside in &undone.beside {
        let _ = writeln!(text, "  beside a newer upload: {} is back as {}", beside.origin, beside.key);
    }
    for left in &undone.left {
        let place = left.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
        let _ = writeln!(text, "  NOT back: {}{place}: {}", left.key, left.why);
    }
    for key in &undone.unknown {
        let _ =
            writeln!(text, "  NOT back: {key}: {} did not list it, nor put a photo there", undone.execution);
    }
    text
}
