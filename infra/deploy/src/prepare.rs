use std::collections::BTreeMap;
use std::time::Duration;

use apoyo_cfn::ValidTemplate;
use apoyo_stack::StackName;
use aws_sdk_cloudformation::operation::describe_change_set::DescribeChangeSetOutput;
use aws_sdk_cloudformation::types::{self, ChangeSetStatus, ChangeSetType};

use crate::capabilities::{capabilities, keeps_a_named_bucket};
use crate::change_set::{changes, says_nothing_changes};
use crate::error::call;
use crate::parameter_values::ARTIFACT_BUCKET;
use crate::{
    Artifact, ArtifactBucket, Cloud, DeployError, Deployed, Notice, Pace, ParameterValues, Pause,
    ReadyChanges, Standing,
};

/// What is to be deployed.
#[derive(Debug)]
pub struct Request<'a> {
    /// Name of the stack.
    pub stack: &'a StackName,
    /// What it shall be.
    pub template: &'a ValidTemplate,
    /// The functions' zips.
    pub artifacts: &'a [Artifact],
    /// Values of parameters, by name.
    pub given: BTreeMap<String, String>,
    /// Where artifacts go.
    pub bucket: ArtifactBucket,
    /// ARN of the role that CloudFormation takes on, now and in later operations; without one it is the role of before,
    /// else the caller's own rights.
    pub role: Option<&'a str>,
    /// Name of the change set: letters, digits and `-`, beginning with a letter, and no other one's name.
    pub change_set: String,
}

/// What there is to do.
#[derive(Debug)]
pub enum Prepared {
    /// Nothing: the stack is as it shall be.
    Unchanged(Deployed),
    /// These changes, which wait to be executed or discarded.
    Changed(ReadyChanges),
}

/// Longest time that CloudFormation is given for a change set, in waits. It takes seconds.
const MOST_WAITS: u32 = 300;

impl Cloud {
    /// Uploads the artifacts and has CloudFormation compute what would change. Changes nothing in the stack.
    ///
    /// # Errors
    /// When something else works on the stack, when it is in a state that no change set leads out of, when CloudFormation
    /// refuses the template or the values, or when AWS does not answer or refuses a call.
    pub async fn prepare(
        &self,
        request: &Request<'_>,
        pause: &impl Pause,
        tell: &mut dyn FnMut(Notice),
    ) -> Result<Prepared, DeployError> {
        let stack = self.stack(request.stack.as_str()).await?;
        let there = updatable(request.stack, stack)?;
        let bucket = self.ready_bucket(&request.bucket, tell).await?;
        for artifact in request.artifacts {
            self.upload(&bucket, artifact, tell).await?;
        }
        let template = Artifact::template(request.stack.as_str(), request.template.yaml());
        self.upload(&bucket, &template, tell).await?;
        let url = format!(
            "https://{bucket}.s3.{}.{}/{}",
            self.place().region,
            self.place().domain(),
            template.key()
        );
        let mut given = request.given.clone();
        given.insert(ARTIFACT_BUCKET.to_owned(), bucket);
        let deployed = there.as_ref().map(|stack| stack.parameters.clone()).unwrap_or_default();
        let values = ParameterValues::choose(request.template.template(), &given, &deployed)?;
        tell(Notice::Comparing);
        let made = self.create_change_set(request, &url, (&values, there.as_ref())).await?;
        let told = self.computed(&made, pause).await?;
        self.judged(told, (made, there)).await
    }

