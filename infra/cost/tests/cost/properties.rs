//! What holds for any workload.

use std::sync::LazyLock;

use apoyo_cost::{Assumptions, Bill, Deployment, Prices, Workload, bill, cluster};
use apoyo_photo::Lane;
use apoyo_stack::Config;
use proptest::prelude::*;

/// Made once: a template takes longer than a bill.
static DEPLOYMENT: LazyLock<Deployment> =
    LazyLock::new(|| Deployment::of(Config::read("batch: {compute: fargateSpot}").unwrap()).unwrap());
static PRICES: LazyLock<Prices> = LazyLock::new(Prices::published);

fn made(workload: &Workload) -> Bill {
    bill(workload, &DEPLOYMENT, &PRICES, &Assumptions::default()).unwrap()
}

fn workload() -> impl Strategy<Value = Workload> {
    let lane = prop_oneof![Just(Lane::Lambda), Just(Lane::Batch)];
    (0..200_000_u64, 1..100_000_000_u64, 1..100_u64, lane).prop_map(
        |(photos, photo_bytes, executions, lane)| Workload { photos, photo_bytes, executions, lane },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn more_photos_never_cost_less(few in workload(), more in 1..100_000_u64) {
        let many = Workload { photos: few.photos + more, ..few };
        prop_assert!(made(&few).total() <= made(&many).total());
    }

    #[test]
    fn larger_photos_never_cost_less(small in workload(), more in 1..50_000_000_u64) {
        let large = Workload { photo_bytes: small.photo_bytes + more, ..small };
        prop_assert!(made(&small).total() <= made(&large).total());
        let replaced = |workload| cluster(workload, &PRICES, &Assumptions::default()).total();
        prop_assert!(replaced(&small) <= replaced(&large));
    }

    #[test]
    fn the_total_is_the_sum_of_the_lines_and_every_line_has_its_formula(workload in workload()) {
        let bill = made(&workload);
        let sum: f64 = bill.items.iter().map(|item| item.quantity / item.price.per * item.price.usd).sum();
        prop_assert!((bill.total().dollars() - sum).abs() <= 1e-9 * sum);
        prop_assert!(bill.items.iter().all(|item| !item.formula.is_empty() && item.quantity.is_finite()));
    }
}

#[test]
fn numbers_that_nobody_has_make_a_bill_too() {
    for lane in [Lane::Lambda, Lane::Batch] {
        for (photos, photo_bytes, executions) in
            [(u64::MAX, u64::MAX, 1), (u64::MAX, 1, u64::MAX), (1, u64::MAX, 1)]
        {
            let bill = made(&Workload { photos, photo_bytes, executions, lane });
            assert!(bill.total().dollars().is_finite() && bill.total().dollars() > 1.0);
            assert!(bill.timing.unwrap().seconds().is_finite());
        }
    }
}
