//! The pipeline's stack beside the app that it deploys, and what IAM says to calls of its roles.

use apoyo_stack::{Config, StackName, pipeline, synth};
use serde_json::Value;

use crate::app_resource::{self, AppResource};
use crate::iam::{Call, Decision, Deployed, decide};

/// What GitHub's tokens of the trial repository name.
pub(crate) const REPOSITORY: &str = "octo-org@1/photos@456789";

/// ARN of the boundary.
pub(crate) const BOUNDARY: &str = "arn:aws:iam::123456789012:policy/pipeline/apoyo-boundary";

/// The pipeline of an app.
pub(crate) struct PipelineTrial {
    pub(crate) app: Deployed,
    pub(crate) app_template: Value,
    pub(crate) pipeline: Deployed,
    service_role: Vec<Value>,
}

impl PipelineTrial {
    /// Of this app, deployed as the stack `apoyo` by the trial repository.
    pub(crate) fn of(config: &Config) -> Self {
        let repository = Config::read(&format!("pipeline: {{repository: '{REPOSITORY}'}}")).unwrap();
        Self::exactly(&Config { name: StackName::default(), pipeline: repository.pipeline, ..config.clone() })
    }

    /// Of this app, as it is.
    pub(crate) fn exactly(config: &Config) -> Self {
        let app = synth(config).unwrap();
        let pipeline = pipeline(config).unwrap_or_else(|error| panic!("{error}"));
        let pipeline = Deployed::read(pipeline.yaml());
        Self {
            app: Deployed::read(app.yaml()),
            app_template: serde_yaml::from_str(app.yaml()).unwrap(),
            service_role: service_role(&pipeline),
            pipeline,
        }
    }

    /// Every resource of the app.
    pub(crate) fn resources(&self) -> Vec<AppResource<'_>> {
        app_resource::all(&self.app_template, &self.app)
    }

    /// The statements of a managed policy.
    pub(crate) fn statements(&self, policy: &str) -> Vec<Value> {
        self.pipeline.resource_statements(policy)
    }

    /// What IAM says to a call of the service role.
    pub(crate) fn made(&self, call: &Call<'_>) -> Decision {
        decide(&self.service_role, call)
    }

    /// What IAM says to a call of a role that workflows take on.
    pub(crate) fn called(&self, role: &str, call: &Call<'_>) -> Decision {
        decide(&self.pipeline.role_statements(role), call)
    }

    /// What IAM says to a job that asks for a role with a token of this audience and subject.
    pub(crate) fn assumed(&self, role: &str, audience: &str, subject: &str) -> Decision {
        let mut trust = self.pipeline.properties(role)["AssumeRolePolicyDocument"]["Statement"]
            .as_array()
            .unwrap()
            .clone();
        for statement in &mut trust {
            statement["Resource"] = "*".into();
        }
        let call = Call::new("sts:AssumeRoleWithWebIdentity", "*")
            .with("token.actions.githubusercontent.com:aud", audience)
            .with("token.actions.githubusercontent.com:sub", subject);
        decide(&trust, &call)
    }
}

/// What CloudFormation may do for the app's stack.
fn service_role(pipeline: &Deployed) -> Vec<Value> {
    let policies = pipeline.of_type("AWS::IAM::ManagedPolicy");
    policies
        .into_iter()
        .filter(|id| *id != "Boundary")
        .flat_map(|id| pipeline.resource_statements(id))
        .collect()
}
