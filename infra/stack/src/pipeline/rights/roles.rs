//! Roles, where rights could be used to gain more rights.

use apoyo_cfn::Statement;
use serde_json::{Value, json};

use super::Policy;
use crate::pipeline::names::{Names, PATH, Things, iam};
use crate::pipeline::survey::Survey;

/// Types that this area knows.
pub(super) const KINDS: [&str; 2] = ["AWS::IAM::Role", "AWS::IAM::InstanceProfile"];

/// Services that make a role of their own when they are first used, by the type that uses them.
const SERVICE_LINKED: [(&str, &[&str]); 3] = [
    ("AWS::Batch::ComputeEnvironment", &["batch.amazonaws.com"]),
    ("AWS::EKS::Cluster", &["eks.amazonaws.com"]),
    ("AWS::EKS::Nodegroup", &["eks-nodegroup.amazonaws.com"]),
];

pub(super) fn policy(survey: &Survey, names: &Names) -> Policy {
    let always = [look(names), tidy(names), bounded(names), pass(survey, names), nothing_of_the_pipeline()];
    let sometimes = [managed(survey, names), profiles(survey, names), service_linked(survey, names)];
    Policy {
        area: "Roles",
        description: "The app's roles: made only within the boundary, passed on only to their services.",
        statements: always.into_iter().chain(sometimes.into_iter().flatten()).collect(),
    }
}

fn look(names: &Names) -> Statement {
    let actions =
        ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"];
    Statement::allow("LookAtRoles", &actions, names.arns(Things::Roles))
}

/// What gives nobody more than they had.
fn tidy(names: &Names) -> Statement {
    let actions = [
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
    ];
    Statement::allow("TidyRoles", &actions, names.arns(Things::Roles))
}

/// What gives rights, only to roles that carry the boundary. Nobody may take it off.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>.
fn bounded(names: &Names) -> Statement {
    let actions = ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"];
    Statement::allow("MakeBoundedRoles", &actions, names.arns(Things::Roles)).when(
        "StringEquals",
        "iam:PermissionsBoundary",
        names.boundary(),
    )
}

fn pass(survey: &Survey, names: &Names) -> Statement {
    Statement::allow("PassRoles", &["iam:PassRole"], names.arns(Things::Roles)).when(
        "StringEquals",
        "iam:PassedToService",
        json!(survey.services),
    )
}

/// The names keep the app's rights away from the pipeline's roles and policies already; this holds whatever becomes of
/// the names.
fn nothing_of_the_pipeline() -> Statement {
    let own = ["role", "policy"].map(|kind| Value::from(iam(&format!("{kind}{PATH}*"))));
    Statement::deny("NothingOfThePipeline", &["iam:*", "sts:*"], own)
}

/// Policies of AWS, those of the template and no others.
fn managed(survey: &Survey, names: &Names) -> Option<Statement> {
    let arns: Vec<Value> = survey.managed.iter().map(|name| managed_policy(name)).collect();
    let attach = Statement::allow("AttachPolicies", &["iam:AttachRolePolicy"], names.arns(Things::Roles))
        .when("StringEquals", "iam:PermissionsBoundary", names.boundary());
    (!arns.is_empty()).then(|| attach.when("ArnEquals", "iam:PolicyARN", json!(arns)))
}

fn managed_policy(name: &str) -> Value {
    apoyo_cfn::Sub::new()
        .text("arn:")
        .pseudo(apoyo_cfn::Pseudo::Partition)
        .text(&format!(":iam::aws:policy/{name}"))
        .into()
}

fn profiles(survey: &Survey, names: &Names) -> Option<Statement> {
    let actions = [
        "iam:AddRoleToInstanceProfile",
        "iam:CreateInstanceProfile",
        "iam:DeleteInstanceProfile",
        "iam:GetInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
    ];
    let needed = survey.kinds.contains("AWS::IAM::InstanceProfile");
    needed.then(|| Statement::allow("InstanceProfiles", &actions, names.arns(Things::InstanceProfiles)))
}

fn service_linked(survey: &Survey, names: &Names) -> Option<Statement> {
    let used = SERVICE_LINKED.iter().filter(|(kind, _)| survey.kinds.contains(*kind));
    let services: Vec<&str> = used.flat_map(|(_, services)| *services).copied().collect();
    let arns = names.arns(Things::ServiceLinkedRoles);
    let make = Statement::allow("ServiceLinkedRoles", &["iam:CreateServiceLinkedRole"], arns);
    (!services.is_empty()).then(|| make.when("StringEquals", "iam:AWSServiceName", json!(services)))
}
