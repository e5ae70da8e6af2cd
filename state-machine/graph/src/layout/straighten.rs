use super::grid::Grid;
use super::place::distance;

/// Times that every column is gone through: one that moves can make room for another.
const ROUNDS: usize = 4;

/// Cells that belong under each other.
pub(super) struct Columns {
    all: Vec<Vec<usize>>,
    position: Vec<usize>,
}

impl Columns {
    /// Every sequence of cells of which each is what the one above it most belongs to, and the other way round. The longest
    /// come first: they have the least choice.
    pub(super) fn of(grid: &Grid) -> Self {
        let best = Best::of(grid);
        let mut all = Vec::new();
        for cell in 0..grid.cells.len() {
            if best.above(cell).is_none() {
                let column: Vec<usize> =
                    std::iter::successors(Some(cell), |cell| best.below(*cell)).collect();
                if column.len() > 1 {
                    all.push(column);
                }
            }
        }
        all.sort_by_key(|column| std::cmp::Reverse(column.len()));
        Self { all, position: grid.positions() }
    }

    /// Whether each cell belongs under or over another.
    pub(super) fn members(&self) -> Vec<bool> {
        let mut members = vec![false; self.position.len()];
        for &cell in self.all.iter().flatten() {
            members[cell] = true;
        }
        members
    }

    /// Moves cells under each other as far as there is room; none comes nearer to its neighbours than it may.
    pub(super) fn straighten(&self, grid: &Grid, x: &mut [f64]) {
        for _ in 0..ROUNDS {
            for column in &self.all {
                self.align(grid, column, x);
            }
        }
    }
    /// How far left and right a cell may go.
    fn around(&self, grid: &Grid, cell: usize, x: &[f64]) -> (f64, f64) {
        let row = &grid.rows[grid.cells[cell].row];
        let at = self.position[cell];
        let least = at.checked_sub(1).map_or(f64::MIN, |before| {
            x[row[before]] + distance(&grid.cells[row[before]], &grid.cells[cell])
        });
        let most = row
            .get(at + 1)
            .map_or(f64::MAX, |&after| x[after] - distance(&grid.cells[cell], &grid.cells[after]));
        (least, most)
    }

    /// Puts as many cells as have room for it under each other, and those that follow again.
    fn align(&self, grid: &Grid, column: &[usize], x: &mut [f64]) {
        let mut rest = column;
        while !rest.is_empty() {
            let (mut least, mut most) = (f64::MIN, f64::MAX);
            let mut count = 0;
            for &cell in rest {
                let (left, right) = self.around(grid, cell, x);
                let (left, right) = (left.min(x[cell]), right.max(x[cell]));
                if left.max(least) > right.min(most) {
                    break;
                }
                (least, most) = (left.max(least), right.min(most));
                count += 1;
            }
            let together = &rest[..count];
            let mut wished: Vec<f64> = together.iter().map(|&cell| x[cell]).collect();
            wished.sort_by(f64::total_cmp);
            let place = wished[count / 2].clamp(least, most);
            for &cell in together {
                x[cell] = place;
            }
            rest = &rest[count..];
        }
    }
}

/// What each cell is tied to most, above and below.
struct Best {
    above: Vec<Option<usize>>,
    below: Vec<Option<usize>>,
}

impl Best {
    fn of(grid: &Grid) -> Self {
        let none = vec![Vec::new(); grid.cells.len()];
        let (mut above, mut below) = (none.clone(), none);
        for link in grid.links.iter().filter(|link| !link.turns(grid)) {
            above[link.lower].push((link.weight, link.upper));
            below[link.upper].push((link.weight, link.lower));
        }
        let best = |ties: Vec<Vec<(f64, usize)>>| ties.into_iter().map(|ties| strongest(&ties)).collect();
        Self { above: best(above), below: best(below) }
    }

    fn above(&self, cell: usize) -> Option<usize> {
        self.above[cell].filter(|&other| self.below[other] == Some(cell))
    }

    fn below(&self, cell: usize) -> Option<usize> {
        self.below[cell].filter(|&other| self.above[other] == Some(cell))
    }
}

/// The strongest of some ties; none where there are two.
fn strongest(ties: &[(f64, usize)]) -> Option<usize> {
    let most = ties.iter().map(|(weight, _)| *weight).fold(0.0, f64::max);
    let mut strongest = ties.iter().filter(|(weight, _)| *weight >= most);
    match (strongest.next(), strongest.next()) {
        (Some((_, other)), None) => Some(*other),
        _ => None,
    }
}
