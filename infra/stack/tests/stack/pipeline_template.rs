//! The committed templates of the pipeline are what this source makes, and other people's tools accept them.

use std::path::PathBuf;

use apoyo_stack::{Config, pipeline, synth};
use serde_json::Value;

use crate::iam::Deployed;
use crate::pipeline_trial::PipelineTrial;
use crate::stacks;
use crate::templates::tool;

/// The most characters that IAM takes of a managed policy, and of a role's inline policies; white space counts nothing.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>.
const MANAGED_POLICY_CHARACTERS: usize = 6144;
const INLINE_POLICY_CHARACTERS: usize = 10240;

/// Managed policies that one role takes, unless an account asked for more.
const POLICIES_OF_A_ROLE: usize = 10;

/// The pipeline of the default app, and of one with the lane batch.
fn committed() -> [(PathBuf, Config); 2] {
    let golden = stacks::folder().join("golden");
    let of = |file: &str, config: &str| {
        let text = format!("{config}\npipeline: {{repository: octo-org/photos}}\n");
        (golden.join(file), Config::read(&text).unwrap())
    };
    [
        of("pipeline.template.yaml", ""),
        of("pipeline-batch.template.yaml", "batch: {compute: fargateSpot}\nnetwork: {nat: single}"),
    ]
}

#[test]
fn committed_templates_of_the_pipeline_are_current() {
    for (file, config) in committed() {
        let made = pipeline(&config).unwrap();
        if std::env::var_os("APOYO_WRITE_GOLDEN").is_some() {
            std::fs::write(&file, made.yaml()).unwrap();
        }
        let found = std::fs::read_to_string(&file).unwrap_or_default();
        let file = file.display();
        assert!(
            found == made.yaml(),
            "{file} is stale: look at the change, then run this test with APOYO_WRITE_GOLDEN=1"
        );
    }
}

#[test]
fn cfn_lint_finds_nothing_in_the_pipeline() {
    let Some(mut cfn_lint) = tool("cfn-lint") else { return };
    cfn_lint.args(["--regions", "eu-west-1", "--non-zero-exit-code", "informational"]);
    let output = cfn_lint.args(committed().map(|(file, _)| file)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn checkov_finds_in_the_pipeline_only_what_is_excused_with_a_reason() {
    let Some(mut checkov) = tool("checkov") else { return };
    let config = stacks::folder().join("tests/pipeline.checkov.yaml");
    checkov
        .args(["--framework", "cloudformation", "--quiet", "--compact", "--skip-download", "--config-file"])
        .arg(config);
    for (file, _) in committed() {
        checkov.arg("-f").arg(file);
    }
    let output = checkov.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn no_policy_is_longer_than_iam_takes() {
    for stack in stacks::all() {
        let pipeline = PipelineTrial::of(&stack.config).pipeline;
        for id in pipeline.of_type("AWS::IAM::ManagedPolicy") {
            let characters = pipeline.properties(id)["PolicyDocument"].to_string().replace(' ', "").len();
            assert!(characters <= MANAGED_POLICY_CHARACTERS, "{id} has {characters} characters");
        }
        for id in pipeline.of_type("AWS::IAM::Role") {
            let role = pipeline.properties(id);
            assert!(role["Policies"].to_string().replace(' ', "").len() <= INLINE_POLICY_CHARACTERS, "{id}");
            assert!(role["ManagedPolicyArns"].as_array().map_or(0, Vec::len) <= POLICIES_OF_A_ROLE, "{id}");
        }
    }
}

#[test]
fn without_a_repository_there_is_no_pipeline_and_no_boundary() {
    let error = pipeline(&Config::default()).unwrap_err().to_string();
    assert!(error.starts_with("field pipeline.repository: it is not given"), "{error}");
    assert!(!synth(&Config::default()).unwrap().yaml().contains("PermissionsBoundary"));
}

#[test]
fn with_a_repository_every_role_of_the_app_carries_the_boundary() {
    for stack in stacks::all() {
        let trial = PipelineTrial::of(&stack.config);
        for id in trial.app.of_type("AWS::IAM::Role") {
            assert_eq!(
                trial.app.properties(id)["PermissionsBoundary"],
                crate::pipeline_trial::BOUNDARY,
                "{id}"
            );
        }
        let [boundary] = boundaries(&trial.pipeline)[..] else { panic!("one boundary") };
        let properties = trial.pipeline.properties(boundary);
        assert_eq!(
            (&properties["Path"], &properties["ManagedPolicyName"]),
            (&"/pipeline/".into(), &"apoyo-boundary".into())
        );
    }
}

#[test]
fn a_given_provider_is_used_and_none_is_made() {
    let arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    let text = format!("pipeline: {{repository: octo-org/photos, providerArn: '{arn}'}}");
    let deployed = Deployed::read(pipeline(&Config::read(&text).unwrap()).unwrap().yaml());
    assert!(deployed.of_type("AWS::IAM::OIDCProvider").is_empty());
    for role in ["DiffRole", "DeployRole"] {
        let trust = &deployed.properties(role)["AssumeRolePolicyDocument"]["Statement"][0];
        assert_eq!(trust["Principal"], serde_json::json!({"Federated": arn}));
    }
}

fn boundaries(pipeline: &Deployed) -> Vec<&str> {
    let named = |id: &&str| pipeline.properties(id).get("ManagedPolicyName").is_some_and(Value::is_string);
    pipeline.of_type("AWS::IAM::ManagedPolicy").into_iter().filter(named).collect()
}
