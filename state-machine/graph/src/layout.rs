//! Where everything goes: layers from top to bottom, each flow for itself, those inside others first.
//!
//! ```text
//! Chart --levels--> which row --grid--> cells and links --order--> who stands left of whom
//!                                                     --place--> x and y --route--> Drawing
//! ```
//!
//! States stand on every second row; on the rows between stand the labels of edges, so that no label can lie on a state.
//! A line passes every row straight down through a cell of its own and bends only in the gaps between rows, so that
//! no line can cross a box. Lines that lead to one state in one way share their last part. After K. Sugiyama, S. Tagawa
//! and M. Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981.

mod crossings;
mod drawing;
mod grid;
mod levels;
mod order;
mod pen;
mod place;
mod ports;
mod route;
mod sizes;
mod straighten;
mod wish;

use crate::chart::{Chart, Node};

pub(crate) use drawing::{Drawing, LabelBox, Placed, Point, Size, Step};
pub(crate) use sizes::{LABEL_LINE, NAME_LINE, STATE_HEIGHT, label_lines, name_lines, text_height};

use grid::Grid;
use sizes::Sized;

/// Lays out a chart.
pub(crate) fn lay_out(chart: &Chart) -> Drawing {
    let inside: Vec<Vec<Drawing>> = chart.nodes.iter().map(parts).collect();
    let sizes: Vec<Sized> =
        chart.nodes.iter().zip(inside).map(|(node, parts)| Sized::of(node, parts)).collect();
    let levels = levels::levels(chart);
    let mut grid = Grid::of(chart, &levels, &sizes);
    order::order(&mut grid);
    let places = place::place(&grid);
    route::draw((&grid, &places), sizes)
}

fn parts(node: &Node) -> Vec<Drawing> {
    match node {
        Node::State(state) => state.parts.iter().map(lay_out).collect(),
        Node::Start | Node::End => Vec::new(),
    }
}

/// A count as a number that can be calculated with.
fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod clearance;
