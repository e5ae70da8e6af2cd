/// How often lines cross that run between two rows, given as pairs of positions above and below.
pub(super) fn crossings(lines: &mut [(usize, usize)]) -> usize {
    lines.sort_unstable();
    let width = lines.iter().map(|(_, below)| below + 1).max().unwrap_or(0);
    // A Fenwick tree: how many lines so far end at or left of a position.
    let mut tree = vec![0_usize; width + 1];
    let mut crossed = 0;
    for (so_far, &(_, below)) in lines.iter().enumerate() {
        crossed += so_far - ended_up_to(&tree, below + 1);
        let mut at = below + 1;
        while at <= width {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    crossed
}

fn ended_up_to(tree: &[usize], position: usize) -> usize {
    let (mut at, mut count) = (position, 0);
    while at > 0 {
        count += tree[at];
        at &= at - 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::crossings;
    use proptest::prelude::*;

    #[test]
    fn lines_cross_where_their_order_turns_round() {
        assert_eq!(crossings(&mut []), 0);
        assert_eq!(crossings(&mut [(0, 0), (1, 1)]), 0);
        assert_eq!(crossings(&mut [(0, 1), (1, 0)]), 1);
        assert_eq!(crossings(&mut [(0, 2), (1, 1), (2, 0)]), 3);
        assert_eq!(crossings(&mut [(0, 0), (0, 2), (1, 0)]), 1);
    }

    proptest! {
        #[test]
        fn counting_by_pairs_gives_the_same(lines in prop::collection::vec((0_usize..9, 0_usize..9), 0..30)) {
            let pairs = lines.iter().flat_map(|a| lines.iter().map(move |b| (a, b)));
            let slow = pairs.filter(|(a, b)| a.0 < b.0 && a.1 > b.1).count();
            prop_assert_eq!(crossings(&mut lines.clone()), slow);
        }
    }
}
