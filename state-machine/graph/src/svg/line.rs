use super::escape::text;
use super::paper::Paper;
use crate::chart::{Chart, Edge, EdgeKind, Node};
use crate::layout::{Drawing, LABEL_LINE, LabelBox, Point, Step, label_lines};

/// All lines of a flow, with the heads of their arrows; those that an execution took lie above the others.
pub(super) fn lines(paper: &mut Paper<'_>, chart: &Chart, drawing: &Drawing) {
    for wanted in ["", " idle", " taken"] {
        for line in &drawing.lines {
            let class = class(paper, chart, &line.edges);
            if class.1 == wanted {
                paper.put(&format!(
                    "<path class=\"line{}{wanted}\" d=\"{}\"/>\n",
                    class.0,
                    data(&line.steps)
                ));
            }
        }
        for tip in &drawing.tips {
            let class = class(paper, chart, &tip.edges);
            if class.1 == wanted {
                let Point { x, y } = tip.at;
                let d = format!("M{x:.1} {y:.1}l-4 -8l4 1.6l4 -1.6Z");
                paper.put(&format!("<path class=\"tip{}{wanted}\" d=\"{d}\"/>\n", class.0));
            }
        }
    }
}

/// The classes of a line that these edges follow: how it looks, and whether the execution went along it.
fn class(paper: &Paper<'_>, chart: &Chart, edges: &[usize]) -> (&'static str, &'static str) {
    let kind = edges.first().map(|edge| chart.edges[*edge].kind);
    let look = if kind == Some(EdgeKind::Catch) { " catch" } else { "" };
    let Some(trace) = paper.trace else { return (look, "") };
    let name = |node: usize| match &chart.nodes[node] {
        Node::State(state) => Some(state.name.as_str()),
        Node::Start | Node::End => None,
    };
    let went = |edge: &Edge| match (name(edge.from), name(edge.to)) {
        (Some(from), Some(to)) => trace.went(from, to),
        (None, Some(to)) => trace.state(to).is_some(),
        (Some(from), None) => trace.state(from).is_some_and(|it| it.succeeded > 0),
        (None, None) => false,
    };
    (look, if edges.iter().any(|edge| went(&chart.edges[*edge])) { " taken" } else { " idle" })
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
