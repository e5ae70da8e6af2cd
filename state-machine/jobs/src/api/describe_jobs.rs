use serde::Deserialize;
use serde_json::{Value, json};

use super::detail;
use crate::decide::Refusal;
use crate::decide::request::{read, required};
use crate::model::{Book, JobKey};

/// Most jobs of a request.
const LIMIT: usize = 100;

#[derive(Debug, Deserialize)]
struct Request {
    jobs: Option<Vec<String>>,
}

/// `DescribeJobs`: those that are there, by id or ARN.
pub(super) fn describe_jobs(book: &Book, request: &Value) -> Result<Value, Refusal> {
    let jobs = required(read::<Request>(request)?.jobs, "jobs")?;
    if jobs.len() > LIMIT {
        return Err(Refusal::executing(format!("Maximum number of jobs supported is  {LIMIT} .")));
    }
    let keys = jobs.iter().map(|text| JobKey::of(book.arns.name("job", text)));
    let found: Vec<Value> = keys.filter_map(|key| detail(book, &key)).collect();
    Ok(json!({ "jobs": found }))
}
