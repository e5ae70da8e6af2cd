/// A place, in pixels from the upper left corner of its drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Size {
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// One flow, laid out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing {
    pub(crate) size: Size,
    /// Its nodes, in the order of the chart.
    pub(crate) boxes: Vec<Placed>,
    pub(crate) lines: Vec<Line>,
    pub(crate) labels: Vec<LabelBox>,
}

/// A node and where it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    /// Position in the chart.
    pub(crate) node: usize,
    /// Its upper left corner.
    pub(crate) at: Point,
    pub(crate) size: Size,
    /// The flows in it.
    pub(crate) parts: Vec<Part>,
}

/// A flow in a state.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    /// Its upper left corner, from that of its state.
    pub(crate) at: Point,
    pub(crate) drawing: Drawing,
}

/// A line that an edge follows, or a part of one between those that come into it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// Position in the chart of the edge that it was drawn for; it looks like all that come into it.
    pub(crate) edge: usize,
    pub(crate) steps: Vec<Step>,
    /// The head of its arrow, which points down; none where it comes into another line.
    pub(crate) tip: Option<Point>,
    /// Position of the line that it comes into.
    pub(crate) into: Option<usize>,
}

/// A part of a line, as SVG draws it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Step {
    /// Begins here.
    Move(Point),
    /// Straight.
    Line(Point),
    /// Bent: two points that it bends to, and its end.
    Curve(Point, Point, Point),
}

/// The text beside an edge.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LabelBox {
    pub(crate) edge: usize,
    /// Its middle.
    pub(crate) at: Point,
    pub(crate) size: Size,
}
