//! The permissions boundary: what any role of the app may do at most, whatever its own policies say.
//!
//! Without it, who may make roles and hand them to functions may do everything. With it, whoever gets a template of their
//! own past review still gets nothing that the app does not have: no identity, no other bucket, no other account's role.

use std::collections::BTreeMap;

use apoyo_cfn::{PolicyDocument, Resource, Statement, Sub, Template, ValidTemplate};
use apoyo_constructs::{ConstructId, GraphMistake, Stack};
use serde_json::{Value, json};

use super::PipelineError;
use super::managed;
use super::names::{Names, PATH, Things};
use super::survey::Survey;
use crate::config::Config;

/// Adds the boundary. Its name is known beforehand: the app's roles name it.
pub(super) fn define(stack: &mut Stack, survey: &Survey, names: &Names) -> Result<(), PipelineError> {
    let properties = json!({
        "ManagedPolicyName": format!("{}-boundary", names.app()),
        "Path": PATH,
        "Description": "What any role of the app may do at most.",
        "PolicyDocument": PolicyDocument::new(statements(survey, names)?),
    });
    stack.add(&ConstructId::new("Boundary"), Resource::new("AWS::IAM::ManagedPolicy", properties));
    Ok(())
}

/// The app's template with the boundary on every role, where a pipeline deploys it.
pub(crate) fn bounded(app: ValidTemplate, config: &Config) -> Result<ValidTemplate, GraphMistake> {
    if config.pipeline.repository.is_none() {
        return Ok(app);
    }
    let mut template: Template = app.template().clone();
    let boundary = Names::new(config).boundary();
    for role in template.resources.values_mut().filter(|resource| resource.kind == "AWS::IAM::Role") {
        role.properties.insert("PermissionsBoundary".to_owned(), json!(boundary));
    }
    Ok(template.check()?)
}

fn statements(survey: &Survey, names: &Names) -> Result<Vec<Statement>, PipelineError> {
    let mut by_service: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for action in &survey.actions {
        let service = action.split(':').next().unwrap_or_default();
        by_service.entry(service).or_default().push(action);
    }
    let mut statements = Vec::new();
    for (service, actions) in by_service {
        let bounds = bounds(service, names, survey)
            .ok_or_else(|| PipelineError::NoBounds { action: actions.join(", ") })?;
        statements.push(Statement::allow(&sid(service), &actions, bounds));
    }
    let everywhere: Vec<&str> = survey.everywhere.iter().map(String::as_str).collect();
    // Actions that know no resource, hence `*`.
    statements.push(Statement::allow("Everywhere", &everywhere, ["*"]));
    for name in &survey.managed {
        statements.push(managed::bounds(name)?);
    }
    Ok(statements)
}

/// What of a service is the app's; `None` where the app has never asked for anything of it.
fn bounds(service: &str, names: &Names, survey: &Survey) -> Option<Vec<Value>> {
    let app = names.app();
    Some(match service {
        "batch" => [names.arns(Things::Batch), here("batch", &["job/*"])].concat(),
        "ecr" => names.arns(Things::Repositories),
        "events" => here("events", &["rule/StepFunctions*"]),
        // The cluster's own key has no name.
        "kms" if survey.kinds.contains("AWS::KMS::Key") => names.arns(Things::Keys),
        "kms" => vec![names.kms_key_arn()?.into()],
        "lambda" => names.arns(Things::Functions),
        "logs" => names.arns(Things::LogGroups),
        "s3" => vec![names.photo_bucket().into(), names.photo_bucket().text("/*").into()],
        "sqs" => names.arns(Things::Queues),
        "states" => {
            let patterns = ["stateMachine", "execution", "mapRun"].map(|kind| format!("{kind}:{app}-*"));
            here("states", &patterns.each_ref().map(String::as_str))
        }
        _ => return None,
    })
}

fn here(service: &str, patterns: &[&str]) -> Vec<Value> {
    patterns.iter().map(|pattern| Sub::arn(service, pattern).into()).collect()
}

/// `S3` of `s3`.
fn sid(service: &str) -> String {
    let mut letters = service.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
