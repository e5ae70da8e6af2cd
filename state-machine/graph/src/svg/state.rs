use super::escape::text;
use super::icon::icon;
use super::mark;
use super::paper::Paper;
use crate::chart::{Node, StateNode};
use crate::layout::{NAME_LINE, Placed, Point, STATE_HEIGHT, name_lines, text_height};
use crate::text::{Face, fitted, width};

/// Left of the text: the icon and the space around it.
const TEXT_LEFT: f64 = 38.0;

/// A point where a machine begins or ends, or a state with what is in it.
pub(super) fn node(paper: &mut Paper<'_>, (node, placed): (&Node, &Placed), depth: usize) {
    let radius = placed.size.height / 2.0;
    match node {
        Node::Start => paper.group(placed.at, "node", |paper| {
            paper.put(&format!(
                "<title>Start</title><circle class=\"point\" cx=\"{radius}\" cy=\"{radius}\" r=\"{}\"/>\n",
                radius - 1.0
            ));
        }),
        Node::End => paper.group(placed.at, "node", |paper| {
            paper.put(&format!(
                "<title>End</title><circle class=\"ring\" cx=\"{radius}\" cy=\"{radius}\" r=\"{}\"/>\
                 <circle class=\"point\" cx=\"{radius}\" cy=\"{radius}\" r=\"{}\"/>\n",
                radius - 1.0,
                radius - 4.5
            ));
        }),
        Node::State(state) => {
            let class = format!("node{}", paper.class_of(state.name.as_str()));
            paper.group(placed.at, &class, |paper| drawn(paper, (state, placed), depth));
        }
    }
}

fn drawn(paper: &mut Paper<'_>, (state, placed): (&StateNode, &Placed), depth: usize) {
    paper.put(&format!("<title>{}</title>", text(&title(paper, state))));
    let size = placed.size;
    let (w, h) = (size.width, size.height);
    if placed.parts.is_empty() {
        let round = if matches!(state.type_name, "Succeed" | "Fail") { STATE_HEIGHT / 2.0 } else { 7.0 };
        paper.put(&format!("<rect class=\"box\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"{round}\"/>\n"));
    } else {
        container(paper, (state, placed), depth);
    }
    words(paper, state, w);
    // What runs as executions of its own is shown as if there were none: this history does not tell of it.
    let trace = paper.trace.take_if(|_| state.runs_apart);
    for (chart, part) in state.parts.iter().zip(&placed.parts) {
        super::flow(paper, (chart, &part.drawing), (part.at, depth + 1));
    }
    paper.trace = paper.trace.or(trace);
}

/// The box around what is in a Map or Parallel; behind a Map's there are two more, as for a pile of cards.
fn container(paper: &mut Paper<'_>, (state, placed): (&StateNode, &Placed), depth: usize) {
    let (w, h, header) = (placed.size.width, placed.size.height, text_height(state));
    if state.type_name == "Map" {
        for shift in [6.0, 3.0] {
            paper.put(&format!(
                "<rect class=\"deck\" x=\"{shift}\" y=\"{shift}\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"9\"/>\n"
            ));
        }
    }
    paper.put(&format!("<rect class=\"box\" width=\"{w:.1}\" height=\"{h:.1}\" rx=\"9\"/>\n"));
    paper.put(&format!(
        "<path class=\"inner{}\" d=\"M0.5 {header:.1}H{:.1}V{:.1}a8.5 8.5 0 0 1 -8.5 8.5H9a8.5 8.5 0 0 1 -8.5 -8.5Z\"/>\n",
        depth % 2,
        w - 0.5,
        h - 9.0
    ));
    for pair in placed.parts.windows(2) {
        let x = f64::midpoint(pair[0].at.x + pair[0].drawing.size.width, pair[1].at.x);
        paper.put(&format!("<path class=\"split\" d=\"M{x:.1} {:.1}V{:.1}\"/>\n", header + 8.0, h - 10.0));
    }
}

/// Icon, name, caption, marks.
fn words(paper: &mut Paper<'_>, state: &StateNode, w: f64) {
    paper.put(&format!(
        "<path class=\"icon {}\" transform=\"translate(12 15)\" d=\"{}\"/>\n",
        state.type_name,
        icon(state.type_name)
    ));
    let names = name_lines(state);
    let mut y = 20.0;
    for line in &names {
        paper.put(&format!("<text class=\"name\" x=\"{TEXT_LEFT}\" y=\"{y}\">{}</text>\n", text(line)));
        y += NAME_LINE;
    }
    let count = paper.trace.and_then(|trace| trace.state(state.name.as_str())).and_then(mark::count);
    let room = w - TEXT_LEFT - 12.0;
    let left = count.map_or(room, |count| {
        let counted = width(&count, Face::Small) * 1.1 + 8.0;
        let mark = if state.retries.is_empty() { 0.0 } else { 20.0 };
        // Beside the caption, unless there is room only beside the name.
        let beside_name = width(&state.caption, Face::Small) + counted > room
            && names.first().is_some_and(|name| width(name, Face::Name) + counted + mark <= room);
        let (right, at, left) =
            if beside_name { (w - 12.0 - mark, 20.0, room) } else { (w - 12.0, y, room - counted) };
        paper.put(&format!(
            "<text class=\"count\" text-anchor=\"end\" x=\"{right:.1}\" y=\"{at}\">{}</text>\n",
            text(&count)
        ));
        left
    });
    let caption = fitted(&state.caption, Face::Small, left);
    paper.put(&format!("<text x=\"{TEXT_LEFT}\" y=\"{y}\">{}</text>\n", text(&caption)));
    mark::retry(paper, state, Point { x: w - 24.0, y: 7.0 });
}

fn title(paper: &Paper<'_>, state: &StateNode) -> String {
    let mut lines = vec![state.name.to_string(), state.caption.clone()];
    lines.extend(state.comment.clone());
    if let Some(trace) = paper.trace {
        lines.push(mark::story(trace.state(state.name.as_str())));
    }
    lines.join("\n")
}
