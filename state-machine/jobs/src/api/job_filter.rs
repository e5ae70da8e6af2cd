use serde::Deserialize;

use crate::decide::Refusal;
use crate::model::{Book, Job};

/// `filters` of `ListJobs`.
#[derive(Debug, Deserialize)]
pub(super) struct FilterRequest {
    name: Option<String>,
    values: Option<Vec<String>>,
}

/// Which jobs are asked for; one of its values is enough.
#[derive(Debug)]
pub(super) enum JobFilter {
    /// In any case of letters; a value that ends in `*` is a beginning.
    Name(Vec<String>),
    /// By name, of which the value may be a beginning, or by ARN of a revision.
    Definition(Vec<String>),
    /// Created before, in milliseconds since 1970.
    Before(Vec<i64>),
    /// Created after.
    After(Vec<i64>),
}

impl JobFilter {
    /// The filter of a request; none where it has none.
    ///
    /// # Errors
    /// When there are several, or one that is not here.
    pub(super) fn of(filters: &[FilterRequest]) -> Result<Option<Self>, Refusal> {
        let filter = match filters {
            [] => return Ok(None),
            [filter] => filter,
            _ => return Err(Refusal::executing("only one filter can be used at a time")),
        };
        let values = filter.values.clone().unwrap_or_default();
        Ok(Some(match filter.name.as_deref() {
            Some("JOB_NAME") => Self::Name(values),
            Some("JOB_DEFINITION") => Self::Definition(values),
            Some("BEFORE_CREATED_AT") => Self::Before(times(&values)?),
            Some("AFTER_CREATED_AT") => Self::After(times(&values)?),
            other => {
                return Err(Refusal::executing(format!(
                    "filter {:?} should be JOB_NAME, JOB_DEFINITION, BEFORE_CREATED_AT or AFTER_CREATED_AT",
                    other.unwrap_or_default()
                )));
            }
        }))
    }

    /// Whether it asks for this job.
    pub(super) fn takes(&self, book: &Book, job: &Job) -> bool {
        let spec = &job.spec;
        match self {
            Self::Name(values) => {
                let name = spec.name.to_lowercase();
                values.iter().any(|value| begins(&name, &value.to_lowercase()))
            }
            Self::Definition(values) => {
                let own = book.arns.name("job-definition", &spec.definition);
                let name = own.split(':').next().unwrap_or(own);
                values.iter().any(|value| spec.definition == *value || begins(name, value))
            }
            Self::Before(times) => times.iter().any(|time| spec.created_at < *time),
            Self::After(times) => times.iter().any(|time| spec.created_at > *time),
        }
    }
}

fn times(values: &[String]) -> Result<Vec<i64>, Refusal> {
    let time = |value: &String| {
        let parsed = value.parse();
        parsed.map_err(|_| Refusal::executing(format!("filter value {value:?} is no time in milliseconds")))
    };
    values.iter().map(time).collect()
}

/// Whether a text equals a value, or begins with it where that ends in `*`.
fn begins(text: &str, value: &str) -> bool {
    value.strip_suffix('*').map_or(text == value, |start| text.starts_with(start))
}
