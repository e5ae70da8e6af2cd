use super::grid::{Cell, Content, Grid};
use super::number;
use super::straighten::Columns;
use super::wish::{Wish, granted};

/// Where everything is.
pub(super) struct Places {
    /// Middle of each cell.
    pub(super) x: Vec<f64>,
    /// Top and bottom of each row.
    pub(super) rows: Vec<(f64, f64)>,
}

/// Times that the rows are gone through, down and up.
const ROUNDS: usize = 14;

/// Least height of the gap between two rows.
const GAP: f64 = 17.0;

/// Gives every cell its column and every row its height.
pub(super) fn place(grid: &Grid) -> Places {
    let ties = ties(grid);
    let columns = Columns::of(grid);
    let mut x = packed(grid);
    let free = vec![false; grid.cells.len()];
    for _ in 0..ROUNDS {
        go_through(grid, (Follow::Above, Follow::Below), (&ties, &free), &mut x);
    }
    for _ in 0..ROUNDS {
        go_through(grid, (Follow::Both, Follow::Both), (&ties, &free), &mut x);
    }
    columns.straighten(grid, &mut x);
    // What stands in no column follows those that do.
    let pinned = columns.members();
    for _ in 0..2 {
        go_through(grid, (Follow::Both, Follow::Both), (&ties, &pinned), &mut x);
        columns.straighten(grid, &mut x);
    }
    let left = grid.cells.iter().zip(&x).map(|(cell, x)| x - cell.size.width / 2.0).fold(f64::MAX, f64::min);
    for x in &mut x {
        *x -= left;
    }
    Places { rows: rows(grid, &x), x }
}

/// All rows, down and up: first each row follows the one before it, to bring together what belongs together; then both its
/// neighbours.
fn go_through(
    grid: &Grid,
    (down, up): (Follow, Follow),
    (ties, pinned): (&[Vec<Tie>], &[bool]),
    x: &mut [f64],
) {
    for row in 0..grid.rows.len() {
        settle(grid, (row, down), (ties, pinned), x);
    }
    for row in (0..grid.rows.len()).rev() {
        settle(grid, (row, up), (ties, pinned), x);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Follow {
    Above,
    Below,
    Both,
}

/// A tie of a cell: to which other, how strong, and whether that one is above.
type Tie = (usize, f64, bool);

fn ties(grid: &Grid) -> Vec<Vec<Tie>> {
    let mut ties = vec![Vec::new(); grid.cells.len()];
    for link in &grid.links {
        ties[link.lower].push((link.upper, link.weight, true));
        ties[link.upper].push((link.lower, link.weight, false));
    }
    ties
}

/// Each row by itself, its middle at 0.
fn packed(grid: &Grid) -> Vec<f64> {
    let mut x = vec![0.0; grid.cells.len()];
    for row in &grid.rows {
        let mut right = 0.0;
        for (at, &cell) in row.iter().enumerate() {
            if at > 0 {
                right += distance(&grid.cells[row[at - 1]], &grid.cells[cell]);
            }
            x[cell] = right;
        }
        for &cell in row {
            x[cell] -= right / 2.0;
        }
    }
    x
}

fn settle(
    grid: &Grid,
    (row, follow): (usize, Follow),
    (ties, pinned): (&[Vec<Tie>], &[bool]),
    x: &mut [f64],
) {
    /// Where nothing ties a cell it stays, unless others need the place.
    const STAY: f64 = 0.1;
    /// A pinned cell gives way only to those that are pinned, too.
    const PINNED: f64 = 1e6;
    let row = &grid.rows[row];
    let wish = |(at, &cell): (usize, &usize)| {
        let stay = if pinned[cell] { PINNED } else { STAY };
        let followed = ties[cell].iter().filter(|(_, _, above)| match follow {
            Follow::Above => *above,
            Follow::Below => !*above,
            Follow::Both => true,
        });
        let (sum, weight) = followed.fold((x[cell] * stay, stay), |(sum, all), (other, weight, _)| {
            (sum + x[*other] * weight, all + weight)
        });
        let after = if at == 0 { 0.0 } else { distance(&grid.cells[row[at - 1]], &grid.cells[cell]) };
        Wish { at: sum / weight, weight, after }
    };
    let wishes: Vec<Wish> = row.iter().enumerate().map(wish).collect();
    for (&cell, place) in row.iter().zip(granted(&wishes)) {
        x[cell] = place;
    }
}

/// Least distance between the middles of two neighbours.
pub(super) fn distance(left: &Cell, right: &Cell) -> f64 {
    let room = |cell: &Cell| match cell.content {
        Content::Node(_) => 14.0,
        Content::Label(_) => 7.0,
        Content::Bend => 8.0,
        Content::Turn => 2.0,
    };
    f64::midpoint(left.size.width, right.size.width) + room(left) + room(right)
}

fn rows(grid: &Grid, x: &[f64]) -> Vec<(f64, f64)> {
    let mut widest = vec![0.0_f64; grid.rows.len()];
    for link in &grid.links {
        let row = grid.cells[link.upper].row;
        widest[row] = widest[row].max((x[link.upper] - x[link.lower]).abs());
    }
    let mut top = 0.0;
    let mut rows = Vec::new();
    for (at, row) in grid.rows.iter().enumerate() {
        let height = row.iter().map(|&cell| grid.cells[cell].size.height).fold(0.0, f64::max);
        rows.push((top, top + height));
        let has_gap = !row.is_empty() && grid.rows.get(at + 1).is_some_and(|next| !next.is_empty());
        top += height + if has_gap { gap(widest[at]) } else { 0.0 };
    }
    rows
}

/// Lines that go far to the side get more room to bend.
fn gap(sideways: f64) -> f64 {
    GAP + (sideways / number(18)).min(24.0)
}
