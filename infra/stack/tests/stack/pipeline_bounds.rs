//! What CloudFormation may not do for the pipeline, and what no role that it makes can ever do.

use crate::iam::condition::texts;
use crate::iam::{Call, Decision, decide};
use crate::pipeline_trial::{BOUNDARY, PipelineTrial};
use crate::stacks;

fn trials() -> Vec<PipelineTrial> {
    stacks::all().iter().map(|stack| PipelineTrial::of(&stack.config)).collect()
}

fn refused(trial: &PipelineTrial, call: &Call<'_>) {
    assert_ne!(trial.made(call), Decision::Allowed, "CloudFormation must not be allowed {call:?}");
}

#[test]
fn roles_are_made_within_the_boundary_only_and_it_never_comes_off() {
    let role = "arn:aws:iam::123456789012:role/apoyo-Evil-1A2B";
    for trial in trials() {
        for action in ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"] {
            let within = Call::new(action, role).with("iam:PermissionsBoundary", BOUNDARY);
            assert_eq!(trial.made(&within), Decision::Allowed, "{action}");
            refused(&trial, &Call::new(action, role));
            let other = "arn:aws:iam::aws:policy/AdministratorAccess";
            refused(&trial, &Call::new(action, role).with("iam:PermissionsBoundary", other));
        }
        refused(
            &trial,
            &Call::new("iam:DeleteRolePermissionsBoundary", role).with("iam:PermissionsBoundary", BOUNDARY),
        );
        let admin = Call::new("iam:AttachRolePolicy", role).with("iam:PermissionsBoundary", BOUNDARY);
        refused(&trial, &admin.with("iam:PolicyARN", "arn:aws:iam::aws:policy/AdministratorAccess"));
    }
}

#[test]
fn the_pipeline_cannot_change_itself() {
    let own = [
        "role/pipeline/apoyo-DeployRole-1A",
        "role/pipeline/apoyo-ServiceRole-1A",
        "policy/pipeline/apoyo-boundary",
    ];
    let actions = [
        "iam:AttachRolePolicy",
        "iam:CreatePolicyVersion",
        "iam:CreateRole",
        "iam:DeletePolicy",
        "iam:PassRole",
        "iam:PutRolePolicy",
        "iam:SetDefaultPolicyVersion",
        "iam:UpdateAssumeRolePolicy",
        "sts:AssumeRole",
    ];
    for trial in trials() {
        for part in own {
            for action in actions {
                let call = Call::new(action, format!("arn:aws:iam::123456789012:{part}"))
                    .with("iam:PermissionsBoundary", BOUNDARY)
                    .with("iam:PassedToService", "lambda.amazonaws.com");
                assert_eq!(trial.made(&call), Decision::Denied, "{action} {part}");
            }
        }
    }
}

#[test]
fn no_photo_no_bucket_no_identity_and_nobody_elses_things() {
    let photo = "arn:aws:s3:::apoyo-photos-1a2b3c4d5e6f/procesadas/a.jpg";
    let account = |rest: &str| format!("arn:aws:iam::123456789012:{rest}");
    let calls = [
        ("s3:GetObject", photo.to_owned()),
        ("s3:PutObject", photo.to_owned()),
        ("s3:DeleteObject", photo.to_owned()),
        ("s3:DeleteObjectVersion", photo.to_owned()),
        ("s3:DeleteBucket", "arn:aws:s3:::apoyo-photos-1a2b3c4d5e6f".to_owned()),
        ("s3:PutBucketPolicy", "arn:aws:s3:::somebody-elses".to_owned()),
        ("s3:PutLifecycleConfiguration", "arn:aws:s3:::apoyo-artifacts".to_owned()),
        ("s3:PutObject", "arn:aws:s3:::apoyo-artifacts/functions/list-1.zip".to_owned()),
        ("iam:CreateUser", account("user/x")),
        ("iam:CreateAccessKey", account("user/x")),
        ("iam:CreateRole", account("role/admin")),
        ("iam:PutRolePolicy", account("role/admin")),
        ("iam:PassRole", account("role/admin")),
        ("iam:CreateOpenIDConnectProvider", account("oidc-provider/x")),
        ("sts:AssumeRole", account("role/admin")),
        ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:apoyo-delete".to_owned()),
        ("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:123456789012:function:other".to_owned()),
        ("lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:123456789012:function:apoyo-list".to_owned()),
        (
            "states:StartExecution",
            "arn:aws:states:eu-west-1:123456789012:stateMachine:apoyo-triage".to_owned(),
        ),
        ("sqs:ReceiveMessage", "arn:aws:sqs:eu-west-1:123456789012:apoyo-DeadLetters-1A".to_owned()),
        ("ec2:RunInstances", "arn:aws:ec2:eu-west-1:123456789012:instance/*".to_owned()),
        ("ec2:TerminateInstances", "arn:aws:ec2:eu-west-1:123456789012:instance/i-1".to_owned()),
        ("kms:ScheduleKeyDeletion", "arn:aws:kms:eu-west-1:123456789012:key/1".to_owned()),
        ("kms:PutKeyPolicy", "arn:aws:kms:eu-west-1:123456789012:key/1".to_owned()),
        ("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/1".to_owned()),
        ("kms:CreateGrant", "arn:aws:kms:eu-west-1:123456789012:key/1".to_owned()),
        (
            "cloudformation:DeleteStack",
            "arn:aws:cloudformation:eu-west-1:123456789012:stack/apoyo/1".to_owned(),
        ),
    ];
    for trial in trials() {
        for (action, resource) in &calls {
            let call = Call::new(action, resource.clone()).with("iam:PermissionsBoundary", BOUNDARY);
            refused(&trial, &call.with("iam:PassedToService", "lambda.amazonaws.com"));
        }
    }
}

