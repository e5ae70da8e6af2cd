use super::Pool;

/// The strongest part of the places that [`Pool::Top`] takes the mean of, as a divisor.
const TOP_SHARE: usize = 16;

/// One number a channel from activations `places x channels`.
pub(crate) fn pool(activations: &[f32], channels: usize, pool: Pool) -> Vec<f32> {
    match pool {
        Pool::Mean => mean(activations, channels),
        Pool::Top => top(activations, channels),
        Pool::TopRoot => roots(top(activations, channels)),
    }
}

/// Of what answers not at all, or against, 0.
fn roots(values: Vec<f32>) -> Vec<f32> {
    values.into_iter().map(|value| value.max(0.0).sqrt()).collect()
}

fn mean(activations: &[f32], channels: usize) -> Vec<f32> {
    let mut sums = vec![0.0; channels];
    for place in activations.chunks_exact(channels) {
        for (sum, value) in sums.iter_mut().zip(place) {
            *sum += value;
        }
    }
    let places = count(activations.len() / channels);
    sums.iter().map(|sum| sum / places).collect()
}

fn top(activations: &[f32], channels: usize) -> Vec<f32> {
    let places = activations.len() / channels;
    let taken = (places / TOP_SHARE).max(1);
    let mut column = vec![0.0; places];
    (0..channels)
        .map(|channel| {
            for (value, place) in column.iter_mut().zip(activations.chunks_exact(channels)) {
                *value = place[channel];
            }
            column.select_nth_unstable_by(taken - 1, |a, b| b.total_cmp(a));
            // In one order whatever the selection left, so that the sum has the same last bits everywhere.
            column[..taken].sort_unstable_by(|a, b| b.total_cmp(a));
            column[..taken].iter().sum::<f32>() / count(taken)
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "places of a feature map, some thousands at most")]
fn count(places: usize) -> f32 {
    places as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_of_all_places_and_the_top_of_a_sixteenth() {
        let activations: Vec<f32> = (0..64_u8).map(f32::from).collect();
        assert_eq!(pool(&activations, 2, Pool::Mean), [31.0, 32.0]);
        assert_eq!(pool(&activations, 2, Pool::Top), [61.0, 62.0]);
    }

    #[test]
    fn a_map_of_few_places_has_its_strongest_as_top() {
        assert_eq!(pool(&[1.0, 5.0, 3.0, 4.0], 2, Pool::Top), [3.0, 5.0]);
    }

    #[test]
    fn the_root_of_what_is_below_0_is_0() {
        assert_eq!(pool(&[4.0, -5.0, 9.0, -4.0], 2, Pool::TopRoot), [3.0, 0.0]);
    }
}
