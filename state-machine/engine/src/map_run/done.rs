use std::collections::BTreeMap;

/// Positions of children that are not started any more, as ranges from the first to behind the last: of a large run most
/// have ended in order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Done(BTreeMap<usize, usize>);

impl Done {
    pub(crate) fn insert(&mut self, index: usize) {
        if self.contains(index) {
            return;
        }
        let start = match self.0.range(..index).next_back() {
            Some((start, end)) if *end == index => *start,
            _ => index,
        };
        let end = self.0.remove(&(index + 1)).unwrap_or(index + 1);
        self.0.insert(start, end);
    }

    pub(crate) fn contains(&self, index: usize) -> bool {
        self.0.range(..=index).next_back().is_some_and(|(_, end)| index < *end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_become_one_range_in_any_order() {
        let mut done = Done::default();
        for index in [3, 1, 0, 7, 2, 2] {
            done.insert(index);
        }
        assert_eq!(done, Done(BTreeMap::from([(0, 4), (7, 8)])));
        let contained: Vec<usize> = (0..9).filter(|index| done.contains(*index)).collect();
        assert_eq!(contained, [0, 1, 2, 3, 7]);
    }
}
