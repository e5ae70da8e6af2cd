//! moto, which others wrote, takes the stacks as AWS would: what is declared is there, and the state machine runs.

use std::path::PathBuf;
use std::process::Command;

use crate::stacks;

/// The first Python that has these modules: `APOYO_TOOLS/python3`, or that of the path. Says so where none has them.
fn python(modules: &str, packages: &str) -> Option<Command> {
    let own = std::env::var_os("APOYO_TOOLS").map(|folder| PathBuf::from(folder).join("python3"));
    let found = own.into_iter().chain([PathBuf::from("python3")]).find(|python| {
        let knows = ["-c", &format!("import {modules}")];
        Command::new(python).args(knows).output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        eprintln!("skipped: python3 has no {modules} (pip install {packages})");
    }
    found.map(Command::new)
}

fn script(name: &str) -> PathBuf {
    stacks::folder().join("tests/moto").join(name)
}

fn succeeds(mut command: Command) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}

#[test]
fn the_stacks_deploy_into_moto_as_declared_and_their_properties_are_inputs_that_aws_takes() {
    let Some(mut python) = python("boto3, moto, yaml", "'moto[all]' boto3 pyyaml") else { return };
    python.arg(script("deploy.py")).args(stacks::all().into_iter().map(|stack| stack.template));
    succeeds(python);
}

#[test]
fn the_deployed_state_machine_ends_in_motos_interpreter_as_in_our_engine() {
    let packages = "'moto[all]' boto3 pyyaml jsonata-python";
    let Some(mut python) = python("boto3, moto, yaml, jsonata, antlr4", packages) else { return };
    python.arg(script("interpret.py")).arg(stacks::folder().join("golden/default.template.yaml"));
    succeeds(python);
}
