use crate::Calibration;

/// Newton steps: it converges in some ten, quadratically.
const STEPS: usize = 50;

/// Keeps the slope finite where the sums part pylons from the rest without a mistake.
const PENALTY: f64 = 1e-4;

/// One held-out sum.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    /// The head's sum.
    pub sum: f64,
    /// Whether there is a pylon.
    pub pylon: bool,
    /// How much it counts.
    pub weight: f64,
}

/// Logistic regression of what the photos show on the held-out sums (Platt 1999), by Newton's method.
pub(super) fn calibrate(outcomes: &[Outcome]) -> Calibration {
    let total: f64 = outcomes.iter().map(|outcome| outcome.weight).sum();
    let (mut slope, mut offset) = (1.0, 0.0);
    for _ in 0..STEPS {
        let (mut g, mut h) = ([PENALTY * slope, 0.0], [PENALTY, 0.0, 1e-9]);
        for outcome in outcomes {
            let weight = outcome.weight / total;
            let probability = 1.0 / (1.0 + (-(slope * outcome.sum + offset)).exp());
            let error = weight * (probability - if outcome.pylon { 1.0 } else { 0.0 });
            let curve = weight * probability * (1.0 - probability);
            g[0] += error * outcome.sum;
            g[1] += error;
            h[0] += curve * outcome.sum * outcome.sum;
            h[1] += curve * outcome.sum;
            h[2] += curve;
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        // A step of at most 2 keeps Newton from leaping where the curve is flat.
        slope -= ((h[2] * g[0] - h[1] * g[1]) / determinant).clamp(-2.0, 2.0);
        offset -= ((h[0] * g[1] - h[1] * g[0]) / determinant).clamp(-2.0, 2.0);
    }
    Calibration { slope: slope.max(1e-3), offset }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_those_of_the_outcomes() {
        // At sum 1 three of four show a pylon, at sum -1 one of four.
        let outcome = |sum, pylon, weight| Outcome { sum, pylon, weight };
        let outcomes = [
            outcome(1.0, true, 3.0),
            outcome(1.0, false, 1.0),
            outcome(-1.0, true, 1.0),
            outcome(-1.0, false, 3.0),
        ];
        let Calibration { slope, offset } = calibrate(&outcomes);
        assert!((1.0 / (1.0 + (-(slope + offset)).exp()) - 0.75).abs() < 0.001);
        assert!(offset.abs() < 1e-6);
    }
}
