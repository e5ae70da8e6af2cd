use apoyo_engine::MapRunUpdate;
use serde::Deserialize;
use serde_json::json;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::shape::{LONG_ARN, Member, Shape, optional, required};
use crate::step_functions::{ApiError, StepFunctions, resource_arn};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateMapRun {
    map_run_arn: String,
    max_concurrency: Option<u64>,
    tolerated_failure_percentage: Option<f64>,
    tolerated_failure_count: Option<u64>,
}

impl Operation for UpdateMapRun {
    const NAME: &'static str = "UpdateMapRun";
    const MEMBERS: &'static [Member] = &[
        required("mapRunArn", LONG_ARN),
        optional("maxConcurrency", Shape::Integer { least: 0, most: i32::MAX as i64 }),
        optional("toleratedFailurePercentage", Shape::Number { least: 0.0, most: 100.0 }),
        optional("toleratedFailureCount", Shape::Integer { least: 0, most: i64::MAX }),
    ];

    async fn call(self, api: &StepFunctions) -> Reply {
        let arn = resource_arn::map_run(&self.map_run_arn)?;
        let update = MapRunUpdate {
            max_concurrency: self.max_concurrency,
            tolerated_failure_percentage: self.tolerated_failure_percentage,
            tolerated_failure_count: self.tolerated_failure_count,
        };
        if update == MapRunUpdate::default() {
            return Err(ApiError::because(
                "MISSING_REQUIRED_PARAMETER",
                "At least one of maxConcurrency, toleratedFailurePercentage and toleratedFailureCount must be specified",
            ));
        }
        let updated = api.engine().update_map_run(&arn, update).await;
        if updated.map_err(|_| ApiError::resource_not_found(&self.map_run_arn))? {
            return Ok(json!({}));
        }
        Err(ApiError::because(
            "CANNOT_UPDATE_COMPLETED_MAP_RUN",
            format!("Map Run has ended and cannot be updated: '{arn}'"),
        ))
    }
}
