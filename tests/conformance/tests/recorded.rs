//! The engine against AWS's recordings.

use apoyo_conformance::{Grade, Table, cases, grade};

/// Cases whose output, order of events and every detail were AWS's when this was last written.
const FLOORS: [(Grade, usize); 3] = [(Grade::Outcome, 482), (Grade::Types, 481), (Grade::Details, 480)];

#[tokio::test]
async fn recorded_executions_end_as_they_did_on_aws() {
    let Some(cases) = cases().expect("the recordings are JSON of the shape that their README describes")
    else {
        println!("SKIPPED: ../shared/asl-cases is not there (APOYO_SHARED names another place)");
        return;
    };
    let mut table = Table::default();
    let wanted = std::env::var("APOYO_CASE").unwrap_or_default();
    for case in cases.iter().filter(|case| case.id.contains(&wanted)) {
        let (reached, difference) = grade(case).await;
        table.add(&case.area, reached);
        if reached < Grade::Details {
            println!("{:?} {}\n    {}", reached, case.id, difference);
        }
    }
    println!("{table}");
    if wanted.is_empty() {
        for (grade, floor) in FLOORS {
            assert!(
                table.reached(grade) >= floor,
                "{grade:?}: {} cases, at least {floor}",
                table.reached(grade)
            );
        }
        assert_eq!(table.count(Grade::Refused), 0, "no definition that AWS runs is refused");
    }
}
