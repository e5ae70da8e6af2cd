use super::TrainError;
use crate::model::Head;

/// What a head is fitted to.
pub(super) struct Example<'a> {
    /// The numbers that the head weighs.
    pub features: &'a [f32],
    /// Whether there is a pylon.
    pub pylon: bool,
    /// How much it counts.
    pub weight: f64,
}

/// Ridge regression of -1 and 1 on standardised features, solved exactly, so that no step size or order of examples
/// has a say; the standardisation is folded into the head.
///
/// # Errors
/// When there are not both examples with and without a pylon.
pub(super) fn fit(examples: &[Example<'_>], penalty: f64) -> Result<Head, TrainError> {
    let both = examples.iter().any(|e| e.pylon) && examples.iter().any(|e| !e.pylon);
    if !both {
        return Err(TrainError::Fit { detail: "photos with and without a pylon are needed".into() });
    }
    let total: f64 = examples.iter().map(|example| example.weight).sum();
    let moments = Moments::of(examples, total);
    let mean_target = examples.iter().map(|e| e.weight / total * target(e)).sum::<f64>();
    let features = moments.mean.len();
    let mut matrix = vec![0.0; features * features];
    let mut right = vec![0.0; features];
    for example in examples {
        let row = moments.standardised(example.features);
        let weight = example.weight / total;
        add_outer_product(&mut matrix, &row, weight);
        let pull = weight * (target(example) - mean_target);
        right.iter_mut().zip(&row).for_each(|(right, x)| *right += pull * x);
    }
    for at in 0..features {
        matrix[at * features + at] += penalty;
    }
    let solved = solve(&mut matrix, right).ok_or_else(|| TrainError::Fit {
        detail: format!("penalty {penalty} is not above 0, or a feature not finite"),
    })?;
    Ok(moments.fold(&solved, mean_target))
}

fn target(example: &Example<'_>) -> f64 {
    if example.pylon { 1.0 } else { -1.0 }
}

struct Moments {
    mean: Vec<f64>,
    deviation: Vec<f64>,
}

impl Moments {
    fn of(examples: &[Example<'_>], total: f64) -> Self {
        let features = examples[0].features.len();
        let (mut mean, mut square) = (vec![0.0; features], vec![0.0; features]);
        for example in examples {
            let weight = example.weight / total;
            for (at, value) in example.features.iter().enumerate() {
                let value = f64::from(*value);
                mean[at] += weight * value;
                square[at] += weight * value * value;
            }
        }
        // A channel that hardly ever answers must not be blown up.
        let deviation = mean.iter().zip(&square).map(|(m, s)| (s - m * m).max(0.0).sqrt() + 0.01).collect();
        Self { mean, deviation }
    }

    fn standardised(&self, features: &[f32]) -> Vec<f64> {
        let scales = self.mean.iter().zip(&self.deviation);
        features.iter().zip(scales).map(|(x, (mean, deviation))| (f64::from(*x) - mean) / deviation).collect()
    }

    #[expect(clippy::cast_possible_truncation, reason = "the head is stored as f32")]
    fn fold(&self, solved: &[f64], mean_target: f64) -> Head {
        let weight: Vec<f32> = solved.iter().zip(&self.deviation).map(|(w, d)| (w / d) as f32).collect();
        let shift: f64 = weight.iter().zip(&self.mean).map(|(w, m)| f64::from(*w) * m).sum();
        Head { weight, bias: (mean_target - shift) as f32 }
    }
}

/// Adds `weight * row * row^T` to the lower triangle.
fn add_outer_product(matrix: &mut [f64], row: &[f64], weight: f64) {
    for (at, line) in matrix.chunks_exact_mut(row.len()).enumerate() {
        let factor = weight * row[at];
        for (value, x) in line[..=at].iter_mut().zip(row) {
            *value += factor * x;
        }
    }
}

/// Solves a symmetric positive definite system, of which the lower triangle is given, by Cholesky.
fn solve(matrix: &mut [f64], mut right: Vec<f64>) -> Option<Vec<f64>> {
    let n = right.len();
    for row in 0..n {
        for column in 0..=row {
            let products = (0..column).map(|k| matrix[row * n + k] * matrix[column * n + k]);
            let rest = matrix[row * n + column] - products.sum::<f64>();
            matrix[row * n + column] = match row == column {
                true if rest > 0.0 => rest.sqrt(),
                true => return None,
                false => rest / matrix[column * n + column],
            };
        }
    }
    for row in 0..n {
        let known: f64 = (0..row).map(|k| matrix[row * n + k] * right[k]).sum();
        right[row] = (right[row] - known) / matrix[row * n + row];
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| matrix[k * n + row] * right[k]).sum();
        right[row] = (right[row] - known) / matrix[row * n + row];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symmetric_system_is_solved() {
        // Lower triangle of [[4, 2], [2, 3]]; x = [1, 2].
        let solved = solve(&mut [4.0, 0.0, 2.0, 3.0], vec![8.0, 8.0]).unwrap();
        assert!((solved[0] - 1.0).abs() < 1e-12 && (solved[1] - 2.0).abs() < 1e-12);
        assert_eq!(solve(&mut [0.0], vec![1.0]), None);
    }

    #[test]
    fn the_head_parts_what_can_be_parted() {
        let rows = [[0.0, 5.0], [0.1, 1.0], [1.0, 4.0], [0.9, 2.0]];
        let examples: Vec<_> =
            rows.iter().map(|features| Example { features, pylon: features[0] > 0.5, weight: 1.0 }).collect();
        let head = fit(&examples, 0.01).unwrap();
        for example in &examples {
            assert_eq!(head.sum(example.features) > 0.0, example.pylon);
        }
    }

    #[test]
    fn photos_of_one_kind_only_are_refused() {
        let example = Example { features: &[1.0], pylon: true, weight: 1.0 };
        assert!(fit(&[example], 1.0).unwrap_err().to_string().contains("with and without"));
    }
}
