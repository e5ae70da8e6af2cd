//! `TestState` against AWS's recordings.

use std::collections::BTreeMap;

use apoyo_conformance::{Agreement, agreement, state_tests};

/// Tests whose outcome, and whose whole response, was AWS's when this was last written.
const FLOORS: [(Agreement, usize); 2] = [(Agreement::Outcome, 56), (Agreement::Whole, 56)];

#[tokio::test]
async fn recorded_tests_of_states_end_as_they_did_on_aws() {
    let Some(tests) =
        state_tests().expect("the recordings are JSON of the shape that their README describes")
    else {
        println!("SKIPPED: ../shared/asl-cases is not there (APOYO_SHARED names another place)");
        return;
    };
    let mut rows: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let wanted = std::env::var("APOYO_CASE").unwrap_or_default();
    for test in tests.iter().filter(|test| test.id.contains(&wanted)) {
        let (agreement, differs) = agreement(test).await;
        let area = test.id.split("::").next().and_then(|file| file.rsplit('/').next()).unwrap_or(&test.id);
        rows.entry(area.to_owned()).or_default()[agreement as usize] += 1;
        if agreement < Agreement::Whole {
            println!("{agreement:?} {}\n    {differs}", test.id);
        }
    }
    println!("{:44}{:>8}{:>16}{:>18}", "area", "tests", "outcome right", "all right");
    for (area, row) in &rows {
        println!("{area:44}{:>8}{:>16}{:>18}", row.iter().sum::<usize>(), row[1] + row[2], row[2]);
    }
    let reached = |least: Agreement| rows.values().flat_map(|row| &row[least as usize..]).sum::<usize>();
    if wanted.is_empty() {
        for (agreement, floor) in FLOORS {
            assert!(
                reached(agreement) >= floor,
                "{agreement:?}: {} tests, at least {floor}",
                reached(agreement)
            );
        }
    }
}
