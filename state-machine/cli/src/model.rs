use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;

use apoyo_vision::{
    Classifier, Evaluation, ModelInfo, Progress, Stage, TrainOptions, evaluate, evaluate_held_out, train,
};
use indicatif::{ProgressBar, ProgressStyle};

use crate::arguments::{ModelArguments, ModelCommand};
use crate::exit::End;
use crate::say::say_line;

/// Says what the classifier is, trains another, or measures it.
pub(crate) fn model(wanted: &ModelArguments) -> anyhow::Result<End> {
    match &wanted.command {
        ModelCommand::Info { model, json } => info(model.as_deref(), *json)?,
        ModelCommand::Train { dir, out, rendered, seed, json } => {
            let bars = Bars::default();
            let trained = train(dir, &options(*seed, rendered), &|progress| bars.show(progress))?;
            bars.clear();
            trained.write(out)?;
            print_figures(&trained.held_out, *json)?;
        }
        ModelCommand::Evaluate { dir, shipped: true, json, .. } => judge(&open(None)?, dir, *json)?,
        ModelCommand::Evaluate { dir, model: Some(model), json, .. } => {
            let classifier = open(Some(model))?;
            judge(&classifier, dir, *json)?;
        }
        ModelCommand::Evaluate { dir, rendered, seed, json, .. } => {
            let bars = Bars::default();
            let figures = evaluate_held_out(dir, &options(*seed, rendered), &|progress| bars.show(progress))?;
            bars.clear();
            print_figures(&figures, *json)?;
        }
    }
    Ok(End::Done)
}

/// The network in a folder, or the shipped one.
pub(crate) fn open(dir: Option<&Path>) -> anyhow::Result<Classifier> {
    Ok(dir.map_or_else(Classifier::shipped, Classifier::load)?)
}

fn options(seed: u64, rendered: &[PathBuf]) -> TrainOptions {
    TrainOptions { seed, rendered: rendered.to_vec(), ..TrainOptions::default() }
}

fn info(dir: Option<&Path>, as_json: bool) -> anyhow::Result<()> {
    let classifier = open(dir)?;
    if as_json {
        say_line(serde_json::to_string_pretty(classifier.model())?);
    } else {
        say_line(described(classifier.model()));
    }
    Ok(())
}

fn described(info: &ModelInfo) -> String {
    let (keep, discard) = (info.thresholds.keep_above().value(), info.thresholds.discard_below().value());
    let kilobytes = info.weight_bytes / 1000;
    let held_out = info.training.as_ref().map_or_else(String::new, |training| {
        format!("\n\nheld out, one source at a time:\n{}", training.held_out)
    });
    format!(
        "{}: {kilobytes} kB of weights\nkeep from {keep:.4}, discard below {discard:.4}, between them review{held_out}",
        info.model
    )
}

fn judge(classifier: &Classifier, dir: &Path, as_json: bool) -> anyhow::Result<()> {
    let bars = Bars::default();
    let (figures, judged) = evaluate(classifier, dir, &|progress| bars.show(progress))?;
    bars.clear();
    if as_json {
        say_line(serde_json::to_string_pretty(&serde_json::json!({"figures": figures, "photos": judged}))?);
        return Ok(());
    }
    print_figures(&figures, false)
}

fn print_figures(figures: &Evaluation, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        say_line(serde_json::to_string_pretty(figures)?);
    } else {
        say_line(figures);
    }
    Ok(())
}

/// One bar a stage, on standard error.
#[derive(Default)]
struct Bars {
    now: Mutex<Option<(Stage, ProgressBar)>>,
}

impl Bars {
    fn show(&self, progress: Progress) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.as_ref().is_none_or(|(stage, _)| *stage != progress.stage) {
            if let Some((_, bar)) = now.take() {
                bar.finish_and_clear();
            }
            *now = Some((progress.stage, new_bar(progress)));
        }
        if let Some((_, bar)) = now.as_ref() {
            bar.set_position(progress.done as u64);
        }
    }

    fn clear(&self) {
        if let Some((_, bar)) = self.now.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}

fn new_bar(progress: Progress) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:24} {bar:32} {pos} / {len}  {eta} left")
        .expect("the template is constant and well formed");
    ProgressBar::new(progress.total as u64).with_style(style).with_message(match progress.stage {
        Stage::Decode => "decoding photos",
        Stage::Features => "computing features",
        Stage::HeldOut => "fitting held-out heads",
        Stage::Look => "judging photos",
    })
}
