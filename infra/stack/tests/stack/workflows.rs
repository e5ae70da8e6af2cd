//! The pipeline's files: what a workflow must never do, and other people's linters on all of them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::stacks;
use crate::templates::tool;

fn checkout() -> PathBuf {
    stacks::folder().join("../..")
}

fn workflows() -> Vec<PathBuf> {
    let files = std::fs::read_dir(checkout().join(".github/workflows")).unwrap();
    files.map(|entry| entry.unwrap().path()).collect()
}

fn scripts() -> [PathBuf; 3] {
    ["package", "diff", "deploy"].map(|name| checkout().join("infra/pipeline").join(name))
}

fn read(file: &Path) -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Name, job of every job of every workflow.
fn jobs() -> Vec<(String, Value)> {
    let of = |file: PathBuf| read(&file)["jobs"].as_object().unwrap().clone();
    workflows().into_iter().flat_map(of).collect()
}

fn steps(job: &Value) -> Vec<Value> {
    job["steps"].as_array().cloned().unwrap_or_default()
}

fn has_credentials(job: &Value) -> bool {
    job["permissions"]["id-token"] == "write"
}

#[test]
fn every_action_is_pinned_by_its_commit() {
    for step in jobs().iter().flat_map(|(_, job)| steps(job)) {
        let Some(action) = step["uses"].as_str() else { continue };
        let commit = action.split_once('@').unwrap().1;
        assert!(commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit()), "{action} can be moved");
    }
}

#[test]
fn nothing_is_permitted_but_what_a_job_names_and_no_key_is_kept() {
    for file in workflows() {
        assert_eq!(read(&file)["permissions"], serde_json::json!({}), "{}", file.display());
        let text = std::fs::read_to_string(&file).unwrap();
        for forbidden in ["secrets.", "aws-access-key-id", "pull_request_target", "workflow_run"] {
            assert!(!text.contains(forbidden), "{} has {forbidden}", file.display());
        }
    }
    for (name, job) in jobs() {
        let permitted =
            job["permissions"].as_object().unwrap_or_else(|| panic!("{name} names no permissions"));
        for (scope, access) in permitted {
            let known = [("contents", "read"), ("id-token", "write")];
            assert!(known.contains(&(scope.as_str(), access.as_str().unwrap())), "{name}: {scope} {access}");
        }
        for checkout in
            steps(&job).iter().filter(|step| step["uses"].to_string().contains("actions/checkout"))
        {
            assert_eq!(checkout["with"]["persist-credentials"], false, "{name} leaves its token behind");
        }
    }
}

#[test]
fn jobs_with_credentials_compile_nothing_and_no_fork_gets_there() {
    let with: Vec<_> = jobs().into_iter().filter(|(_, job)| has_credentials(job)).collect();
    assert_eq!(with.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["diff", "deploy"]);
    for (name, job) in &with {
        let runs: String =
            steps(job).iter().filter_map(|step| step["run"].as_str().map(str::to_owned)).collect();
        assert!(!runs.contains("cargo") && !runs.contains("package"), "{name} compiles: {runs}");
        let condition = job["if"].as_str().unwrap();
        let own = "github.event.pull_request.head.repo.full_name == github.repository";
        let main = "github.event_name == 'push' && github.ref == 'refs/heads/main'";
        assert!(condition.contains(own) || condition.contains(main), "{name}: {condition}");
    }
}

#[test]
fn deployments_come_one_after_the_other_and_only_of_what_was_tested() {
    let (_, deploy) = jobs().into_iter().find(|(name, _)| name == "deploy").unwrap();
    assert_eq!(
        deploy["concurrency"],
        serde_json::json!({"group": "apoyo-deploy", "cancel-in-progress": false})
    );
    for needed in ["test", "package"] {
        assert!(
            deploy["needs"].as_array().unwrap().contains(&needed.into()),
            "deploy does not wait for {needed}"
        );
    }
}

#[test]
fn no_text_of_others_is_put_into_a_script() {
    for step in jobs().iter().flat_map(|(_, job)| steps(job)) {
        let run = step["run"].as_str().unwrap_or_default();
        assert!(!run.contains("${{"), "{run}: hand it over as an environment variable");
    }
}

#[test]
fn the_buildspec_has_the_phases_that_codebuild_knows() {
    let spec = read(&checkout().join("infra/pipeline/buildspec.yml"));
    assert_eq!(spec["version"].to_string(), "0.2");
    let phases = spec["phases"].as_object().unwrap();
    assert_eq!(phases.keys().collect::<Vec<_>>(), ["install", "pre_build", "build", "post_build"]);
    for (name, phase) in phases {
        assert_eq!(phase["on-failure"], "ABORT", "{name}");
        assert!(
            phase["commands"].as_array().is_some_and(|commands| commands.iter().all(Value::is_string)),
            "{name}"
        );
    }
}

#[test]
fn actionlint_and_the_schema_of_workflows_find_nothing() {
    if let Some(mut actionlint) = tool("actionlint") {
        succeeds(actionlint.arg("-no-color").args(workflows()));
    }
    if let Some(mut schema) = tool("check-jsonschema") {
        succeeds(schema.args(["--builtin-schema", "vendor.github-workflows"]).args(workflows()));
    }
}

#[test]
fn shellcheck_finds_nothing_in_scripts_and_commands() {
    let Some(mut shellcheck) = tool("shellcheck") else { return };
    succeeds(shellcheck.args(scripts()));
    let spec = read(&checkout().join("infra/pipeline/buildspec.yml"));
    for phase in spec["phases"].as_object().unwrap().values() {
        for command in phase["commands"].as_array().unwrap() {
            let Some(shellcheck) = tool("shellcheck") else { return };
            reads(shellcheck, command.as_str().unwrap());
        }
    }
}

/// What rustup leaves is not here to be looked at, hence the exclusion.
fn reads(mut shellcheck: Command, script: &str) {
    let shellcheck = shellcheck.args(["--shell", "bash", "--exclude", "SC1091", "-"]);
    let mut running = shellcheck.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    running.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stdout));
}

fn succeeds(command: &mut Command) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}
