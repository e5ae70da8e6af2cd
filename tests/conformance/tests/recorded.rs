//! The engine against AWS's recordings.

use apoyo_conformance::{Grade, Table, cases, grade};

/// Cases that were repeated in every detail when this was last written.
const DETAILS: usize = 66;

/// Cases in reach: what they need is here, and no field of them is of the query language that is not executed yet.
fn is_in_reach(needs: &[String]) -> bool {
    needs.iter().all(|need| ["lambda", "s3"].contains(&need.as_str()))
}

#[tokio::test]
async fn recorded_executions_end_as_they_did_on_aws() {
    let Some(cases) = cases().expect("the recordings are JSON of the shape that their README describes")
    else {
        println!("SKIPPED: ../shared/asl-cases is not there (APOYO_SHARED names another place)");
        return;
    };
    let mut table = Table::default();
    let wanted = std::env::var("APOYO_CASE").unwrap_or_default();
    for case in cases.iter().filter(|case| is_in_reach(&case.needs) && case.id.contains(&wanted)) {
        let (reached, difference) = grade(case).await;
        table.add(&case.area, reached);
        let is_told = reached != Grade::Refused || !difference.contains("JSONPath");
        if reached < Grade::Details && is_told {
            println!("{:?} {}\n    {}", reached, case.id, difference);
        }
    }
    println!("{table}");
    if wanted.is_empty() {
        assert!(table.count(Grade::Details) >= DETAILS, "as recorded in every detail: at least {DETAILS}");
        assert_eq!(table.count(Grade::Differs), 0, "no execution that runs ends otherwise than on AWS");
    }
}
