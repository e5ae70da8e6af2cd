use std::collections::{HashMap, HashSet};

use super::drawing::{Drawing, LabelBox, Line, Placed, Point, Size};
use super::grid::{Content, Course, Grid, Track};
use super::pen::Pen;
use super::place::Places;
use super::ports::Ports;
use super::sizes::{STATE_HEIGHT, Sized};

/// Height of an arrow's head.
pub(super) const TIP: f64 = 7.0;

/// Puts boxes, lines and labels where they belong.
pub(super) fn draw((grid, places): (&Grid, &Places), sizes: Vec<Sized>) -> Drawing {
    let boxes = sizes.into_iter().enumerate().map(|(node, sized)| {
        let at = Point { x: places.x[node] - sized.size.width / 2.0, y: places.rows[grid.cells[node].row].0 };
        Placed { node, at, size: sized.size, parts: sized.parts }
    });
    let boxes: Vec<Placed> = boxes.collect();
    let right = |(cell, x): (&super::grid::Cell, &f64)| x + cell.size.width / 2.0;
    let width = grid.cells.iter().zip(&places.x).map(right).fold(0.0, f64::max);
    let height = places.rows.last().map_or(0.0, |row| row.1);
    let router = Router { grid, places, ports: Ports::of(grid, places), joints: joints(grid) };
    Drawing { size: Size { width, height }, boxes, lines: router.lines(), labels: labels(grid, places) }
}

/// The cells at which a way comes into another.
fn joints(grid: &Grid) -> HashSet<usize> {
    let ends = grid.tracks.iter().filter_map(|track| track.cells.last().copied());
    ends.filter(|&cell| !grid.is_node(cell)).collect()
}

fn labels(grid: &Grid, places: &Places) -> Vec<LabelBox> {
    let labelled = grid.cells.iter().zip(&places.x).filter_map(|(cell, &x)| {
        let Content::Label(edge) = cell.content else { return None };
        let (top, bottom) = places.rows[cell.row];
        // Beside a tall state a label stands at the height of its name.
        let tall = cell.size.height.max(STATE_HEIGHT);
        let at = Point { x, y: f64::midpoint(top, bottom.min(top + tall)) };
        Some(LabelBox { edge, at, size: cell.size })
    });
    labelled.collect()
}

struct Router<'g> {
    grid: &'g Grid,
    places: &'g Places,
    ports: Ports,
    joints: HashSet<usize>,
}

impl Router<'_> {
    fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let (mut from, mut ends) = (HashMap::new(), Vec::new());
        for track in &self.grid.tracks {
            for run in self.runs(track) {
                let (steps, tip) = self.line(run, track.course);
                from.insert(run[0], lines.len());
                ends.push(run[run.len() - 1]);
                lines.push(Line { edge: track.edge, steps, tip, into: None });
            }
        }
        for (line, end) in lines.iter_mut().zip(ends) {
            line.into = from.get(&end).copied().filter(|_| !self.grid.is_node(end));
        }
        lines
    }

    /// The parts of a way, cut where others come into it.
    fn runs<'t>(&self, track: &'t Track) -> Vec<&'t [usize]> {
        let cells = &track.cells;
        let mut runs = Vec::new();
        let mut first = 0;
        for at in 1..cells.len() {
            if at + 1 == cells.len() || self.joints.contains(&cells[at]) {
                runs.push(&cells[first..=at]);
                first = at;
            }
        }
        runs
    }

    /// A line through these cells, and its tip where it ends at a node.
    fn line(&self, cells: &[usize], course: Course) -> (Vec<super::Step>, Option<Point>) {
        let mut pen = self.begin(cells, course);
        for &cell in &cells[1..cells.len() - 1] {
            self.pass(&mut pen, cell, course);
        }
        let [.., before, last] = cells[..] else { return (pen.into_steps(), None) };
        let (top, bottom) = self.row(last);
        match (self.grid.is_node(last), course) {
            (false, Course::Down) => pen.bend_to(self.places.x[last], top),
            (false, Course::Up) => pen.bend_to(self.places.x[last], bottom),
            (true, _) => {
                let x = self.ports.inward(last, before).unwrap_or(self.places.x[last]);
                match course {
                    Course::Down => pen.bend_to(x, top - TIP),
                    Course::Up => {
                        pen.turn_to(x, -1.0);
                        pen.line_to(top - TIP);
                    }
                }
                return (pen.into_steps(), Some(Point { x, y: top }));
            }
        }
        (pen.into_steps(), None)
    }

    fn begin(&self, cells: &[usize], course: Course) -> Pen {
        let (first, second) = (cells[0], cells[1]);
        let (top, bottom) = self.row(first);
        if !self.grid.is_node(first) {
            let from = if course == Course::Down { top } else { bottom };
            let mut pen = Pen::at(self.places.x[first], from);
            pen.line_to(top + bottom - from);
            return pen;
        }
        let x = self.ports.outward(first, second).unwrap_or(self.places.x[first]);
        let mut pen = Pen::at(x, top + self.grid.cells[first].size.height);
        pen.line_to(bottom);
        if course == Course::Up && !self.grid.is_node(second) {
            pen.turn_to(self.places.x[second], 1.0);
        }
        pen
    }

    /// Through a row; one without height has nothing to avoid, and the line need not stand upright there.
    fn pass(&self, pen: &mut Pen, cell: usize, course: Course) {
        let (top, bottom) = self.row(cell);
        if bottom - top < 1.0 {
            return;
        }
        let (from, to) = if course == Course::Down { (top, bottom) } else { (bottom, top) };
        pen.bend_to(self.places.x[cell], from);
        pen.line_to(to);
    }

    fn row(&self, cell: usize) -> (f64, f64) {
        self.places.rows[self.grid.cells[cell].row]
    }
}
