use std::collections::{HashMap, HashSet};

use super::drawing::Size;
use super::levels::Levels;
use super::sizes::{Sized, label_size};
use crate::chart::{Chart, Edge, EdgeKind};

/// The rows of a drawing: what stands on each, and what is tied to what on the next.
pub(super) struct Grid {
    pub(super) cells: Vec<Cell>,
    /// Cells of each row, from left to right.
    pub(super) rows: Vec<Vec<usize>>,
    pub(super) links: Vec<Link>,
    pub(super) tracks: Vec<Track>,
    /// Nodes and the cells that `Next` leads to from them or comes from to them.
    main: HashSet<(usize, usize)>,
}

/// Something that takes room on a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) row: usize,
    pub(super) size: Size,
    pub(super) content: Content,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Content {
    /// A node of the chart.
    Node(usize),
    /// A line passes here.
    Bend,
    /// A line passes here, with the label of this edge.
    Label(usize),
    /// A line that leads back turns round here; it takes no room itself.
    Turn,
}

/// A tie between two cells of adjacent rows, which want to stand one above the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub(super) upper: usize,
    pub(super) lower: usize,
    pub(super) weight: f64,
}

impl Link {
    /// Whether it ties a line that leads back to where it turns round.
    pub(super) fn turns(&self, grid: &Grid) -> bool {
        [self.upper, self.lower].iter().any(|&cell| grid.cells[cell].content == Content::Turn)
    }
}

/// The way of an edge: from the cell of the node that it leads from to that of the node that it leads to, or to the first
/// that it shares with another edge, whose way it follows from there.
pub(super) struct Track {
    pub(super) edge: usize,
    pub(super) cells: Vec<usize>,
    pub(super) course: Course,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Course {
    Down,
    /// Back: out at the bottom of its node, up beside all, and in at the top.
    Up,
}

/// A cell that all edges share that lead to one node in one way.
type SharedPlace = (usize, bool, Course, usize);

struct Builder<'c> {
    chart: &'c Chart,
    grid: Grid,
    links: HashMap<(usize, usize), usize>,
    shared: HashMap<SharedPlace, usize>,
}

impl Grid {
    /// The place of each cell in its row.
    pub(super) fn positions(&self) -> Vec<usize> {
        let mut position = vec![0; self.cells.len()];
        for row in &self.rows {
            for (at, &cell) in row.iter().enumerate() {
                position[cell] = at;
            }
        }
        position
    }

    /// The cells of a chart, in no order that matters yet.
    pub(super) fn of(chart: &Chart, levels: &Levels, sizes: &[Sized]) -> Self {
        let row = |node: usize| 2 * levels.of_node[node] + 1;
        let rows = 2 * levels.of_node.iter().max().map_or(0, |lowest| lowest + 1) + 1;
        let grid = Self {
            cells: Vec::new(),
            rows: vec![Vec::new(); rows],
            links: Vec::new(),
            tracks: Vec::new(),
            main: HashSet::new(),
        };
        let mut builder = Builder { chart, grid, links: HashMap::new(), shared: HashMap::new() };
        for (node, sized) in sizes.iter().enumerate() {
            builder.cell(row(node), sized.size, Content::Node(node));
        }
        // Longest first: a shorter one finds the cells that it may share.
        let mut edges: Vec<usize> = (0..chart.edges.len()).collect();
        edges.sort_by_key(|&edge| {
            let Edge { from, to, .. } = chart.edges[edge];
            std::cmp::Reverse(row(from).abs_diff(row(to)))
        });
        for edge in edges {
            let ends = (row(chart.edges[edge].from), row(chart.edges[edge].to));
            if levels.leads_back[edge] { builder.up(edge, ends) } else { builder.down(edge, ends) }
        }
        builder.grid
    }

    /// Whether a cell is that of a node.
    pub(super) fn is_node(&self, cell: usize) -> bool {
        matches!(self.cells[cell].content, Content::Node(_))
    }

    /// Whether a line between a node and its neighbour is one that is always taken, on the way forward.
    pub(super) fn is_main(&self, node: usize, neighbour: usize) -> bool {
        self.main.contains(&(node, neighbour))
    }
}

