use std::path::Path;

use anyhow::Context;
use apoyo_asl::Definition;
use apoyo_graph::{Chart, Trace, mermaid, svg};

use super::arguments::{GraphArguments, GraphFormat};
use super::finding::findings;
use super::refusal::Refusal;
use super::source::Source;
use crate::exit::End;

/// Largest history in bytes: 25,000 events of two payloads of 256 KiB would be more, but no picture needs the payloads.
const MOST_HISTORY_BYTES: u64 = 256 << 20;

/// Draws a definition.
pub(super) fn graph(wanted: &GraphArguments) -> anyhow::Result<End> {
    let source = Source::definition(&wanted.file)?;
    let trace = wanted.execution.as_deref().map(trace).transpose()?;
    let found = findings(&source, apoyo_asl::MachineType::Standard);
    let parsed = source.json().ok().and_then(|text| Definition::parse(&text).ok());
    for finding in &found {
        eprintln!("{}", finding.line(&source.name));
    }
    // What leads nowhere can be drawn all the same, and a picture helps to find it; what is no definition cannot.
    let Some(definition) = parsed else { return Ok(End::Failed) };
    let chart = Chart::of(&definition);
    let drawn = match format(wanted) {
        GraphFormat::Mermaid => mermaid(&chart, trace.as_ref()),
        GraphFormat::Svg => svg(&chart, &title(&definition, &source), trace.as_ref()),
    };
    match &wanted.out {
        Some(file) => {
            std::fs::write(file, drawn).with_context(|| format!("failed to write {}", file.display()))?;
        }
        None => print!("{drawn}"),
    }
    Ok(End::Done)
}

fn format(wanted: &GraphArguments) -> GraphFormat {
    let named = wanted.out.as_deref().and_then(Path::extension).and_then(|extension| extension.to_str());
    match (wanted.format, named) {
        (Some(format), _) => format,
        (None, Some("mmd" | "mermaid")) => GraphFormat::Mermaid,
        (None, _) => GraphFormat::Svg,
    }
}

fn title(definition: &Definition, source: &Source) -> String {
    match &definition.comment {
        Some(comment) => format!("State machine {}: {comment}", source.name),
        None => format!("State machine {}", source.name),
    }
}

fn trace(file: &Path) -> anyhow::Result<Trace> {
    let source = Source::read(file, MOST_HISTORY_BYTES)?;
    let history = source.value()?;
    let events = history.get("events").unwrap_or(&history).as_array().ok_or_else(|| {
        Refusal(format!("{}: it has no list \"events\", which GetExecutionHistory answers with", source.name))
    })?;
    Ok(Trace::of(events))
}
