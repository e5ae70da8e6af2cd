//! What of a definition's properties is run here.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Refusal;
use super::quantity::{millicpus, positive};
use super::request::{read, required};
use crate::model::{Container, Platform};

/// Members of a container of ECS that matter here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EcsContainer {
    image: Option<String>,
    command: Option<Vec<String>>,
    environment: Option<Vec<Variable>>,
    resource_requirements: Option<Vec<Requirement>>,
    vcpus: Option<i64>,
    memory: Option<i64>,
}

/// Members of a container of Kubernetes that matter here.
#[derive(Debug, Deserialize)]
struct EksContainer {
    image: Option<String>,
    command: Option<Vec<String>>,
    args: Option<Vec<String>>,
    env: Option<Vec<Variable>>,
    resources: Option<EksResources>,
}

#[derive(Debug, Default, Deserialize)]
struct EksResources {
    limits: Option<Map<String, Value>>,
    requests: Option<Map<String, Value>>,
}

#[derive(Debug, Deserialize)]
struct Variable {
    name: Option<String>,
    value: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Requirement {
    #[serde(rename = "type")]
    kind: String,
    value: String,
}

/// The container of these properties.
///
/// # Errors
/// When they break a rule of Batch, or ask for what is not here: several containers in one job.
pub(crate) fn container(platform: Platform, properties: &Value) -> Result<Container, Refusal> {
    let fields = match platform {
        Platform::Container => properties,
        Platform::Ecs => only(properties, &["taskProperties", "0", "containers"], platform)?,
        Platform::Eks => {
            let pod = &properties["podProperties"];
            if pod["initContainers"].as_array().is_some_and(|containers| !containers.is_empty()) {
                return Err(Refusal::plain("eksProperties: initContainers are not here, one container is"));
            }
            only(properties, &["podProperties", "containers"], platform)?
        }
    };
    let (command, environment, millicpus) = match platform {
        Platform::Eks => eks(read(fields)?)?,
        Platform::Container | Platform::Ecs => ecs(read(fields)?)?,
    };
    Ok(Container { platform, command, environment, millicpus, properties: properties.clone() })
}

/// The one container of a task or a pod.
fn only<'v>(properties: &'v Value, path: &[&str], platform: Platform) -> Result<&'v Value, Refusal> {
    let found = path.iter().try_fold(properties, |value, step| match step.parse::<usize>() {
        Ok(at) => value.get(at),
        Err(_) => value.get(step),
    });
    match found.and_then(Value::as_array).map(Vec::as_slice) {
        Some([container]) => Ok(container),
        Some(several) => Err(Refusal::plain(format!(
            "{}: {} containers are not here, one container is",
            platform.member(),
            several.len()
        ))),
        None => Err(Refusal::executing("Container properties should not be empty")),
    }
}

type Parts = (Vec<String>, Vec<(String, String)>, u32);

fn ecs(fields: EcsContainer) -> Result<Parts, Refusal> {
    required(fields.image.filter(|image| !image.is_empty()), "image")?;
    let requirements = fields.resource_requirements.unwrap_or_default();
    let given =
        |kind: &str| requirements.iter().find(|found| found.kind == kind).map(|found| found.value.clone());
    for requirement in &requirements {
        if !["VCPU", "MEMORY", "GPU"].contains(&requirement.kind.as_str()) {
            return Err(Refusal::executing(format!(
                "resourceRequirements type {:?} should be GPU, MEMORY or VCPU",
                requirement.kind
            )));
        }
    }
    let vcpus = given("VCPU").or_else(|| fields.vcpus.map(|vcpus| vcpus.to_string()));
    let vcpus = vcpus.ok_or_else(|| Refusal::executing("vCPU is not provided."))?;
    let memory = given("MEMORY").or_else(|| fields.memory.map(|memory| memory.to_string()));
    let memory = memory.ok_or_else(|| Refusal::executing("Memory is not provided."))?;
    positive("MEMORY", &memory)?;
    let environment = variables(fields.environment.unwrap_or_default())?;
    Ok((fields.command.unwrap_or_default(), environment, millicpus(&vcpus)?))
}

fn eks(fields: EksContainer) -> Result<Parts, Refusal> {
    required(fields.image.filter(|image| !image.is_empty()), "image")?;
    let resources = fields.resources.unwrap_or_default();
    let given = |name: &str| {
        let places = [&resources.limits, &resources.requests];
        places.into_iter().flatten().find_map(|map| map.get(name)?.as_str().map(str::to_owned))
    };
    let vcpus = given("cpu").ok_or_else(|| Refusal::executing("vCPU is not provided."))?;
    given("memory").ok_or_else(|| Refusal::executing("Memory is not provided."))?;
    let environment = variables(fields.env.unwrap_or_default())?;
    let command = [fields.command.unwrap_or_default(), fields.args.unwrap_or_default()].concat();
    Ok((command, environment, millicpus(&vcpus)?))
}

/// Variables by name; Batch keeps those that begin with `AWS_BATCH` to itself.
fn variables(given: Vec<Variable>) -> Result<Vec<(String, String)>, Refusal> {
    let one = |variable: Variable| {
        let name = required(variable.name.filter(|name| !name.is_empty()), "environment name")?;
        if name.starts_with("AWS_BATCH") {
            return Err(Refusal::executing(format!(
                "environment variable {name:?} should not start with AWS_BATCH, which is reserved"
            )));
        }
        if name.contains(['=', '\0']) || variable.value.as_ref().is_some_and(|value| value.contains('\0')) {
            return Err(Refusal::executing(format!(
                "environment variable {name:?} has a character of no variable"
            )));
        }
        Ok((name, variable.value.unwrap_or_default()))
    };
    given.into_iter().map(one).collect()
}
