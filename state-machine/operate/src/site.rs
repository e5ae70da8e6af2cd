use apoyo_bucket::{Bucket, BucketError, manifest_key, report_key};
use apoyo_list::StateMachineArn;
use apoyo_photo::{ExecutionName, Folders};
use aws_config::SdkConfig;
use aws_sdk_sfn::Client;
use aws_sdk_sfn::operation::describe_execution::DescribeExecutionOutput;

use crate::error::call;
use crate::{ExecutionRef, OperateError, find_machine};

/// One deployed state machine with its photo bucket, at AWS or in the embedded cloud. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Site {
    pub(crate) functions: Client,
    pub(crate) machine: StateMachineArn,
    pub(crate) bucket: Bucket,
    pub(crate) folders: Folders,
}

/// An execution that a reference named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) arn: String,
    pub(crate) name: ExecutionName,
    pub(crate) machine: StateMachineArn,
}

impl Site {
    /// The state machine of an ARN or a name, and a bucket, reached as the environment says.
    ///
    /// # Errors
    /// When there is no such machine, or Step Functions does not answer or refuses.
    pub async fn open(
        shared: &SdkConfig,
        machine: &str,
        bucket: &str,
        folders: Folders,
    ) -> Result<Self, OperateError> {
        let functions = Client::new(shared);
        let machine = find_machine(&functions, machine).await?;
        Ok(Self::new(functions, machine, Bucket::in_environment(shared, bucket), folders))
    }

    /// What these clients reach.
    pub fn new(functions: Client, machine: StateMachineArn, bucket: Bucket, folders: Folders) -> Self {
        Self { functions, machine, bucket, folders }
    }

    /// ARN of the state machine.
    pub fn machine(&self) -> &StateMachineArn {
        &self.machine
    }

    /// The photo bucket's name.
    pub fn bucket_name(&self) -> &str {
        self.bucket.name()
    }

    /// Key of the page that a person reads of an execution.
    pub fn report_page(&self, execution: &ExecutionName) -> String {
        report_key(&self.folders, execution, "html")
    }

    pub(crate) fn report_key(&self, execution: &ExecutionName) -> String {
        report_key(&self.folders, execution, "json")
    }

    pub(crate) fn manifest_key(&self, execution: &ExecutionName) -> String {
        manifest_key(&self.folders, execution)
    }

    /// The execution that a reference names; asks Step Functions only for the latest.
    pub(crate) async fn named(&self, wanted: &ExecutionRef) -> Result<Named, OperateError> {
        match wanted {
            ExecutionRef::Name(name) => Ok(self.of_name(name.clone())),
            ExecutionRef::Arn { arn, machine, name } => {
                Ok(Named { arn: arn.to_string(), name: name.clone(), machine: machine.clone() })
            }
            ExecutionRef::Latest => self.latest().await,
        }
    }

    pub(crate) fn of_name(&self, name: ExecutionName) -> Named {
        Named { arn: self.machine.execution(&name), name, machine: self.machine.clone() }
    }

    async fn latest(&self) -> Result<Named, OperateError> {
        let request = self.functions.list_executions().state_machine_arn(self.machine.to_string());
        let what = self.machine.name();
        let page = request.max_results(1).send().await.map_err(call("ListExecutions", what))?;
        // An execution of a Step Functions that allows other names than ours has no records here.
        let name = page.executions().first().and_then(|found| found.name().parse().ok());
        let never = || OperateError::NeverRan { machine: what.to_owned() };
        name.map(|name| self.of_name(name)).ok_or_else(never)
    }

    /// What Step Functions says of an execution.
    pub(crate) async fn describe(&self, execution: &Named) -> Result<DescribeExecutionOutput, OperateError> {
        let sent = self.functions.describe_execution().execution_arn(&execution.arn).send().await;
        sent.map_err(call("DescribeExecution", execution.name.as_str())).map_err(|error| match error.code() {
            Some("ExecutionDoesNotExist") => OperateError::NoExecution {
                name: execution.name.to_string(),
                machine: execution.machine.name().to_owned(),
            },
            _ => error,
        })
    }

    /// An error of the bucket, with its name.
    pub(crate) fn bucket_failed(&self) -> impl Fn(BucketError) -> OperateError + '_ {
        |source| OperateError::Bucket { bucket: self.bucket.name().to_owned(), source }
    }
}