impl Builder<'_> {
    fn cell(&mut self, row: usize, size: Size, content: Content) -> usize {
        let cell = self.grid.cells.len();
        self.grid.cells.push(Cell { row, size, content });
        self.grid.rows[row].push(cell);
        cell
    }

    fn down(&mut self, edge: usize, (first, last): (usize, usize)) {
        let cells = self.way(edge, (first + 1..last).collect(), Course::Down);
        for pair in cells.windows(2) {
            self.link(pair[0], pair[1], edge);
        }
        if let ([first, second, ..], [.., before, last]) = (&cells[..], &cells[..])
            && self.chart.edges[edge].kind == EdgeKind::Next
        {
            self.grid.main.extend([(*first, *second), (*last, *before)]);
        }
        self.grid.tracks.push(Track { edge, cells, course: Course::Down });
    }

    fn up(&mut self, edge: usize, (first, last): (usize, usize)) {
        let cells = self.way(edge, (last..=first).rev().collect(), Course::Up);
        let below = self.shared(edge, Course::Up, first + 1, Content::Turn).0;
        self.link(cells[0], below, edge);
        self.link(cells[1], below, edge);
        let mut inner = &cells[1..];
        if let [bends @ .., highest, target] = inner
            && self.grid.is_node(*target)
        {
            let above = self.shared(edge, Course::Up, last - 1, Content::Turn).0;
            self.link(above, *target, edge);
            self.link(above, *highest, edge);
            inner = &inner[..=bends.len()];
        }
        for pair in inner.windows(2) {
            self.link(pair[1], pair[0], edge);
        }
        self.grid.tracks.push(Track { edge, cells, course: Course::Up });
    }

    /// The cells of an edge: its label on the first of these rows, where it has one, then bends up to the first that
    /// another edge has made, or else all the way.
    fn way(&mut self, edge: usize, rows: Vec<usize>, course: Course) -> Vec<usize> {
        let Edge { from, to, .. } = self.chart.edges[edge];
        let mut cells = vec![from];
        let label = label_size(&self.chart.edges[edge]);
        for (at, row) in rows.into_iter().enumerate() {
            if let Some(size) = label.filter(|_| at == 0) {
                cells.push(self.cell(row, size, Content::Label(edge)));
                continue;
            }
            let (cell, was_there) = self.shared(edge, course, row, Content::Bend);
            cells.push(cell);
            if was_there {
                return cells;
            }
        }
        cells.push(to);
        cells
    }

    /// The cell on a row of all edges that lead where this one does, and whether it was there.
    fn shared(&mut self, edge: usize, course: Course, row: usize, content: Content) -> (usize, bool) {
        let Edge { to, kind, .. } = self.chart.edges[edge];
        let place = (to, kind == EdgeKind::Catch, course, row);
        if let Some(&cell) = self.shared.get(&place) {
            return (cell, true);
        }
        let cell = self.cell(row, Size::default(), content);
        self.shared.insert(place, cell);
        (cell, false)
    }

    fn link(&mut self, upper: usize, lower: usize, edge: usize) {
        /// However many share a line, it does not pull more than this.
        const MOST: f64 = 24.0;
        let is_node = |cell: usize| self.grid.is_node(cell);
        let are = |content: Content| [upper, lower].map(|cell| self.grid.cells[cell].content == content);
        let straight = match (is_node(upper) || is_node(lower), are(Content::Turn), are(Content::Bend)) {
            (_, [true, _] | [_, true], _) => 0.1,
            (true, ..) => 1.0,
            // What goes on is stronger than what comes in from a label.
            (false, _, [true, true]) => 5.0,
            (false, ..) => 3.0,
        };
        let weight = straight
            * match self.chart.edges[edge].kind {
                EdgeKind::Next => 6.0,
                EdgeKind::Choice => 2.0,
                EdgeKind::Catch => 1.0,
            };
        let known = *self.links.entry((upper, lower)).or_insert_with(|| {
            self.grid.links.push(Link { upper, lower, weight: 0.0 });
            self.grid.links.len() - 1
        });
        let link = &mut self.grid.links[known];
        link.weight = (link.weight + weight).min(MOST);
    }
}
