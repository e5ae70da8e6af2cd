//! The engine against the published language: small machines written by us, with the outcome that the specification
//! gives. They always run, also where the recordings are missing.
//!
//! Sources: <https://states-language.net/spec.html> and
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html>.

mod published {
    pub(super) mod distributed;
    pub(super) mod json_path;
    pub(super) mod jsonata;
    pub(super) mod nested;
    pub(super) mod outcome;
    pub(super) mod run;
}

use apoyo_conformance::Grade;
use published::outcome::Published;
use published::run::graded;

async fn all_are_right(cases: &[Published]) {
    let mut wrong = Vec::new();
    for case in cases {
        let (grade, difference) = graded(case).await;
        if grade < Grade::Details {
            wrong.push(format!("{} ({grade:?}): {difference}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[tokio::test]
async fn json_path_machines_end_as_the_specification_says() {
    all_are_right(&published::json_path::cases()).await;
}

#[tokio::test]
async fn jsonata_machines_end_as_the_specification_says() {
    all_are_right(&published::jsonata::cases()).await;
}

#[tokio::test]
async fn distributed_maps_read_as_the_service_documents() {
    all_are_right(&published::distributed::cases()).await;
}

#[tokio::test]
async fn nested_executions_end_as_the_service_documents() {
    all_are_right(&published::nested::cases()).await;
}

#[tokio::test]
async fn a_wrong_outcome_is_noticed() {
    let mut case = published::json_path::cases().swap_remove(0);
    case.outcome = published::outcome::Outcome::Output(serde_json::json!("another"));
    assert_eq!(graded(&case).await.0, Grade::Differs);
}

#[tokio::test]
async fn a_wrong_order_of_events_is_noticed() {
    let mut case = published::json_path::cases().swap_remove(0);
    case.events = &["ExecutionStarted"];
    assert_eq!(graded(&case).await.0, Grade::Outcome);
}