    async fn create_change_set(
        &self,
        request: &Request<'_>,
        url: &str,
        (values, there): (&ParameterValues, Option<&Deployed>),
    ) -> Result<ReadyChanges, DeployError> {
        let kind = match there {
            Some(stack) if stack.status.standing() != Standing::Empty => ChangeSetType::Update,
            _ => ChangeSetType::Create,
        };
        let parameters = values.iter().map(|(name, value)| {
            types::Parameter::builder().parameter_key(name).parameter_value(value).build()
        });
        let made = self
            .formation
            .create_change_set()
            .stack_name(request.stack.as_str())
            .change_set_name(&request.change_set)
            .client_token(&request.change_set)
            .change_set_type(kind)
            .template_url(url)
            .set_parameters(Some(parameters.collect()))
            .set_capabilities(Some(capabilities(request.template.template())))
            .import_existing_resources(keeps_a_named_bucket(request.template.template()))
            .set_role_arn(request.role.map(ToOwned::to_owned))
            .send()
            .await
            .map_err(call("CreateChangeSet", format!("stack {}", request.stack.as_str())))?;
        Ok(ReadyChanges {
            change_set: made.id.unwrap_or_default(),
            token: request.change_set.clone(),
            stack: made.stack_id.unwrap_or_default(),
            made_stack: there.is_none(),
            creates: there.is_none_or(|stack| stack.status.standing() == Standing::Empty),
            changes: Vec::new(),
        })
    }

    /// Waits until CloudFormation knows what would change; the answer holds the changes of all pages.
    async fn computed(
        &self,
        made: &ReadyChanges,
        pause: &impl Pause,
    ) -> Result<DescribeChangeSetOutput, DeployError> {
        let mut pace = Pace::new();
        let mut waited = Duration::ZERO;
        let mut last = String::new();
        for _ in 0..MOST_WAITS {
            let wait = match self.described(made).await {
                Ok(told) if !is_under_way(told.status.as_ref()) => return Ok(told),
                Ok(told) => {
                    last = told.status.map(|status| status.as_str().to_owned()).unwrap_or_default();
                    pace.answered()
                }
                Err(error) => pace.failed(error)?,
            };
            pause.pause(wait).await;
            waited += wait;
        }
        Err(DeployError::Slow { status: last, minutes: waited.as_secs() / 60 })
    }

    async fn described(&self, made: &ReadyChanges) -> Result<DescribeChangeSetOutput, DeployError> {
        let mut changes = Vec::new();
        let mut next = None;
        loop {
            let asked = self
                .formation
                .describe_change_set()
                .stack_name(&made.stack)
                .change_set_name(&made.change_set)
                .include_property_values(true)
                .set_next_token(next);
            let mut page = asked.send().await.map_err(call("DescribeChangeSet", &made.change_set))?;
            changes.append(page.changes.get_or_insert_default());
            next = page.next_token.take();
            if next.is_none() {
                page.changes = Some(changes);
                return Ok(page);
            }
        }
    }

    async fn judged(
        &self,
        told: DescribeChangeSetOutput,
        (made, there): (ReadyChanges, Option<Deployed>),
    ) -> Result<Prepared, DeployError> {
        if told.status == Some(ChangeSetStatus::CreateComplete) {
            let changes = changes(told.changes.unwrap_or_default());
            return Ok(Prepared::Changed(ReadyChanges { changes, ..made }));
        }
        let discarded = self.discard(&made).await;
        let reason = told.status_reason.unwrap_or_default();
        match there {
            Some(stack) if says_nothing_changes(&reason) => discarded.map(|()| Prepared::Unchanged(stack)),
            // Whatever became of the change set, this is what the person must hear.
            _ => Err(DeployError::Refused { reason }),
        }
    }
}

/// The stack, if there is one and a change set can follow on it.
fn updatable(name: &StackName, found: Option<Deployed>) -> Result<Option<Deployed>, DeployError> {
    let Some(stack) = found else { return Ok(None) };
    let status = stack.status.to_string();
    match stack.status.standing() {
        Standing::Gone => Ok(None),
        Standing::Empty | Standing::Settled => Ok(Some(stack)),
        Standing::Busy => Err(DeployError::Busy { stack: name.clone(), status }),
        Standing::Stuck(cure) => Err(DeployError::Stuck { stack: name.clone(), status, cure }),
    }
}

fn is_under_way(status: Option<&ChangeSetStatus>) -> bool {
    matches!(status, None | Some(ChangeSetStatus::CreatePending | ChangeSetStatus::CreateInProgress))
}
