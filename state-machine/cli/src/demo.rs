use std::fs;
use std::path::Path;

use anyhow::Context;
use apoyo_scenes::{SetOptions, Truth, write_set};
use indicatif::ProgressBar;
use serde_json::{Value, json};

use crate::arguments::DemoArguments;
use crate::exit::End;
use crate::say::say_line;

/// What each photo of a rendered set shows; written last, so a folder that has it holds a whole set.
const TRUTH_FILE: &str = "truth.csv";

/// Renders photos into a folder and says what they show.
pub(crate) fn demo(wanted: &DemoArguments) -> anyhow::Result<End> {
    let options = SetOptions { count: wanted.count, megapixels: wanted.megapixels, seed: wanted.seed };
    let truths = render(&wanted.dir, &options)?;
    if wanted.json {
        say_line(serde_json::to_string_pretty(&truths.iter().map(as_json).collect::<Vec<_>>())?);
    } else {
        let pylons = truths.iter().filter(|truth| truth.subject.has_pylon()).count();
        say_line(format_args!("{} photos in {}, {pylons} show a pylon", truths.len(), wanted.dir.display()));
    }
    Ok(End::Done)
}

/// Renders photos into a folder that does not hold a whole set yet.
pub(crate) fn render_once(dir: &Path, options: &SetOptions) -> anyhow::Result<()> {
    if !dir.join(TRUTH_FILE).exists() {
        render(dir, options)?;
    }
    Ok(())
}

fn render(dir: &Path, options: &SetOptions) -> anyhow::Result<Vec<Truth>> {
    let bar = ProgressBar::new(options.count);
    let truths = write_set(dir, options, |progress| bar.set_position(progress.done));
    bar.finish_and_clear();
    let truths = truths?;
    let lines = truths.iter().map(Truth::csv_line);
    let text: String =
        std::iter::once(Truth::CSV_HEADER.to_owned()).chain(lines).map(|line| line + "\n").collect();
    let path = dir.join(TRUTH_FILE);
    fs::write(&path, text).with_context(|| path.display().to_string())?;
    Ok(truths)
}

fn as_json(truth: &Truth) -> Value {
    json!({
        "key": truth.key,
        "subject": truth.subject.to_string(),
        "hasPylon": truth.subject.has_pylon(),
        "width": truth.width,
        "height": truth.height,
        "orientation": truth.orientation,
        "bytes": truth.bytes,
    })
}
