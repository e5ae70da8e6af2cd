//! The scripts of the pipeline call what they must, in the right order; what they call is played by others.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::stacks;

const URI: &str = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/apoyo-worker";

/// A folder as `infra/pipeline/package` leaves it, and players that note what they are called with.
struct Play {
    folder: PathBuf,
}

impl Play {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pipeline").join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let play = Self { folder };
        // The stack tells its repository once it is deployed.
        let outputs =
            format!(r#"[ -f "$0.deployed" ] && echo '{{"WorkerRepositoryUri": "{URI}"}}' || exit 1"#);
        let apoyo = format!(
            "case \"$2\" in deploy) touch \"$0.deployed\" ;; outputs) {outputs} ;; diff) echo 'no differences' ;; esac"
        );
        play.player("apoyo", &apoyo);
        play.player(
            "aws",
            r#"case "$2" in describe-images) [ -f "${0%aws}there" ] ;; *) echo token ;; esac"#,
        );
        // The real one reads the token; one that does not may break the pipe before it is written.
        play.player("docker", r#"[ "$1" != login ] || cat >/dev/null"#);
        play
    }

    fn player(&self, name: &str, plays: &str) {
        let file = self.folder.join(name);
        let text = format!("#!/bin/sh\necho \"{name} $*\" >>\"${{0%/*}}/calls\"\n{plays}\n");
        std::fs::write(&file, text).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn with(self, file: &str, text: &str) -> Self {
        std::fs::write(self.folder.join(file), text).unwrap();
        self
    }

    fn run(&self, script: &str) -> Output {
        let path = format!("{}:{}", self.folder.display(), std::env::var("PATH").unwrap());
        let script = stacks::folder().join("../pipeline").join(script);
        let environment =
            [("APOYO_ARTIFACT_BUCKET", "bucket"), ("APOYO_SERVICE_ROLE", "role"), ("PATH", &path)];
        Command::new("bash").arg(script).arg(&self.folder).envs(environment).output().unwrap()
    }

    /// What was called, each by its first words, but for the questions.
    fn calls(&self) -> Vec<String> {
        let calls = std::fs::read_to_string(self.folder.join("calls")).unwrap_or_default();
        let told = calls.lines().filter(|call| !call.contains("outputs"));
        told.map(|call| call.replace(&self.folder.display().to_string(), "FOLDER")).collect()
    }
}

fn can_play() -> bool {
    let there = ["bash", "jq"].iter().all(|tool| Command::new(tool).arg("--version").output().is_ok());
    if !there {
        eprintln!("skipped: bash or jq is not installed");
    }
    there
}

const DEPLOY: &str =
    "apoyo infra deploy --packages FOLDER/functions --artifact-bucket bucket --role-arn role --yes";

fn deployed(play: &Play) -> Vec<String> {
    let output = play.run("deploy");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    play.calls()
}

#[test]
fn without_the_lane_batch_the_stack_is_deployed_and_nothing_is_pushed() {
    if can_play() {
        assert_eq!(deployed(&Play::new("no-lane")), [DEPLOY]);
    }
}

#[test]
fn the_image_is_there_before_what_runs_it() {
    if can_play() {
        let play = Play::new("later").with("worker.tag", "0123456789abcdef\n").with("apoyo.deployed", "");
        let calls = deployed(&play);
        assert_eq!(calls.last().unwrap(), &format!("{DEPLOY} --image-tag 0123456789abcdef"));
        assert_eq!(calls[calls.len() - 2], format!("docker push {URI}:0123456789abcdef"));
        assert_eq!(
            calls[0],
            "aws ecr describe-images --repository-name apoyo-worker --image-ids imageTag=0123456789abcdef"
        );
    }
}

#[test]
fn the_first_deployment_makes_the_repository_that_the_image_is_then_pushed_to() {
    if can_play() {
        let play = Play::new("first").with("worker.tag", "0123456789abcdef\n");
        let calls = deployed(&play);
        assert_eq!(calls[0], format!("{DEPLOY} --image-tag 0123456789abcdef"));
        assert_eq!(calls.last().unwrap(), &format!("docker push {URI}:0123456789abcdef"));
    }
}

#[test]
fn an_image_that_is_there_is_not_pushed_again() {
    if can_play() {
        let play = Play::new("again").with("worker.tag", "0123456789abcdef\n").with("apoyo.deployed", "");
        let calls = deployed(&play.with("there", ""));
        assert!(calls.iter().all(|call| !call.starts_with("docker")), "{calls:?}");
    }
}

#[test]
fn a_failed_deployment_fails_the_job() {
    if can_play() {
        let play = Play::new("failed");
        play.player("apoyo", "exit 1");
        assert_eq!(play.run("deploy").status.code(), Some(1));
        assert_eq!(play.run("diff").status.code(), Some(1));
    }
}

#[test]
fn differences_are_told_in_markdown() {
    if can_play() {
        let play = Play::new("diff").with("worker.tag", "0123456789abcdef\n");
        let told = String::from_utf8(play.run("diff").stdout).unwrap();
        assert_eq!(told, "### What would be deployed\n\n```text\nno differences\n```\n");
        assert_eq!(
            play.calls(),
            ["apoyo infra diff --packages FOLDER/functions --image-tag 0123456789abcdef"]
        );
    }
}

#[test]
fn a_deployment_without_its_bucket_says_what_is_missing() {
    if can_play() {
        let play = Play::new("unset");
        let script = stacks::folder().join("../pipeline/deploy");
        let output = Command::new("bash")
            .arg(script)
            .arg(&play.folder)
            .env_remove("APOYO_ARTIFACT_BUCKET")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.contains("must be the output ArtifactBucketName of the stack of the pipeline"),
            "{said}"
        );
    }
}
