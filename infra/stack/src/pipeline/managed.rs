use apoyo_cfn::Statement;

use super::PipelineError;

/// Policies that AWS keeps, for roles of its own agents, and what they allow: services where they allow much of one.
///
/// Source: <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html>.
const MANAGED: [(&str, &[&str]); 5] = [
    (
        "AmazonEC2ContainerRegistryPullOnly",
        &[
            "ecr:BatchGetImage",
            "ecr:BatchImportUpstreamImage",
            "ecr:GetAuthorizationToken",
            "ecr:GetDownloadUrlForLayer",
        ],
    ),
    (
        "AmazonEKSClusterPolicy",
        &[
            "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:UpdateAutoScalingGroup",
            "ec2:*",
            "elasticloadbalancing:*",
            "iam:CreateServiceLinkedRole",
            "kms:DescribeKey",
        ],
    ),
    (
        "AmazonEKSWorkerNodePolicy",
        &[
            "ec2:DescribeInstanceTypes",
            "ec2:DescribeInstances",
            "ec2:DescribeRouteTables",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeVolumes",
            "ec2:DescribeVolumesModifications",
            "ec2:DescribeVpcs",
            "eks-auth:AssumeRoleForPodIdentity",
            "eks:DescribeCluster",
        ],
    ),
    (
        "AmazonEKS_CNI_Policy",
        &[
            "ec2:AssignPrivateIpAddresses",
            "ec2:AttachNetworkInterface",
            "ec2:CreateNetworkInterface",
            "ec2:CreateTags",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeInstanceTypes",
            "ec2:DescribeInstances",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeTags",
            "ec2:DetachNetworkInterface",
            "ec2:ModifyNetworkInterfaceAttribute",
            "ec2:UnassignPrivateIpAddresses",
        ],
    ),
    (
        "service-role/AmazonEC2ContainerServiceforEC2Role",
        &[
            "ec2:DescribeTags",
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:GetAuthorizationToken",
            "ecr:GetDownloadUrlForLayer",
            "ecs:*",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
];

/// What the boundary lets through for roles that have a policy of AWS.
///
/// # Errors
/// When the table does not know it.
pub(super) fn bounds(name: &str) -> Result<Statement, PipelineError> {
    let actions = MANAGED.iter().find(|(known, _)| *known == name).map(|(_, actions)| *actions);
    let actions = actions.ok_or_else(|| PipelineError::NoBounds { action: format!("of policy {name}") })?;
    let sid: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    // AWS names no resource in them either.
    Ok(Statement::allow(&sid, actions, ["*"]))
}
