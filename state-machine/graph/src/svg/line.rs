use super::escape::text;
use super::paper::Paper;
use crate::chart::{Chart, Edge, EdgeKind, Node};
use crate::layout::{Drawing, LABEL_LINE, LabelBox, Point, Step, label_lines};
use crate::trace::Trace;

/// All lines of a flow, with the heads of their arrows; those that an execution took lie above the others.
pub(super) fn lines(paper: &mut Paper<'_>, chart: &Chart, drawing: &Drawing) {
    let uses = uses(paper, chart, drawing);
    for wanted in [Use::Unknown, Use::Idle, Use::Taken] {
        for (line, _) in drawing.lines.iter().zip(&uses).filter(|(_, used)| **used == wanted) {
            let look = if chart.edges[line.edge].kind == EdgeKind::Catch { " catch" } else { "" };
            let class = format!("{look}{}", wanted.class());
            paper.put(&format!("<path class=\"line{class}\" d=\"{}\"/>\n", data(&line.steps)));
            if let Some(Point { x, y }) = line.tip {
                paper
                    .put(&format!("<path class=\"tip{class}\" d=\"M{x:.1} {y:.1}l-4 -8l4 1.6l4 -1.6Z\"/>\n"));
            }
        }
    }
}

/// Whether an execution went along a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// No execution is shown.
    Unknown,
    /// It did not.
    Idle,
    /// It did.
    Taken,
}

impl Use {
    const fn class(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::Idle => " idle",
            Self::Taken => " taken",
        }
    }
}

/// Of each line, whether the execution went along it: for its own edge, or for one whose line comes into it.
fn uses(paper: &Paper<'_>, chart: &Chart, drawing: &Drawing) -> Vec<Use> {
    let Some(trace) = paper.trace else { return vec![Use::Unknown; drawing.lines.len()] };
    let mut uses = vec![Use::Idle; drawing.lines.len()];
    for (at, line) in drawing.lines.iter().enumerate() {
        let mut next = Some(at).filter(|_| went(trace, chart, &chart.edges[line.edge]));
        while let Some(line) = next.filter(|line| uses[*line] == Use::Idle) {
            uses[line] = Use::Taken;
            next = drawing.lines[line].into;
        }
    }
    uses
}

fn went(trace: &Trace, chart: &Chart, edge: &Edge) -> bool {
    let name = |node: usize| match &chart.nodes[node] {
        Node::State(state) => Some(state.name.as_str()),
        Node::Start | Node::End => None,
    };
    match (name(edge.from), name(edge.to)) {
        (Some(from), Some(to)) => trace.went(from, to),
        (None, Some(to)) => trace.state(to).is_some(),
        (Some(from), None) => trace.state(from).is_some_and(|it| it.succeeded > 0),
        (None, None) => false,
    }
}

fn data(steps: &[Step]) -> String {
    let point = |Point { x, y }: &Point| format!("{x:.1} {y:.1}");
    let step = |step: &Step| match step {
        Step::Move(to) => format!("M{}", point(to)),
        Step::Line(to) => format!("L{}", point(to)),
        Step::Curve(first, second, to) => format!("C{} {} {}", point(first), point(second), point(to)),
    };
    steps.iter().map(step).collect()
}

/// The labels, each on a patch of the page's colour that hides the line behind it.
pub(super) fn labels(paper: &mut Paper<'_>, (chart, drawing): (&Chart, &Drawing), depth: usize) {
    for label in &drawing.labels {
        let edge = &chart.edges[label.edge];
        draw_label(paper, (edge, label), depth % 2);
    }
}

fn draw_label(paper: &mut Paper<'_>, (edge, label): (&Edge, &LabelBox), sheet: usize) {
    let LabelBox { at, size, .. } = label;
    let (left, top) = (at.x - size.width / 2.0, at.y - size.height / 2.0);
    let class = if edge.kind == EdgeKind::Catch { "catch" } else { "choice" };
    paper.group(Point { x: left, y: top }, "edge", |paper| {
        paper.put(&format!(
            "<title>{}</title><rect class=\"paper{sheet}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"3\"/>\n",
            text(&edge.labels.join("\n")),
            size.width,
            size.height
        ));
        let mut y = LABEL_LINE - 3.0;
        for line in label_lines(edge) {
            let x = size.width / 2.0;
            paper.put(&format!(
                "<text class=\"label {class}\" text-anchor=\"middle\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>\n",
                text(&line)
            ));
            y += LABEL_LINE;
        }
    });
}
