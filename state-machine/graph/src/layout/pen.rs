use super::drawing::{Point, Step};

/// Draws one line, always leaving and arriving upright.
pub(super) struct Pen {
    steps: Vec<Step>,
    at: Point,
}

/// How far a line goes beyond a row to turn round there.
const TURN: f64 = 11.0;

impl Pen {
    pub(super) fn at(x: f64, y: f64) -> Self {
        let at = Point { x, y };
        Self { steps: vec![Step::Move(at)], at }
    }

    /// Straight up or down.
    pub(super) fn line_to(&mut self, y: f64) {
        let to = Point { y, ..self.at };
        if (y - self.at.y).abs() > f64::EPSILON {
            self.steps.push(Step::Line(to));
        }
        self.at = to;
    }

    /// To another column and height, bent like an S.
    pub(super) fn bend_to(&mut self, x: f64, y: f64) {
        let to = Point { x, y };
        let middle = f64::midpoint(self.at.y, y);
        self.steps.push(if (x - self.at.x).abs() < 0.5 {
            Step::Line(to)
        } else {
            Step::Curve(Point { y: middle, ..self.at }, Point { x, y: middle }, to)
        });
        self.at = to;
    }

    /// To another column at the same height, by way of below (`1.0`) or above (`-1.0`).
    pub(super) fn turn_to(&mut self, x: f64, side: f64) {
        let Point { x: from, y } = self.at;
        let radius = TURN.min((x - from).abs() / 2.0);
        let aside = radius.copysign(x - from);
        let beyond = y + TURN * side;
        let corner = |x: f64| Point { x, y: beyond };
        self.steps.push(Step::Curve(corner(from), corner(from), corner(from + aside)));
        self.steps.push(Step::Line(corner(x - aside)));
        self.at = Point { x, y };
        self.steps.push(Step::Curve(corner(x), corner(x), self.at));
    }

    pub(super) fn into_steps(self) -> Vec<Step> {
        self.steps
    }
}
