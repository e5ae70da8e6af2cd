use serde::Deserialize;

use crate::step_functions::operation::{Operation, Reply};
use crate::step_functions::shape::{LONG_ARN, Member, required};
use crate::step_functions::{ApiError, StepFunctions, resource_arn};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeMapRun {
    map_run_arn: String,
}

impl Operation for DescribeMapRun {
    const NAME: &'static str = "DescribeMapRun";
    const MEMBERS: &'static [Member] = &[required("mapRunArn", LONG_ARN)];

    async fn call(self, api: &StepFunctions) -> Reply {
        let arn = resource_arn::map_run(&self.map_run_arn)?;
        let run = api.engine().describe_map_run(&arn);
        Ok(run.map_err(|_| ApiError::resource_not_found(&self.map_run_arn))?.to_api())
    }
}
