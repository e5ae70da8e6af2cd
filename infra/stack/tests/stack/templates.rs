//! The committed templates are what this source makes, and other people's tools accept them.

use std::path::PathBuf;
use std::process::Command;

use apoyo_stack::{Config, synth};
use serde_json::Value;

use crate::stacks;

#[test]
fn committed_templates_are_current() {
    for stack in stacks::all() {
        let made = synth(&stack.config).unwrap();
        if std::env::var_os("APOYO_WRITE_GOLDEN").is_some() {
            std::fs::write(&stack.template, made.yaml()).unwrap();
        }
        let committed = std::fs::read_to_string(&stack.template).unwrap_or_default();
        assert!(
            committed == made.yaml(),
            "{} is stale: look at the change, then run this test with APOYO_WRITE_GOLDEN=1",
            stack.template.display()
        );
    }
}

#[test]
fn the_documented_file_is_the_default_and_names_every_field() {
    let text = std::fs::read_to_string(stacks::folder().join("apoyo.yaml")).unwrap();
    assert_eq!(Config::read(&text).unwrap(), Config::default());
    for field in fields(&serde_json::to_value(Config::default()).unwrap()) {
        assert!(text.contains(&format!("{field}:")), "apoyo.yaml does not document {field}");
    }
}

#[test]
fn the_same_configuration_gives_the_same_bytes() {
    let one = synth(&Config::default()).unwrap();
    assert_eq!(one.yaml(), synth(&Config::default()).unwrap().yaml());
}

#[test]
fn cfn_lint_finds_nothing() {
    let Some(mut cfn_lint) = tool("cfn-lint") else { return };
    let templates: Vec<PathBuf> = stacks::all().into_iter().map(|stack| stack.template).collect();
    let run =
        cfn_lint.args(["--regions", "eu-west-1", "--non-zero-exit-code", "informational"]).args(templates);
    let output = run.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn checkov_fails_only_what_is_excused_with_a_reason() {
    let Some(mut checkov) = tool("checkov") else { return };
    let config = stacks::folder().join("checkov.yaml");
    checkov
        .args(["--framework", "cloudformation", "--quiet", "--compact", "--skip-download", "--config-file"])
        .arg(config);
    for stack in stacks::all() {
        checkov.arg("-f").arg(stack.template);
    }
    let output = checkov.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// A tool that others wrote, from `APOYO_TOOLS` (a folder) or the path; says so where it is missing.
pub(crate) fn tool(name: &str) -> Option<Command> {
    let own = std::env::var_os("APOYO_TOOLS").map(|folder| PathBuf::from(folder).join(name));
    let program = own.filter(|path| path.exists()).map_or_else(|| name.into(), PathBuf::into_os_string);
    if Command::new(&program).arg("--version").output().is_ok() {
        return Some(Command::new(program));
    }
    eprintln!("skipped: {name} is not installed (pip install {name})");
    None
}

fn fields(value: &Value) -> Vec<String> {
    let Value::Object(object) = value else { return Vec::new() };
    object.iter().flat_map(|(name, inner)| [vec![name.clone()], fields(inner)].concat()).collect()
}
