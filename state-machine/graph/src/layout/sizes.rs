use super::drawing::{Drawing, Part, Point, Size};
use crate::chart::{Edge, Node, StateNode};
use crate::text::{Face, width, wrapped};

/// Height of a state that holds no flow, with one line for its name and one for its caption.
pub(crate) const STATE_HEIGHT: f64 = 46.0;
/// Height of a further line of a name.
pub(crate) const NAME_LINE: f64 = 16.0;
/// Height of one line of a label.
pub(crate) const LABEL_LINE: f64 = 15.0;

/// Widest label beside an edge.
const LABEL_WIDTH: f64 = 200.0;
/// Widest name in one line.
const NAME_WIDTH: f64 = 270.0;
/// Between a container's border and what is in it.
const PAD: f64 = 20.0;
/// Between branches that stand side by side.
const BETWEEN: f64 = 22.0;
/// Width of a state without text: its icon and the space around the text.
const BESIDE_TEXT: f64 = 58.0;
/// More width for the mark of a retrier.
const MARK: f64 = 22.0;
const NARROWEST: f64 = 112.0;
const WIDEST: f64 = 350.0;
const POINT: f64 = 16.0;
/// Rules or errors of a label that are shown; the rest is counted.
const LABELS: usize = 4;

/// How large a node is, and where the flows in it are.
pub(super) struct Sized {
    pub(super) size: Size,
    pub(super) parts: Vec<Part>,
}

impl Sized {
    pub(super) fn of(node: &Node, parts: Vec<Drawing>) -> Self {
        match node {
            Node::Start | Node::End => Self { size: Size { width: POINT, height: POINT }, parts: Vec::new() },
            Node::State(state) if parts.is_empty() => Self {
                size: Size { width: text_width(state), height: text_height(state) },
                parts: Vec::new(),
            },
            Node::State(state) => Self::container(state, parts),
        }
    }

    fn container(state: &StateNode, parts: Vec<Drawing>) -> Self {
        let inner: f64 = parts.iter().map(|part| part.size.width + BETWEEN).sum::<f64>() - BETWEEN;
        let tallest = parts.iter().map(|part| part.size.height).fold(0.0, f64::max);
        let size = Size {
            width: text_width(state).max(inner + 2.0 * PAD),
            height: text_height(state) + PAD + tallest + PAD,
        };
        let mut x = (size.width - inner) / 2.0;
        let place = |drawing: Drawing| {
            let at = Point { x, y: text_height(state) + PAD };
            x += drawing.size.width + BETWEEN;
            Part { at, drawing }
        };
        Self { size, parts: parts.into_iter().map(place).collect() }
    }
}

/// The lines of a state's name as they are shown.
pub(crate) fn name_lines(state: &StateNode) -> Vec<String> {
    wrapped(state.name.as_str(), Face::Name, NAME_WIDTH, 2)
}

/// Height of a state's name and caption, with the space around them.
pub(crate) fn text_height(state: &StateNode) -> f64 {
    STATE_HEIGHT + NAME_LINE * super::number(name_lines(state).len() - 1)
}

fn text_width(state: &StateNode) -> f64 {
    let name = name_lines(state).iter().map(|line| width(line, Face::Name)).fold(0.0, f64::max);
    let mark = if state.retries.is_empty() { 0.0 } else { MARK };
    (name.max(width(&state.caption, Face::Small)) + BESIDE_TEXT + mark).clamp(NARROWEST, WIDEST)
}

/// The lines of an edge's label as they are shown.
pub(crate) fn label_lines(edge: &Edge) -> Vec<String> {
    let shown = if edge.labels.len() > LABELS { LABELS - 1 } else { edge.labels.len() };
    let lines_each = if edge.labels.len() == 1 { 3 } else { 2 };
    let lines = |label: &String| wrapped(label, Face::Small, LABEL_WIDTH, lines_each);
    let mut lines: Vec<String> = edge.labels[..shown].iter().flat_map(lines).collect();
    match edge.labels.len() - shown {
        0 => {}
        more => lines.push(format!("and {more} more")),
    }
    lines
}

/// How large the label of an edge is; nothing for one without.
pub(super) fn label_size(edge: &Edge) -> Option<Size> {
    let lines = label_lines(edge);
    let widest = lines.iter().map(|line| width(line, Face::Small)).fold(0.0, f64::max);
    (!lines.is_empty())
        .then(|| Size { width: widest + 10.0, height: super::number(lines.len()) * LABEL_LINE + 2.0 })
}
