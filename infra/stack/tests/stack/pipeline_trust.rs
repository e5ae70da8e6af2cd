//! Who gets which role of the pipeline, and what that role may not do.

use apoyo_stack::Config;

use crate::iam::{Call, Decision};
use crate::pipeline_trial::{PipelineTrial, REPOSITORY};
use crate::stacks;

const AUDIENCE: &str = "sts.amazonaws.com";
const STACK: &str = "arn:aws:cloudformation:eu-west-1:123456789012:stack/apoyo/5f3c";
const SERVICE_ROLE: &str = "arn:aws:iam::123456789012:role/apoyo-servicerole";

fn trial() -> PipelineTrial {
    PipelineTrial::of(&Config::default())
}

#[test]
fn only_the_branch_deploys_and_only_pull_requests_look() {
    let trial = trial();
    let subject = |context: &str| format!("repo:{REPOSITORY}:{context}");
    let main = subject("ref:refs/heads/main");
    let pull_request = subject("pull_request");
    assert_eq!(trial.assumed("DeployRole", AUDIENCE, &main), Decision::Allowed);
    assert_eq!(trial.assumed("DiffRole", AUDIENCE, &pull_request), Decision::Allowed);
    assert_eq!(trial.assumed("DeployRole", AUDIENCE, &pull_request), Decision::NotAllowed);
    assert_eq!(trial.assumed("DiffRole", AUDIENCE, &main), Decision::NotAllowed);
}

#[test]
fn other_branches_repositories_owners_and_audiences_get_nothing() {
    let trial = trial();
    let subjects = [
        "repo:octo-org@1/photos@456789:ref:refs/heads/mainline",
        "repo:octo-org@1/photos@456789:ref:refs/heads/feature/main",
        "repo:octo-org@1/photos@456789:ref:refs/tags/main",
        "repo:octo-org@1/photos@456789:environment:production",
        "repo:octo-org@1/photos@456789:*",
        "repo:octo-org/photos:ref:refs/heads/main",
        "repo:octo-org@2/photos@456789:ref:refs/heads/main",
        "repo:octo-org@1/photos@999:ref:refs/heads/main",
        "repo:somebody@1/photos@456789:ref:refs/heads/main",
        "repo:somebody@1/photos@456789:pull_request",
    ];
    for role in ["DeployRole", "DiffRole"] {
        for subject in subjects {
            assert_eq!(trial.assumed(role, AUDIENCE, subject), Decision::NotAllowed, "{role} {subject}");
        }
        for audience in ["", "sts.amazonaws.com.evil.example", "https://github.com/octo-org"] {
            let subject = format!("repo:{REPOSITORY}:ref:refs/heads/main");
            assert_eq!(trial.assumed(role, audience, &subject), Decision::NotAllowed, "{role} {audience}");
        }
    }
}

#[test]
fn where_an_environment_is_named_the_branch_alone_is_not_enough() {
    let text = format!("pipeline: {{repository: '{REPOSITORY}', environment: production}}");
    let trial = PipelineTrial::exactly(&Config::read(&text).unwrap());
    let subject = |context: &str| format!("repo:{REPOSITORY}:{context}");
    assert_eq!(trial.assumed("DeployRole", AUDIENCE, &subject("environment:production")), Decision::Allowed);
    assert_eq!(trial.assumed("DeployRole", AUDIENCE, &subject("ref:refs/heads/main")), Decision::NotAllowed);
}

#[test]
fn the_deploy_role_changes_the_stack_by_way_of_the_service_role_only() {
    let trial = trial();
    let change =
        |role: &str| Call::new("cloudformation:CreateChangeSet", STACK).with("cloudformation:RoleArn", role);
    assert_eq!(trial.called("DeployRole", &change(SERVICE_ROLE)), Decision::Allowed);
    let admin = "arn:aws:iam::123456789012:role/admin";
    assert_eq!(trial.called("DeployRole", &change(admin)), Decision::NotAllowed);
    let without = Call::new("cloudformation:CreateChangeSet", STACK);
    assert_eq!(trial.called("DeployRole", &without), Decision::NotAllowed);
    let pass = |role: &'static str, service: &'static str| {
        Call::new("iam:PassRole", role).with("iam:PassedToService", service)
    };
    assert_eq!(
        trial.called("DeployRole", &pass(SERVICE_ROLE, "cloudformation.amazonaws.com")),
        Decision::Allowed
    );
    assert_eq!(trial.called("DeployRole", &pass(SERVICE_ROLE, "lambda.amazonaws.com")), Decision::NotAllowed);
    assert_eq!(
        trial.called("DeployRole", &pass(admin, "cloudformation.amazonaws.com")),
        Decision::NotAllowed
    );
    for action in [
        "cloudformation:ExecuteChangeSet",
        "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStacks",
    ] {
        assert_eq!(trial.called("DeployRole", &Call::new(action, STACK)), Decision::Allowed, "{action}");
    }
}

