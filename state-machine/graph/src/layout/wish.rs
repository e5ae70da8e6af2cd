//! Places on one line for things that want to stand somewhere and may not overlap.

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wish {
    /// Where it wants its middle.
    pub(super) at: f64,
    /// How much it wants that.
    pub(super) weight: f64,
    /// Least distance of its middle from that of the one before.
    pub(super) after: f64,
}

/// The places that grant these wishes, given from left to right, as well as can be: the sum of `weight * (place - wish)²`
/// is the least possible.
///
/// Without the distances this is isotonic regression; it is solved by pooling those that would overlap (M. Ayer and
/// others, "An Empirical Distribution Function for Sampling with Incomplete Information", 1955).
pub(super) fn granted(wishes: &[Wish]) -> Vec<f64> {
    let mut pools: Vec<Pool> = Vec::new();
    let mut offset = 0.0;
    for wish in wishes {
        offset += wish.after;
        let mut pool = Pool { sum: (wish.at - offset) * wish.weight, weight: wish.weight, count: 1 };
        while let Some(before) = pools.pop_if(|before| before.mean() >= pool.mean()) {
            pool = Pool {
                sum: before.sum + pool.sum,
                weight: before.weight + pool.weight,
                count: before.count + pool.count,
            };
        }
        pools.push(pool);
    }
    let means = pools.iter().flat_map(|pool| std::iter::repeat_n(pool.mean(), pool.count));
    let mut offset = 0.0;
    let place = |(mean, wish): (f64, &Wish)| {
        offset += wish.after;
        mean + offset
    };
    means.zip(wishes).map(place).collect()
}

/// Some that stand as near to each other as they may.
#[derive(Clone, Copy)]
struct Pool {
    sum: f64,
    weight: f64,
    count: usize,
}

impl Pool {
    fn mean(&self) -> f64 {
        self.sum / self.weight
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wish(at: f64, weight: f64) -> Wish {
        Wish { at, weight, after: 10.0 }
    }

    #[test]
    fn wishes_that_do_not_collide_are_granted() {
        assert_eq!(granted(&[wish(0.0, 1.0), wish(50.0, 1.0)]), [0.0, 50.0]);
    }

    #[test]
    fn those_that_collide_share_the_trouble_by_weight() {
        assert_eq!(granted(&[wish(0.0, 1.0), wish(0.0, 1.0)]), [-5.0, 5.0]);
        assert_eq!(granted(&[wish(0.0, 3.0), wish(0.0, 1.0)]), [-2.5, 7.5]);
    }

    proptest! {
        #[test]
        fn none_overlap(at in prop::collection::vec((-500.0..500.0_f64, 0.1..9.0_f64), 1..40)) {
            let wishes: Vec<_> = at.into_iter().map(|(at, weight)| wish(at, weight)).collect();
            let places = granted(&wishes);
            prop_assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 9.999), "{places:?}");
        }
    }
}
