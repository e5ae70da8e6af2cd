use apoyo_deploy::{Cloud, Output};
use serde_json::{Map, Value};

use super::arguments::OutputsArguments;
use super::subject::Subject;
use super::table::table;
use crate::exit::End;
use crate::say::{say, say_line};

/// Says what the deployed stack tells.
pub(super) async fn outputs(wanted: &OutputsArguments) -> anyhow::Result<End> {
    let subject = Subject::read(&wanted.stack)?;
    let stack = Cloud::from_environment().await?.existing(&subject.name).await?;
    if wanted.json {
        say_line(serde_json::to_string_pretty(&as_json(&stack.outputs))?);
    } else if stack.outputs.is_empty() {
        say_line(format_args!("stack {} ({}) tells nothing", subject.name.as_str(), stack.status));
    } else {
        say(as_text(&stack.outputs));
    }
    Ok(End::Done)
}

/// Name and value of each.
pub(super) fn as_json(outputs: &[Output]) -> Value {
    let pairs = outputs.iter().map(|output| (output.name.clone(), Value::from(output.value.clone())));
    Value::Object(pairs.collect::<Map<_, _>>())
}

/// A line for each.
pub(super) fn as_text(outputs: &[Output]) -> String {
    table(outputs.iter().map(|output| [output.name.clone(), output.value.clone()]))
}

/// The value of one output, where the stack has it.
pub(super) fn find<'o>(outputs: &'o [Output], name: &str) -> Option<&'o str> {
    outputs.iter().find(|output| output.name == name).map(|output| output.value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_a_table_or_an_object() {
        let output = |name: &str, value: &str| Output {
            name: name.into(),
            value: value.into(),
            description: "What it is.".into(),
        };
        let outputs = [output("PhotoBucketName", "fotos"), output("JobQueueArn", "arn:x")];
        assert_eq!(as_text(&outputs), "  PhotoBucketName  fotos\n  JobQueueArn      arn:x\n");
        assert_eq!(as_json(&outputs)["JobQueueArn"], "arn:x");
        assert_eq!(find(&outputs, "PhotoBucketName"), Some("fotos"));
        assert_eq!(find(&outputs, "Nothing"), None);
    }
}
