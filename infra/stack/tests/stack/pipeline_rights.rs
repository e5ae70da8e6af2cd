//! CloudFormation can make, change and remove every resource of every committed template, and little else.
//!
//! What a type needs is what its handlers name in the registry (`tests/registry/handlers.json`, which says where it is
//! from); what is left out has a reason, which the test checks where it can.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::app_resource::AppResource;
use crate::iam::pattern::matches;
use crate::iam::{Call, Decision};
use crate::pipeline_trial::{BOUNDARY, PipelineTrial};
use crate::stacks;

/// Why an action that a handler names is not allowed.
enum LeftOut {
    /// The handler asks for it for a property that no resource of the type has.
    Without(&'static str),
    /// The handler asks for it when a property goes that every resource of the type has.
    Always(&'static str),
    /// The handler asks for it when the resource goes, and every resource of the type stays.
    Retained,
    /// Something else.
    Since(&'static str),
}

use LeftOut::{Always, Retained, Since, Without};

/// Type, action (with `*` for any text) and reason.
const LEFT_OUT: &[(&str, &str, LeftOut)] = &[
    (
        "AWS::Batch::ComputeEnvironment",
        "eks:DescribeCluster",
        Since("only where the app has a cluster, whose rights hold it"),
    ),
    ("AWS::EC2::EIP", "ec2:AcceptAddressTransfer", Without("TransferAddress")),
    ("AWS::EC2::FlowLog", "s3:*", Since("the lines go to CloudWatch Logs and not to a bucket")),
    ("AWS::EC2::NatGateway", "ec2:AssignPrivateNatGatewayAddress", Without("SecondaryPrivateIpAddresses")),
    ("AWS::EC2::NatGateway", "ec2:AssociateNatGatewayAddress", Without("SecondaryAllocationIds")),
    ("AWS::EC2::NatGateway", "ec2:DisassociateNatGatewayAddress", Without("SecondaryAllocationIds")),
    ("AWS::EC2::NatGateway", "ec2:UnassignPrivateNatGatewayAddress", Without("SecondaryPrivateIpAddresses")),
    ("AWS::EC2::Subnet", "ec2:AssociateSubnetCidrBlock", Without("Ipv6CidrBlock")),
    ("AWS::EC2::Subnet", "ec2:DisassociateSubnetCidrBlock", Without("Ipv6CidrBlock")),
    ("AWS::EC2::VPC", "ec2:ModifyVpcTenancy", Without("InstanceTenancy")),
    ("AWS::ECR::Repository", "ecr:DeleteRepositoryPolicy", Without("RepositoryPolicyText")),
    ("AWS::ECR::Repository", "ecr:SetRepositoryPolicy", Without("RepositoryPolicyText")),
    ("AWS::ECR::Repository", "kms:*", Since("EncryptionType is AES256")),
    ("AWS::EKS::Cluster", "ec2:*", Since("the rights of the network hold it")),
    ("AWS::EKS::Cluster", "iam:*InstanceProfile", Without("ComputeConfig")),
    ("AWS::IAM::Role", "iam:AttachRolePolicy", Without("ManagedPolicyArns")),
    ("AWS::IAM::Role", "iam:DeleteRolePermissionsBoundary", Always("PermissionsBoundary")),
    ("AWS::KMS::Key", "kms:Disable*", Since("it would be a right over every key of the account")),
    ("AWS::KMS::Key", "kms:EnableKey", Since("it is never disabled")),
    ("AWS::KMS::Key", "kms:PutKeyPolicy", Without("KeyPolicy")),
    ("AWS::KMS::Key", "kms:ScheduleKeyDeletion", Since("it would be a right over every key of the account")),
    ("AWS::Lambda::Alias", "lambda:PutProvisionedConcurrencyConfig", Without("ProvisionedConcurrencyConfig")),
    (
        "AWS::Lambda::Alias",
        "lambda:DeleteProvisionedConcurrencyConfig",
        Without("ProvisionedConcurrencyConfig"),
    ),
    ("AWS::Lambda::Alias", "codedeploy:*", Since("no UpdatePolicy: the alias moves at once")),
    ("AWS::Lambda::Function", "ec2:*", Without("VpcConfig")),
    ("AWS::Lambda::Function", "elasticfilesystem:*", Without("FileSystemConfigs")),
    ("AWS::Lambda::Function", "kms:*", Without("KmsKeyArn")),
    ("AWS::Lambda::Function", "lambda:DeleteFunctionCodeSigningConfig", Without("CodeSigningConfigArn")),
    ("AWS::Lambda::Function", "lambda:GetCodeSigningConfig", Without("CodeSigningConfigArn")),
    ("AWS::Lambda::Function", "lambda:PutFunctionCodeSigningConfig", Without("CodeSigningConfigArn")),
    ("AWS::Lambda::Function", "lambda:DeleteFunctionConcurrency", Without("ReservedConcurrentExecutions")),
    ("AWS::Lambda::Function", "lambda:PutFunctionConcurrency", Without("ReservedConcurrentExecutions")),
    ("AWS::Lambda::Function", "lambda:GetLayerVersion", Without("Layers")),
    ("AWS::Lambda::Function", "lambda:PassCapacityProvider", Without("CapacityProviderConfig")),
    ("AWS::Lambda::Function", "lambda:PutFunctionRecursionConfig", Without("RecursiveLoop")),
    ("AWS::Lambda::Function", "lambda:PutFunctionScalingConfig", Without("FunctionScalingConfig")),
    ("AWS::Lambda::Function", "lambda:PutRuntimeManagementConfig", Without("RuntimeManagementConfig")),
    ("AWS::Lambda::Version", "lambda:PutFunctionScalingConfig", Without("FunctionScalingConfig")),
    (
        "AWS::Lambda::Version",
        "lambda:PutProvisionedConcurrencyConfig",
        Without("ProvisionedConcurrencyConfig"),
    ),
    ("AWS::Lambda::Version", "lambda:PutRuntimeManagementConfig", Without("RuntimePolicy")),
    ("AWS::Logs::LogGroup", "firehose:*", Without("DataProtectionPolicy")),
    ("AWS::Logs::LogGroup", "logs:AssociateKmsKey", Without("KmsKeyId")),
    ("AWS::Logs::LogGroup", "logs:CreateLogDelivery", Without("DataProtectionPolicy")),
    ("AWS::Logs::LogGroup", "logs:DescribeResourcePolicies", Without("ResourcePolicyDocument")),
    ("AWS::Logs::LogGroup", "logs:DisassociateKmsKey", Without("KmsKeyId")),
    ("AWS::Logs::LogGroup", "logs:PutDataProtectionPolicy", Without("DataProtectionPolicy")),
    ("AWS::Logs::LogGroup", "logs:PutResourcePolicy", Without("ResourcePolicyDocument")),
    ("AWS::Logs::LogGroup", "s3:*", Without("DataProtectionPolicy")),
    ("AWS::S3::Bucket", "iam:*", Without("ReplicationConfiguration")),
    ("AWS::S3::Bucket", "s3:*Acl", Without("AccessControl")),
    ("AWS::S3::Bucket", "s3:*AnalyticsConfiguration", Without("AnalyticsConfigurations")),
    ("AWS::S3::Bucket", "s3:*CORS", Without("CorsConfiguration")),
    ("AWS::S3::Bucket", "s3:*Cors", Without("CorsConfiguration")),
    ("AWS::S3::Bucket", "s3:*IntelligentTieringConfiguration", Without("IntelligentTieringConfigurations")),
    ("AWS::S3::Bucket", "s3:*InventoryConfiguration", Without("InventoryConfigurations")),
    ("AWS::S3::Bucket", "s3:*MetadataInventoryTableConfiguration", Without("MetadataConfiguration")),
    ("AWS::S3::Bucket", "s3:*MetadataJournalTableConfiguration", Without("MetadataConfiguration")),
    ("AWS::S3::Bucket", "s3:*MetadataTableConfiguration", Without("MetadataTableConfiguration")),
    ("AWS::S3::Bucket", "s3:*MetricsConfiguration", Without("MetricsConfigurations")),
    ("AWS::S3::Bucket", "s3:*ObjectLockConfiguration", Without("ObjectLockConfiguration")),
    ("AWS::S3::Bucket", "s3:*Replication", Without("ReplicationConfiguration")),
    ("AWS::S3::Bucket", "s3:*ReplicationConfiguration", Without("ReplicationConfiguration")),
    ("AWS::S3::Bucket", "s3:*Website", Without("WebsiteConfiguration")),
    ("AWS::S3::Bucket", "s3:DeleteBucket", Retained),
    ("AWS::S3::Bucket", "s3:DeleteBucketEncryption", Always("BucketEncryption")),
    ("AWS::S3::Bucket", "s3:DeleteBucketLifecycle", Always("LifecycleConfiguration")),
    (
        "AWS::S3::Bucket",
        "s3:DeleteBucketTagging",
        Since("IAM knows no such action: s3:PutBucketTagging takes tags off too"),
    ),
    (
        "AWS::S3::Bucket",
        "s3:DeleteObject",
        Since("no property of the bucket asks for it, and it would be a right over photos"),
    ),
    ("AWS::S3::Bucket", "s3:PutAccelerateConfiguration", Without("AccelerateConfiguration")),
    ("AWS::S3::Bucket", "s3:PutBucketAbac", Without("AbacStatus")),
    ("AWS::S3::Bucket", "s3:PutBucketLogging", Without("LoggingConfiguration")),
    ("AWS::S3::Bucket", "s3tables:*", Without("MetadataTableConfiguration")),
    ("AWS::S3::BucketPolicy", "s3:DeleteBucketPolicy", Retained),
    ("AWS::SNS::Topic", "sns:PutDataProtectionPolicy", Without("DataProtectionPolicy")),
];

fn trials() -> Vec<PipelineTrial> {
    stacks::all().iter().map(|stack| PipelineTrial::of(&stack.config)).collect()
}

fn handlers() -> Value {
    serde_json::from_str(include_str!("../registry/handlers.json")).unwrap()
}

/// What the handlers of a type name, in all.
fn named(handlers: &Value, kind: &str) -> BTreeSet<String> {
    let of =
        handlers["types"][kind].as_object().unwrap_or_else(|| panic!("handlers.json does not know {kind}"));
    of.values()
        .flat_map(|actions| actions.as_array().unwrap())
        .map(|action| action.as_str().unwrap().to_owned())
        .collect()
}

/// Why this resource needs no right to this action; a reason that does not hold is none.
fn left_out(resource: &AppResource<'_>, action: &str) -> bool {
    let of = |(kind, pattern, _): &&(&str, &str, LeftOut)| *kind == resource.kind && matches(pattern, action);
    LEFT_OUT.iter().filter(of).any(|(.., reason)| match reason {
        Without(property) => resource.properties().get(property).is_none(),
        Always(property) => resource.properties().get(property).is_some(),
        Retained => resource.retained(),
        Since(reason) => !reason.is_empty(),
    })
}

/// The call by which CloudFormation would use an action for a resource.
fn call<'a>(action: &'a str, resource: &AppResource<'_>) -> Call<'a> {
    match action {
        "s3:GetObject" | "s3:GetObjectVersion" => {
            Call::new(action, "arn:aws:s3:::apoyo-artifacts/functions/list-1.zip")
        }
        // The key that a cluster's secrets are encrypted with.
        "kms:CreateGrant" | "kms:DescribeKey" => {
            Call::new(action, "arn:aws:kms:eu-west-1:123456789012:key/1f2e")
                .with("kms:GrantIsForAWSResource", "true")
        }
        "iam:CreateServiceLinkedRole" => {
            let service = match resource.kind.as_str() {
                "AWS::EKS::Cluster" => "eks.amazonaws.com",
                "AWS::EKS::Nodegroup" => "eks-nodegroup.amazonaws.com",
                _ => "batch.amazonaws.com",
            };
            Call::new(action, format!("arn:aws:iam::123456789012:role/aws-service-role/{service}/X"))
                .with("iam:AWSServiceName", service)
        }
        "iam:AttachRolePolicy" => {
            let policy =
                resource.properties()["ManagedPolicyArns"][0].as_str().unwrap_or_default().to_owned();
            Call::new(action, resource.arn())
                .with("iam:PermissionsBoundary", BOUNDARY)
                .with("iam:PolicyARN", policy)
        }
        "iam:GetRole" | "iam:ListAttachedRolePolicies" => {
            Call::new(action, "arn:aws:iam::123456789012:role/apoyo-X-1A")
        }
        _ => Call::new(action, resource.arn()).with("iam:PermissionsBoundary", BOUNDARY),
    }
}

#[test]
fn every_resource_type_of_every_template_has_the_rights_that_its_handlers_name() {
    let handlers = handlers();
    let mut missing = BTreeSet::new();
    for trial in trials() {
        for resource in trial.resources() {
            for action in named(&handlers, &resource.kind).iter().filter(|action| *action != "iam:PassRole") {
                let allowed = trial.made(&call(action, &resource)) == Decision::Allowed;
                if !allowed && !left_out(&resource, action) {
                    missing.insert(format!("{} {action}", resource.kind));
                }
            }
        }
    }
    assert!(missing.is_empty(), "not allowed:\n{}", missing.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn no_right_is_left_out_that_no_handler_names() {
    let handlers = handlers();
    for (kind, pattern, _) in LEFT_OUT {
        assert!(
            named(&handlers, kind).iter().any(|action| matches(pattern, action)),
            "no handler of {kind} asks for {pattern}"
        );
    }
}
