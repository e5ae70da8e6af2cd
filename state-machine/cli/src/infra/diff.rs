use std::collections::BTreeMap;

use apoyo_deploy::{Cloud, Deployed, StackDifference, StackForm, Standing, WORKER_IMAGE_TAG, code_parameter};
use serde_json::{Value, json};

use super::arguments::DiffArguments;
use super::subject::Subject;
use super::{differences, package};
use crate::exit::End;
use crate::say::{say, say_line};

/// Says how the deployed stack differs from what would be deployed. Changes nothing, uploads nothing.
pub(super) async fn diff(wanted: &DiffArguments) -> anyhow::Result<End> {
    let subject = Subject::read(&wanted.stack)?;
    let new = local(&subject, wanted)?;
    let cloud = Cloud::from_environment().await?;
    let stack = cloud.stack(subject.name.as_str()).await?;
    let stack = stack.filter(|stack| !matches!(stack.status.standing(), Standing::Empty | Standing::Gone));
    let old = match &stack {
        Some(stack) => {
            StackForm { template: cloud.template(&stack.id).await?, parameters: stack.parameters.clone() }
        }
        None => StackForm { template: Value::Null, parameters: BTreeMap::new() },
    };
    let difference = StackDifference::between(&old, &new);
    if wanted.json {
        let status = stack.as_ref().map(|stack| &stack.status);
        let facts = json!({"stack": subject.name, "status": status, "differences": difference});
        say_line(serde_json::to_string_pretty(&facts)?);
    } else {
        print(&subject, stack.as_ref(), &difference);
    }
    if wanted.packages.is_none() && subject.is_app {
        eprintln!("the functions' code was not compared: name a folder of zips with --packages");
    }
    Ok(if wanted.exit_code && !difference.is_empty() { End::Different } else { End::Done })
}

/// What would be deployed, as far as it is known.
fn local(subject: &Subject, wanted: &DiffArguments) -> anyhow::Result<StackForm> {
    let mut parameters = BTreeMap::new();
    if let Some(folder) = wanted.packages.as_deref().filter(|_| subject.is_app) {
        let artifacts = package::artifacts(Some(folder), subject.config.functions.architecture)?;
        parameters
            .extend(artifacts.into_iter().map(|(step, zip)| (code_parameter(step), zip.key().to_owned())));
    }
    parameters.extend(wanted.image_tag.clone().map(|tag| (WORKER_IMAGE_TAG.to_owned(), tag)));
    Ok(StackForm { template: serde_json::to_value(subject.template.template())?, parameters })
}

fn print(subject: &Subject, stack: Option<&Deployed>, difference: &StackDifference) {
    let name = subject.name.as_str();
    match stack {
        None => say_line(format_args!("stack {name} does not exist; all of it would be new")),
        Some(_) if difference.is_empty() => say_line(format_args!("stack {name} is as it would be deployed")),
        Some(stack) => {
            say_line(format_args!("stack {name} ({}): {}", stack.status, differences::counted(difference)));
        }
    }
    say(differences::told(difference));
    if stack.is_some_and(|stack| stack.drifted) {
        eprintln!("{}", super::deploy::DRIFTED);
    }
}
