use std::collections::HashMap;

use apoyo_photo::Outcome;
use aws_sdk_sfn::types::HistoryEvent;
use serde::Serialize;

/// Photos that failed alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailureGroup {
    /// How many.
    pub photos: u64,
    /// Error name.
    pub error: String,
    /// Error message of the first.
    pub cause: String,
    /// Key of the first.
    pub example: String,
}

/// Most kinds of failure that are told apart; later ones are counted with the last.
const KINDS: usize = 50;

/// Failures by their error names; a message often holds the photo's key, so it does not part them.
#[derive(Debug, Default)]
pub(crate) struct Failures(HashMap<String, FailureGroup>);

impl Failures {
    pub(crate) fn add(&mut self, outcome: &Outcome) {
        let known = self.0.len();
        let error = outcome.error.clone().unwrap_or_else(|| "unknown".to_owned());
        let error = if known >= KINDS && !self.0.contains_key(&error) { "others".to_owned() } else { error };
        let group = self.0.entry(error.clone()).or_insert_with(|| FailureGroup {
            photos: 0,
            error,
            cause: outcome.cause.clone().unwrap_or_default(),
            example: outcome.key.to_string(),
        });
        group.photos += 1;
    }

    /// The most frequent first.
    pub(crate) fn groups(self) -> Vec<FailureGroup> {
        let mut groups: Vec<_> = self.0.into_values().collect();
        groups.sort_by(|a, b| (b.photos, &a.error).cmp(&(a.photos, &b.error)));
        groups
    }
}

/// Error and cause of an event that tells of a failure.
pub(crate) fn failure_of(event: &HistoryEvent) -> Option<(Option<String>, Option<String>)> {
    macro_rules! of {
        ($($details:ident),+) => {
            $(if let Some(details) = &event.$details {
                return Some((details.error.clone(), details.cause.clone()));
            })+
        };
    }
    of!(
        activity_failed_event_details,
        activity_schedule_failed_event_details,
        activity_timed_out_event_details,
        task_failed_event_details,
        task_start_failed_event_details,
        task_submit_failed_event_details,
        task_timed_out_event_details,
        execution_failed_event_details,
        execution_aborted_event_details,
        execution_timed_out_event_details,
        lambda_function_failed_event_details,
        lambda_function_schedule_failed_event_details,
        lambda_function_start_failed_event_details,
        lambda_function_timed_out_event_details,
        map_run_failed_event_details,
        evaluation_failed_event_details
    );
    None
}
