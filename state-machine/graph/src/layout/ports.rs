use std::collections::{HashMap, HashSet};

use super::grid::Grid;
use super::number;
use super::place::Places;

/// Where lines meet the boxes that they lead from and to: side by side, in the order of where they come from, so that
/// they do not cross at the box; the main one in the middle.
pub(super) struct Ports {
    out: HashMap<(usize, usize), f64>,
    into: HashMap<(usize, usize), f64>,
}

impl Ports {
    pub(super) fn of(grid: &Grid, places: &Places) -> Self {
        let mut out: HashMap<usize, HashSet<usize>> = HashMap::new();
        let mut into: HashMap<usize, HashSet<usize>> = HashMap::new();
        for track in &grid.tracks {
            if let ([first, second, ..], [.., before_last, last]) = (&track.cells[..], &track.cells[..]) {
                out.entry(*first).or_default().insert(*second);
                if grid.is_node(*last) {
                    into.entry(*last).or_default().insert(*before_last);
                }
            }
        }
        Self { out: spread(grid, places, out), into: spread(grid, places, into) }
    }

    /// Where the line from a node's cell to its neighbour begins.
    pub(super) fn outward(&self, node: usize, neighbour: usize) -> Option<f64> {
        self.out.get(&(node, neighbour)).copied()
    }

    /// Where the line from a neighbour into a node's cell ends.
    pub(super) fn inward(&self, node: usize, neighbour: usize) -> Option<f64> {
        self.into.get(&(node, neighbour)).copied()
    }
}

fn spread(
    grid: &Grid,
    places: &Places,
    sides: HashMap<usize, HashSet<usize>>,
) -> HashMap<(usize, usize), f64> {
    /// Widest distance between two lines at one box.
    const APART: f64 = 26.0;
    /// How far from the middle of a box's side, as a share of it, lines may meet it.
    const SHARE: f64 = 0.38;
    let mut ports = HashMap::new();
    for (node, neighbours) in sides {
        let mut neighbours: Vec<usize> = neighbours.into_iter().collect();
        neighbours.sort_by(|a, b| places.x[*a].total_cmp(&places.x[*b]).then(a.cmp(b)));
        let mut main = neighbours.iter().enumerate().filter(|(_, it)| grid.is_main(node, **it));
        let middle = match (main.next(), main.next()) {
            (Some((at, _)), None) => number(at),
            _ => number(neighbours.len() - 1) / 2.0,
        };
        let most = middle.max(number(neighbours.len() - 1) - middle).max(1.0);
        let apart = APART.min(grid.cells[node].size.width * SHARE / most);
        let place = |at: usize| places.x[node] + (number(at) - middle) * apart;
        ports.extend(neighbours.iter().enumerate().map(|(at, &it)| ((node, it), place(at))));
    }
    ports
}
