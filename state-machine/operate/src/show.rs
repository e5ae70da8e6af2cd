use apoyo_photo::OutcomeKind;
use apoyo_report::{ReportReader, ReportedPhoto};
use jiff::Timestamp;
use serde::Serialize;

use crate::failures::Failures;
use crate::moment::moment;
use crate::site::Named;
use crate::{ExecutionRef, FailureGroup, MapRunState, OperateError, PhotoCounts, Site, StatePassed, Trouble};

/// All that is known of one execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecutionFacts {
    /// Its ARN.
    pub execution_arn: String,
    /// Its name.
    pub name: String,
    /// As Step Functions writes it.
    pub status: String,
    /// When it started.
    pub started: Timestamp,
    /// When it ended; absent while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// Error name, where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Error message, where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// How often it was redriven.
    pub redrives: u32,
    /// When it was redriven last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redriven: Option<Timestamp>,
    /// Whether it can be redriven, as Step Functions writes it: `REDRIVABLE`, `NOT_REDRIVABLE` or
    /// `REDRIVABLE_BY_MAP_RUN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redrive_status: Option<String>,
    /// Why it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redrive_status_reason: Option<String>,
    /// The photos by their ending, from the report; absent where there is no report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photos: Option<PhotoCounts>,
    /// Photos that failed, by their errors.
    pub failures: Vec<FailureGroup>,
    /// Key of the report's page; absent where there is no report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// The states that it entered, in that order.
    pub states: Vec<StatePassed>,
    /// What went wrong in its states, in that order, be it retried or not.
    pub errors: Vec<Trouble>,
    /// Its Map Runs.
    pub map_runs: Vec<MapRunState>,
}

impl Site {
    /// What Step Functions, the history and the report say of an execution.
    ///
    /// # Errors
    /// When it is not there, or Step Functions or S3 does not answer or refuses.
    pub async fn show(&self, wanted: &ExecutionRef) -> Result<ExecutionFacts, OperateError> {
        let execution = self.named(wanted).await?;
        let described = self.describe(&execution).await?;
        let passage = self.passage(&execution).await?;
        let map_runs = self.map_runs(&execution).await?;
        let reported = self.reported(&execution).await?;
        let report = reported.is_some().then(|| self.report_page(&execution.name));
        let (photos, failures) =
            reported.map_or((None, Vec::new()), |(photos, failures)| (Some(photos), failures));
        Ok(ExecutionFacts {
            execution_arn: execution.arn,
            name: execution.name.to_string(),
            status: described.status.as_str().to_owned(),
            started: moment(&described.start_date),
            ended: described.stop_date.as_ref().map(moment),
            error: described.error,
            cause: described.cause,
            redrives: described.redrive_count.and_then(|count| count.try_into().ok()).unwrap_or_default(),
            redriven: described.redrive_date.as_ref().map(moment),
            redrive_status: described.redrive_status.map(|status| status.as_str().to_owned()),
            redrive_status_reason: described.redrive_status_reason,
            photos,
            failures,
            report,
            states: passage.states,
            errors: passage.troubles,
            map_runs,
        })
    }

    /// The counts of an execution's report and its failures; `None` where there is no report.
    pub(crate) async fn reported(
        &self,
        execution: &Named,
    ) -> Result<Option<(PhotoCounts, Vec<FailureGroup>)>, OperateError> {
        let key = self.report_key(&execution.name);
        let Some(mut report) = ReportReader::open(&self.bucket, &key).await? else { return Ok(None) };
        let mut failures = Failures::default();
        while let Some(photo) = report.next().await? {
            if let ReportedPhoto::Accounted(outcome) = &photo
                && outcome.outcome == OutcomeKind::Failed
            {
                failures.add(outcome);
            }
        }
        let summary = report.summary().await?;
        Ok(Some((PhotoCounts::from(&summary.totals), failures.groups())))
    }
}
