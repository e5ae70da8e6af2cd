use std::path::Path;

use serde_json::{Value, json};

use super::arguments::CheckArguments;
use super::finding::{Finding, findings};
use super::refusal::Refusal;
use super::source::Source;
use crate::exit::End;
use crate::say::say_line;

/// Says what is wrong with each file; goes on with the next where one cannot be read.
pub(super) fn check(wanted: &CheckArguments) -> anyhow::Result<End> {
    let (mut unreadable, mut faulty) = (false, false);
    for file in &wanted.files {
        match checked(file, wanted) {
            Ok(found) => faulty |= !found.is_empty(),
            Err(error) => {
                let refusal = error.downcast::<Refusal>()?;
                eprintln!("apoyo: {refusal}");
                unreadable = true;
            }
        }
    }
    Ok(match (unreadable, faulty) {
        (true, _) => End::BadUsage,
        (false, true) => End::Failed,
        (false, false) => End::Done,
    })
}

fn checked(file: &Path, wanted: &CheckArguments) -> anyhow::Result<Vec<Finding>> {
    let source = Source::definition(file)?;
    let found = findings(&source, wanted.machine_type.into());
    if wanted.json {
        say_line(to_api(&source.name, &found));
    } else if found.is_empty() {
        eprintln!("{}: valid", source.name);
    } else {
        for finding in &found {
            say_line(finding.line(&source.name));
        }
    }
    Ok(found)
}

/// The answer of `ValidateStateMachineDefinition`, with the file that it is of.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html>.
fn to_api(file: &str, found: &[Finding]) -> Value {
    let diagnostics: Vec<Value> = found
        .iter()
        .map(|finding| {
            let mut shown = finding.to_api();
            shown["line"] = finding.position.line.into();
            shown["column"] = finding.position.column.into();
            shown
        })
        .collect();
    let result = if found.is_empty() { "OK" } else { "FAIL" };
    json!({"file": file, "result": result, "diagnostics": diagnostics, "truncated": false})
}
