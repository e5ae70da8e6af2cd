//! The pipeline's own stack: how a workflow of one GitHub repository deploys the app, without keys.
//!
//! ```text
//! pull request --token--> diff role     reads the stack
//! main branch  --token--> deploy role   change sets, artifacts, the worker's image; may pass on one role:
//!                           |
//!                           v  iam:PassRole, to CloudFormation only
//!                         service role  makes what the app's template contains, under the app's name
//!                           |
//!                           v  every role that it makes carries the
//!                         boundary      what any role of the app may do at most
//! ```
//! A person deploys it once, and again when `apoyo.yaml` brings a resource type that the app did not have before: first
//! this stack, then the app; the other way round when one goes.
//!
//! Architecture invariants: rights follow from the app's template, type by type ([`rights`]); a type without rights is
//! an error here and not a deployment that stops half-way. Nothing here can change this stack: its roles and policies lie
//! under the path `/pipeline/`, which no right reaches.

mod artifacts;
mod boundary;
mod deployer;
mod managed;
mod names;
mod rights;
mod service_role;
mod survey;
mod trust;

use apoyo_cfn::ValidTemplate;
use apoyo_constructs::{GraphMistake, Stack};

use crate::config::Config;
use crate::synth::synth;
use names::Names;
use survey::Survey;

pub(crate) use boundary::bounded;

/// Why there is no template for the pipeline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PipelineError {
    /// Nobody is named who could deploy.
    #[error(
        "field pipeline.repository: it is not given, and the pipeline's roles trust one repository: owner/name is"
    )]
    NoRepository,
    /// The app has a resource that the pipeline could not make.
    #[error(
        "resource type {kind} has no rights in the pipeline: infra/stack/src/pipeline/rights names them type by type"
    )]
    NoRights {
        /// The type.
        kind: String,
    },
    /// A role of the app may do what the boundary cannot name.
    #[error(
        "action {action} has no bounds in the pipeline: infra/stack/src/pipeline/boundary.rs names them service by service"
    )]
    NoBounds {
        /// The action.
        action: String,
    },
    /// The graph of constructs is wrong.
    #[error(transparent)]
    Graph(#[from] GraphMistake),
}

/// The template of the pipeline's stack, for the app that this configuration describes.
///
/// # Errors
/// When the configuration names no repository, or the app has a resource type or an action that the tables here do not
/// know.
pub fn pipeline(config: &Config) -> Result<ValidTemplate, PipelineError> {
    let trusted = trust::Trusted::of(&config.pipeline).ok_or(PipelineError::NoRepository)?;
    let app = synth(config)?;
    let survey = Survey::of(app.template());
    let names = Names::new(config);
    let rights = rights::of(&survey, &names)?;
    let mut stack = Stack::new("Apoyo's pipeline: the roles by which a GitHub repository deploys the app.");
    boundary::define(&mut stack, &survey, &names)?;
    artifacts::define(&mut stack);
    let service = service_role::define(&mut stack, rights);
    let provider = trust::provider(&mut stack, &config.pipeline);
    deployer::define(&mut stack, &trusted.by(&provider), &names, (&service, &survey));
    stack.output("BoundaryArn", "What any role of the app may do at most.", names.boundary());
    Ok(stack.finish()?)
}
