//! The two roles that workflows take on: one that looks, one that deploys.

use apoyo_cfn::{GetAtt, LogicalId, PolicyDocument, Resource, Statement, bucket_arn};
use apoyo_constructs::{ConstructId, Stack};
use serde_json::{Value, json};

use super::artifacts;
use super::names::{Names, PATH, Things};
use super::survey::Survey;
use super::trust::Trust;

/// Longest time that one set of credentials lasts: an hour, as long as a first deployment of everything may take.
const SESSION_SECONDS: u16 = 3600;

/// Adds both roles.
pub(super) fn define(stack: &mut Stack, trust: &Trust, names: &Names, (service, app): (&Value, &Survey)) {
    let look = look(names);
    let diff = Job {
        id: "Diff",
        arn: "DiffRoleArn",
        description: "Lets pull requests see what they would change.",
        output: "Role of pull requests: it reads the stack.",
        trust: &trust.diff,
    };
    role(stack, &diff, look.clone());
    let deploy = Job {
        id: "Deploy",
        arn: "DeployRoleArn",
        description: "Lets the branch deploy the app, by way of the service role.",
        output: "Role of deployments.",
        trust: &trust.deploy,
    };
    let change = [look, change(names, service), upload(), push(names, app)].concat();
    role(stack, &deploy, change);
}

/// What a role is for.
struct Job<'j> {
    id: &'static str,
    /// Name of the output with its ARN.
    arn: &'static str,
    description: &'static str,
    output: &'static str,
    trust: &'j Value,
}

fn role(stack: &mut Stack, job: &Job<'_>, statements: Vec<Statement>) {
    let properties = json!({
        "Path": PATH,
        "Description": job.description,
        "MaxSessionDuration": SESSION_SECONDS,
        "AssumeRolePolicyDocument": job.trust,
        "Policies": [{"PolicyName": "grants", "PolicyDocument": PolicyDocument::new(statements)}],
    });
    let id = stack.add(&ConstructId::new(job.id).child("Role"), Resource::new("AWS::IAM::Role", properties));
    stack.output(job.arn, job.output, GetAtt(&id, "Arn"));
}

/// What the stack is, and what it was told last.
fn look(names: &Names) -> Vec<Statement> {
    let actions = [
        "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStackResources",
        "cloudformation:DescribeStacks",
        "cloudformation:GetTemplate",
        "cloudformation:GetTemplateSummary",
        "cloudformation:ListChangeSets",
        "cloudformation:ListStackResources",
    ];
    vec![Statement::allow("LookAtStack", &actions, [names.stack()])]
}

/// Change sets of the app's stack, carried out by the service role and nobody else. No right to delete the stack: that
/// is a person's decision.
fn change(names: &Names, service: &Value) -> Vec<Statement> {
    let actions = [
        "cloudformation:DeleteChangeSet",
        "cloudformation:DescribeChangeSet",
        "cloudformation:ExecuteChangeSet",
    ];
    vec![
        Statement::allow("CreateChangeSet", &["cloudformation:CreateChangeSet"], [names.stack()]).when(
            "StringEquals",
            "cloudformation:RoleArn",
            service.clone(),
        ),
        Statement::allow("ChangeStack", &actions, [names.stack()]),
        Statement::allow("PassServiceRole", &["iam:PassRole"], [service.clone()]).when(
            "StringEquals",
            "iam:PassedToService",
            "cloudformation.amazonaws.com",
        ),
    ]
}

/// Zips and templates, under the hash of their content; none is ever deleted.
fn upload() -> Vec<Statement> {
    let bucket: LogicalId = artifacts::id().logical_id();
    vec![
        Statement::allow("Upload", &["s3:GetObject", "s3:PutObject"], [bucket_arn(&bucket, "*")]),
        Statement::allow("FindUploads", &["s3:ListBucket"], [Value::from(GetAtt(&bucket, "Arn"))]),
    ]
}

/// The worker's image, where the app has a repository for it. Tags are immutable, so no image is ever replaced.
fn push(names: &Names, app: &Survey) -> Vec<Statement> {
    if !app.kinds.contains("AWS::ECR::Repository") {
        return Vec::new();
    }
    let actions = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    ];
    vec![
        // The token is not of one repository, hence `*`.
        Statement::allow("LogIn", &["ecr:GetAuthorizationToken"], ["*"]),
        Statement::allow("Push", &actions, names.arns(Things::Repositories)),
    ]
}
