use super::crossings::crossings;
use super::grid::Grid;
use super::number;

/// How often the rows are gone through, down and up in turn.
const SWEEPS: usize = 24;

/// Sweeps in a row that find nothing better, after which no more are tried.
const PATIENCE: usize = 6;

/// Orders the cells of every row so that few lines cross.
pub(super) fn order(grid: &mut Grid) {
    let ties = Ties::of(grid);
    let mut position = grid.positions();
    let mut best = (ties.crossed(grid, &position), grid.rows.clone());
    let mut vain = 0;
    for sweep in 0..SWEEPS {
        if best.0 == 0 || vain == PATIENCE {
            break;
        }
        let last = grid.rows.len().saturating_sub(1);
        for at in 1..=last {
            let (row, ties) = if sweep % 2 == 0 { (at, &ties.above) } else { (last - at, &ties.below) };
            sort_row(&mut grid.rows[row], ties, &mut position);
        }
        let crossed = ties.crossed(grid, &position);
        vain += 1;
        if crossed < best.0 {
            best = (crossed, grid.rows.clone());
            vain = 0;
        }
    }
    grid.rows = best.1;
}

fn sort_row(row: &mut [usize], ties: &[Vec<usize>], position: &mut [usize]) {
    let mut keyed: Vec<(f64, usize)> = row.iter().map(|&cell| (centre(cell, ties, position), cell)).collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (at, (_, cell)) in keyed.into_iter().enumerate() {
        row[at] = cell;
        position[cell] = at;
    }
}

/// The middle of what a cell is tied to; its own place where it is tied to nothing.
fn centre(cell: usize, ties: &[Vec<usize>], position: &[usize]) -> f64 {
    match ties[cell].len() {
        0 => number(position[cell]),
        count => ties[cell].iter().map(|&other| number(position[other])).sum::<f64>() / number(count),
    }
}

/// What each cell is tied to on the row above and on the row below.
struct Ties {
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
}

impl Ties {
    fn of(grid: &Grid) -> Self {
        let none = vec![Vec::new(); grid.cells.len()];
        let mut ties = Self { above: none.clone(), below: none };
        for link in &grid.links {
            ties.above[link.lower].push(link.upper);
            ties.below[link.upper].push(link.lower);
        }
        ties
    }

    fn crossed(&self, grid: &Grid, position: &[usize]) -> usize {
        let between = |row: &Vec<usize>| {
            let ends =
                |&cell: &usize| self.below[cell].iter().map(move |&other| (position[cell], position[other]));
            crossings(&mut row.iter().flat_map(ends).collect::<Vec<_>>())
        };
        grid.rows.iter().map(between).sum()
    }
}
