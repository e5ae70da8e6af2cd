//! The Step Functions API against AWS's recordings of it.

use apoyo_conformance::{ApiTable, Level, api_cases, level_of};

/// Cases in which every call was answered or refused as by AWS, and those in which every member and message was AWS's,
/// when this was last written. The messages about labels of Map states were not AWS's own when they were recorded.
const FLOORS: [(Level, usize); 2] = [(Level::Codes, 114), (Level::Whole, 74)];

#[tokio::test]
async fn recorded_calls_are_answered_as_they_were_by_aws() {
    let Some(cases) = api_cases().expect("the recordings are JSON of the shape that their README describes")
    else {
        println!("SKIPPED: ../shared/asl-cases is not there (APOYO_SHARED names another place)");
        return;
    };
    let mut table = ApiTable::default();
    let wanted = std::env::var("APOYO_CASE").unwrap_or_default();
    for case in cases.iter().filter(|case| case.id.contains(&wanted)) {
        let (level, difference) = level_of(case).await;
        table.add(&format!("{} ({})", case.area, case.kind), level);
        if level < Level::Whole {
            println!("{level:?} {}\n    {difference}", case.id);
        }
    }
    println!("{table}");
    if wanted.is_empty() {
        for (level, floor) in FLOORS {
            let reached = table.reached(level);
            assert!(reached >= floor, "{level:?}: {reached} cases, at least {floor}");
        }
    }
}
