//! Overrides of `SubmitJob`, put into the properties of a definition.

use serde_json::{Map, Value};

use super::Refusal;
use crate::model::Platform;

/// The properties of a definition with the overrides of a request.
///
/// # Errors
/// When the overrides are those of another platform, or name a container that is not there.
pub(crate) fn overridden(platform: Platform, properties: &Value, request: &Value) -> Result<Value, Refusal> {
    let all = [
        (Platform::Container, "containerOverrides"),
        (Platform::Ecs, "ecsPropertiesOverride"),
        (Platform::Eks, "eksPropertiesOverride"),
    ];
    let mut properties = properties.clone();
    for (of, member) in all {
        let Some(overrides) = request.get(member).filter(|value| !value.is_null()) else { continue };
        if of != platform {
            return Err(Refusal::plain(format!(
                "{member} is not for this job: its definition has {}",
                platform.member()
            )));
        }
        match platform {
            Platform::Container => on_ecs(&mut properties, overrides),
            Platform::Ecs => {
                let containers = overrides.pointer("/taskProperties/0/containers");
                let place = properties.pointer_mut("/taskProperties/0/containers");
                by_name(place, containers, on_ecs)?;
            }
            Platform::Eks => {
                let containers = overrides.pointer("/podProperties/containers");
                by_name(properties.pointer_mut("/podProperties/containers"), containers, on_eks)?;
            }
        }
    }
    Ok(properties)
}

/// Overrides each container by the one of the same name; an override without a name is that of the only container.
fn by_name(
    containers: Option<&mut Value>,
    overrides: Option<&Value>,
    put: fn(&mut Value, &Value),
) -> Result<(), Refusal> {
    let containers = containers.and_then(Value::as_array_mut);
    let (Some(containers), Some(overrides)) = (containers, overrides.and_then(Value::as_array)) else {
        return Ok(());
    };
    for wanted in overrides {
        let name = wanted.get("name").and_then(Value::as_str);
        let is_meant = |container: &&mut Value| {
            let own = container.get("name").and_then(Value::as_str);
            name.is_none() || own == name || (own.is_none() && name == Some("Default"))
        };
        let Some(container) = containers.iter_mut().find(is_meant) else {
            return Err(Refusal::plain(format!(
                "the overrides name a container {:?} that the job definition does not have",
                name.unwrap_or_default()
            )));
        };
        put(container, wanted);
    }
    Ok(())
}

fn on_ecs(container: &mut Value, overrides: &Value) {
    for name in ["command", "vcpus", "memory", "instanceType"] {
        replace(container, overrides, name);
    }
    merge(container, overrides, ("environment", "name"));
    merge(container, overrides, ("resourceRequirements", "type"));
}

fn on_eks(container: &mut Value, overrides: &Value) {
    for name in ["command", "args", "image"] {
        replace(container, overrides, name);
    }
    merge(container, overrides, ("env", "name"));
    for kind in ["limits", "requests"] {
        let wanted = overrides.pointer(&format!("/resources/{kind}")).and_then(Value::as_object);
        let Some(wanted) = wanted else { continue };
        let Some(container) = container.as_object_mut() else { continue };
        let resources = container.entry("resources").or_insert_with(|| Value::Object(Map::new()));
        let Some(resources) = resources.as_object_mut() else { continue };
        let place = resources.entry(kind).or_insert_with(|| Value::Object(Map::new()));
        if let Some(place) = place.as_object_mut() {
            place.extend(wanted.clone());
        }
    }
}

fn replace(container: &mut Value, overrides: &Value, name: &str) {
    if let (Some(value), Some(members)) = (overrides.get(name), container.as_object_mut())
        && !value.is_null()
    {
        members.insert(name.to_owned(), value.clone());
    }
}

/// Puts the items of a list over those of the same name, or behind them.
fn merge(container: &mut Value, overrides: &Value, (list, key): (&str, &str)) {
    let Some(wanted) = overrides.get(list).and_then(Value::as_array) else { return };
    let Some(members) = container.as_object_mut() else { return };
    let place = members.entry(list).or_insert_with(|| Value::Array(Vec::new()));
    let Some(items) = place.as_array_mut() else { return };
    for item in wanted {
        match items.iter_mut().find(|own| own.get(key) == item.get(key)) {
            Some(own) => *own = item.clone(),
            None => items.push(item.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn variables_and_requirements_are_overridden_by_name_and_the_command_as_a_whole() {
        let own = json!({"command": ["a", "b"], "environment": [{"name": "X", "value": "1"}],
            "resourceRequirements": [{"type": "VCPU", "value": "1"}]});
        let wanted = json!({"containerOverrides": {"command": ["c"],
            "environment": [{"name": "Y", "value": "2"}, {"name": "X", "value": "3"}],
            "resourceRequirements": [{"type": "VCPU", "value": "2"}]}});
        let merged = overridden(Platform::Container, &own, &wanted).unwrap();
        assert_eq!(
            merged,
            json!({"command": ["c"], "environment": [{"name": "X", "value": "3"}, {"name": "Y", "value": "2"}],
                "resourceRequirements": [{"type": "VCPU", "value": "2"}]})
        );
    }

    #[test]
    fn containers_of_kubernetes_and_of_tasks_are_found_by_name() {
        let pod = json!({"podProperties": {"containers": [{"name": "worker", "image": "i"}]}});
        let wanted = |name| {
            json!({"eksPropertiesOverride": {"podProperties": {"containers":
                [{"name": name, "env": [{"name": "A", "value": "b"}], "resources": {"limits": {"cpu": "2"}}}]}}})
        };
        let merged = overridden(Platform::Eks, &pod, &wanted("worker")).unwrap();
        let container = &merged["podProperties"]["containers"][0];
        assert_eq!([&container["env"][0]["value"], &container["resources"]["limits"]["cpu"]], ["b", "2"]);
        let refused = overridden(Platform::Eks, &pod, &wanted("other")).unwrap_err();
        assert!(refused.message.contains("\"other\""), "{}", refused.message);
        let task = json!({"taskProperties": [{"containers": [{"name": "w"}]}]});
        let wanted = json!({"ecsPropertiesOverride": {"taskProperties": [{"containers":
            [{"name": "w", "command": ["x"]}]}]}});
        let merged = overridden(Platform::Ecs, &task, &wanted).unwrap();
        assert_eq!(merged["taskProperties"][0]["containers"][0]["command"][0], "x");
    }

    #[test]
    fn overrides_of_another_platform_are_refused() {
        let wanted = json!({"eksPropertiesOverride": {}});
        assert!(overridden(Platform::Container, &json!({}), &wanted).is_err());
    }
}
