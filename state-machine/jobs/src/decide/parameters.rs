use std::collections::BTreeMap;

/// What marks an argument that a parameter stands in for.
const PLACEHOLDER: &str = "Ref::";

/// A command with its parameters: an argument `Ref::name` is the value of `name`, and stays as it is where there is none.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/example-use-parameters.html>.
pub(crate) fn substituted(command: Vec<String>, parameters: &BTreeMap<String, String>) -> Vec<String> {
    let value = |argument: String| {
        let given = argument.strip_prefix(PLACEHOLDER).and_then(|name| parameters.get(name));
        given.cloned().unwrap_or(argument)
    };
    command.into_iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_that_names_a_parameter_is_its_value() {
        let parameters =
            [("codec", "mp4"), ("in", "a b")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let command =
            ["ffmpeg", "Ref::in", "Ref::codec", "Ref::out", "x Ref::in"].map(str::to_owned).to_vec();
        let parameters = BTreeMap::from(parameters);
        assert_eq!(substituted(command, &parameters), ["ffmpeg", "a b", "mp4", "Ref::out", "x Ref::in"]);
    }
}
