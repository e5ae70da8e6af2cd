use std::collections::BTreeMap;

use apoyo_cfn::Template;

use crate::DeployError;

/// Values of a template's parameters, by name, in the template's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterValues(Vec<(String, String)>);

/// Parameter with the tag of the worker's image.
pub const WORKER_IMAGE_TAG: &str = "WorkerImageTag";

/// Parameter with the name of the artifact bucket.
pub const ARTIFACT_BUCKET: &str = "ArtifactBucket";

impl ParameterValues {
    /// For each parameter the value given, else the deployed one, else the template's default.
    ///
    /// What is given and is no parameter of this template (the image's tag, in a stack without the lane `batch`) is left
    /// out.
    ///
    /// # Errors
    /// When a parameter has none of the three.
    pub fn choose(
        template: &Template,
        given: &BTreeMap<String, String>,
        deployed: &BTreeMap<String, String>,
    ) -> Result<Self, DeployError> {
        let mut values = Vec::new();
        for (id, parameter) in &template.parameters {
            let name = id.as_str();
            match given.get(name).or_else(|| deployed.get(name)) {
                Some(value) => values.push((name.to_owned(), value.clone())),
                None if parameter.default.is_some() => {}
                None => return Err(DeployError::NoValue { name: name.to_owned(), cure: cure(name) }),
            }
        }
        Ok(Self(values))
    }

    /// Name and value of each.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Parameter with the key of a step's zip: `ListCode` for `list`.
pub fn code_parameter(step: &str) -> String {
    let mut letters = step.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).chain("Code".chars()).collect()
}

fn cure(name: &str) -> &'static str {
    match name {
        WORKER_IMAGE_TAG => "give --image FILE, or --image-tag TAG",
        name if name.ends_with("Code") => "its zip is missing among the packages",
        _ => "this version of apoyo does not know it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn template(parameters: &[(&str, Option<&str>)]) -> Template {
        let mut template = Template::new("test");
        for (name, default) in parameters {
            let parameter = json!({"Type": "String", "Description": "", "Default": default});
            let parameter = serde_json::from_value(parameter).unwrap();
            template.parameters.insert(name.parse().unwrap(), parameter);
        }
        template
    }

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_is_given_goes_before_what_is_deployed_and_that_before_the_default() {
        let template = template(&[("ListCode", None), (WORKER_IMAGE_TAG, None), ("Ready", Some("no"))]);
        let given = map(&[("ListCode", "new.zip"), ("Unknown", "x")]);
        let deployed = map(&[("ListCode", "old.zip"), (WORKER_IMAGE_TAG, "abc")]);
        let chosen = ParameterValues::choose(&template, &given, &deployed).unwrap();
        let chosen: Vec<_> = chosen.iter().collect();
        assert_eq!(chosen, [("ListCode", "new.zip"), (WORKER_IMAGE_TAG, "abc")]);
    }

    #[test]
    fn a_parameter_without_a_value_says_what_gives_it_one() {
        let template = template(&[(WORKER_IMAGE_TAG, None)]);
        let refused = ParameterValues::choose(&template, &map(&[]), &map(&[])).unwrap_err().to_string();
        assert_eq!(
            refused,
            "parameter WorkerImageTag of the template has no value: give --image FILE, or --image-tag TAG"
        );
    }

    #[test]
    fn a_step_has_its_parameter() {
        assert_eq!(code_parameter("classify"), "ClassifyCode");
    }
}
