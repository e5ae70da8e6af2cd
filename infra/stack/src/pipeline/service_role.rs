use apoyo_cfn::{GetAtt, PolicyDocument, Ref, Resource};
use apoyo_constructs::{ConstructId, Stack};
use serde_json::{Value, json};

use super::names::PATH;
use super::rights::Policy;

/// Adds the role that CloudFormation takes on when it changes the app's stack, and returns its ARN. CloudFormation takes on
/// only what its caller may pass on, and only the deploy role may pass on this one.
pub(super) fn define(stack: &mut Stack, policies: Vec<Policy>) -> Value {
    let attached: Vec<Value> = policies.into_iter().map(|policy| attach(stack, policy)).collect();
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Sid": "AssumeRole",
        "Effect": "Allow",
        "Principal": {"Service": "cloudformation.amazonaws.com"},
        "Action": ["sts:AssumeRole"],
    }]});
    let properties = json!({
        "Path": PATH,
        "Description": "Lets CloudFormation make, change and remove what the app's template contains.",
        "AssumeRolePolicyDocument": trust,
        "ManagedPolicyArns": attached,
    });
    let role = stack.add(&ConstructId::new("ServiceRole"), Resource::new("AWS::IAM::Role", properties));
    let arn = Value::from(GetAtt(&role, "Arn"));
    stack.output(
        "ServiceRoleArn",
        "Role that CloudFormation takes on: `apoyo infra deploy --role-arn`.",
        arn.clone(),
    );
    arn
}

/// A managed policy of its own for each area: an inline policy of all of them would be longer than IAM takes.
fn attach(stack: &mut Stack, policy: Policy) -> Value {
    let properties = json!({
        "Path": PATH,
        "Description": policy.description,
        "PolicyDocument": PolicyDocument::new(policy.statements),
    });
    let id = ConstructId::new("Service").child(policy.area);
    Ref(&stack.add(&id, Resource::new("AWS::IAM::ManagedPolicy", properties))).into()
}