#[test]
fn each_role_is_passed_to_services_that_the_app_has_and_to_no_other() {
    for trial in trials() {
        for id in trial.app.of_type("AWS::IAM::Role") {
            let trust = &trial.app.properties(id)["AssumeRolePolicyDocument"]["Statement"][0];
            for service in texts(&trust["Principal"]["Service"]) {
                let call = Call::new("iam:PassRole", format!("arn:aws:iam::123456789012:role/apoyo-{id}-1A"));
                let passed = |service: String| trial.made(&call.clone().with("iam:PassedToService", service));
                assert_eq!(passed(service.clone()), Decision::Allowed, "{id} {service}");
                assert_eq!(passed("glue.amazonaws.com".to_owned()), Decision::NotAllowed, "{id}");
            }
        }
    }
}

/// What a role without any policy of its own would be let through, were it given everything.
fn bounded(trial: &PipelineTrial, call: &Call<'_>) -> Decision {
    decide(&trial.statements("Boundary"), call)
}

#[test]
fn the_boundary_lets_every_role_of_the_app_do_its_work() {
    for trial in trials() {
        let bucket = trial.app.arn("Photos");
        let made = bucket.replace(":::apoyo-photos", ":::apoyo-photos-1a2b3c4d5e6f");
        for id in trial.app.of_type("AWS::IAM::Role") {
            for statement in trial.app.role_statements(id) {
                for action in texts(&statement["Action"]) {
                    for resource in texts(&statement["Resource"]) {
                        let call = Call::new(&action, resource.replace(&bucket, &made));
                        assert_eq!(bounded(&trial, &call), Decision::Allowed, "{id} {action} {resource}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_boundary_stops_a_role_that_is_given_everything() {
    let calls = [
        ("iam:CreateUser", "arn:aws:iam::123456789012:user/x"),
        ("iam:PutRolePolicy", "arn:aws:iam::123456789012:role/apoyo-Evil-1A"),
        ("iam:PassRole", "arn:aws:iam::123456789012:role/admin"),
        ("sts:AssumeRole", "arn:aws:iam::123456789012:role/admin"),
        ("s3:GetObject", "arn:aws:s3:::somebody-elses/secret"),
        ("s3:DeleteObjectVersion", "arn:aws:s3:::apoyo-photos-1a2b3c4d5e6f/procesadas/a.jpg"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::apoyo-photos-1a2b3c4d5e6f"),
        ("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-west-1:123456789012:function:apoyo-list"),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x"),
        ("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/other"),
        ("dynamodb:Scan", "arn:aws:dynamodb:eu-west-1:123456789012:table/x"),
    ];
    // A cluster's key has no name, so that the boundary of an app with a cluster lets every key of the account through.
    let narrow = |trial: &PipelineTrial| trial.app.of_type("AWS::KMS::Key").is_empty();
    for trial in trials() {
        for (action, resource) in calls {
            if action.starts_with("kms:") && !narrow(&trial) {
                continue;
            }
            assert_eq!(
                bounded(&trial, &Call::new(action, resource)),
                Decision::NotAllowed,
                "{action} {resource}"
            );
        }
    }
}