#[test]
fn the_deploy_role_does_nothing_else() {
    let photo = "arn:aws:s3:::apoyo-photos-1a2b/procesadas/a.jpg";
    let artifact = "arn:aws:s3:::apoyo-artifacts/functions/list-1.zip";
    let others = "arn:aws:cloudformation:eu-west-1:123456789012:stack/apoyo-pipeline/9";
    let refused = [
        ("s3:GetObject", photo),
        ("s3:PutObject", photo),
        ("s3:DeleteObject", photo),
        ("s3:DeleteObjectVersion", photo),
        ("s3:DeleteObject", artifact),
        ("s3:PutLifecycleConfiguration", "arn:aws:s3:::apoyo-photos-1a2b"),
        ("iam:CreateUser", "arn:aws:iam::123456789012:user/x"),
        ("iam:CreateRole", "arn:aws:iam::123456789012:role/apoyo-x"),
        ("iam:PutRolePolicy", "arn:aws:iam::123456789012:role/pipeline/apoyo-deployrole"),
        ("iam:UpdateAssumeRolePolicy", "arn:aws:iam::123456789012:role/pipeline/apoyo-deployrole"),
        ("sts:AssumeRole", SERVICE_ROLE),
        ("sts:AssumeRole", "arn:aws:iam::123456789012:role/admin"),
        ("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:123456789012:function:apoyo-delete"),
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:apoyo-delete"),
        ("states:StartExecution", "arn:aws:states:eu-west-1:123456789012:stateMachine:apoyo-triage"),
        ("cloudformation:DeleteStack", STACK),
        ("cloudformation:UpdateStack", STACK),
        ("cloudformation:SetStackPolicy", STACK),
        ("cloudformation:ExecuteChangeSet", others),
        ("cloudformation:CreateStack", STACK),
    ];
    for trial in stacks::all().iter().map(|stack| PipelineTrial::of(&stack.config)) {
        for role in ["DeployRole", "DiffRole"] {
            for (action, resource) in refused {
                let call = Call::new(action, resource).with("cloudformation:RoleArn", SERVICE_ROLE);
                assert_eq!(trial.called(role, &call), Decision::NotAllowed, "{role} {action} {resource}");
            }
        }
    }
}

#[test]
fn the_diff_role_only_reads() {
    let trial = trial();
    for statement in trial.pipeline.role_statements("DiffRole") {
        for action in crate::iam::condition::texts(&statement["Action"]) {
            let verb = action.split_once(':').unwrap().1;
            assert!(["Describe", "Get", "List"].iter().any(|reading| verb.starts_with(reading)), "{action}");
        }
    }
    assert_eq!(trial.called("DiffRole", &Call::new("cloudformation:GetTemplate", STACK)), Decision::Allowed);
}

#[test]
fn the_worker_image_is_pushed_where_there_is_a_repository_and_nothing_else_is() {
    let lane = PipelineTrial::of(&Config::read("batch: {compute: fargate}").unwrap());
    let push = |repository: &str| {
        Call::new("ecr:PutImage", format!("arn:aws:ecr:eu-west-1:123456789012:repository/{repository}"))
    };
    assert_eq!(lane.called("DeployRole", &push("apoyo-worker")), Decision::Allowed);
    assert_eq!(lane.called("DeployRole", &push("other")), Decision::NotAllowed);
    assert_eq!(lane.called("DiffRole", &push("apoyo-worker")), Decision::NotAllowed);
    assert_eq!(trial().called("DeployRole", &push("apoyo-worker")), Decision::NotAllowed);
}
