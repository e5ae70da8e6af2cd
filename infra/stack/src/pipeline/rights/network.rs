use super::Right;
use crate::pipeline::names::Things;

/// Networks and launch templates. EC2 gives numbers, no names, so the rights to change are those of this region and
/// account; they make, change and remove networks, and start no instance.
pub(super) const RIGHTS: &[Right] = &[
    Right {
        sid: "Networks",
        kinds: &["AWS::EC2::VPC"],
        actions: &["ec2:CreateVpc", "ec2:DeleteVpc", "ec2:ModifyVpcAttribute"],
        on: Things::Network,
    },
    Right {
        sid: "Subnets",
        kinds: &["AWS::EC2::Subnet"],
        actions: &["ec2:CreateSubnet", "ec2:DeleteSubnet", "ec2:ModifySubnetAttribute"],
        on: Things::Network,
    },
    Right {
        sid: "Routes",
        kinds: &["AWS::EC2::RouteTable", "AWS::EC2::Route", "AWS::EC2::SubnetRouteTableAssociation"],
        actions: &[
            "ec2:AssociateRouteTable",
            "ec2:CreateRoute",
            "ec2:CreateRouteTable",
            "ec2:DeleteRoute",
            "ec2:DeleteRouteTable",
            "ec2:DisassociateRouteTable",
            "ec2:ReplaceRoute",
            "ec2:ReplaceRouteTableAssociation",
        ],
        on: Things::Network,
    },
    Right {
        sid: "InternetGateways",
        kinds: &["AWS::EC2::InternetGateway", "AWS::EC2::VPCGatewayAttachment"],
        actions: &[
            "ec2:AttachInternetGateway",
            "ec2:CreateInternetGateway",
            "ec2:DeleteInternetGateway",
            "ec2:DetachInternetGateway",
        ],
        on: Things::Network,
    },
    Right {
        sid: "NatGateways",
        kinds: &["AWS::EC2::NatGateway", "AWS::EC2::EIP"],
        actions: &[
            "ec2:AllocateAddress",
            "ec2:AssociateAddress",
            "ec2:CreateNatGateway",
            "ec2:DeleteNatGateway",
            "ec2:DisassociateAddress",
            "ec2:ReleaseAddress",
        ],
        on: Things::Network,
    },
    Right {
        sid: "Endpoints",
        kinds: &["AWS::EC2::VPCEndpoint"],
        actions: &["ec2:CreateVpcEndpoint", "ec2:DeleteVpcEndpoints", "ec2:ModifyVpcEndpoint"],
        on: Things::Network,
    },
    Right {
        sid: "SecurityGroups",
        kinds: &["AWS::EC2::SecurityGroup"],
        actions: &[
            "ec2:AuthorizeSecurityGroupEgress",
            "ec2:AuthorizeSecurityGroupIngress",
            "ec2:CreateSecurityGroup",
            "ec2:DeleteSecurityGroup",
            "ec2:RevokeSecurityGroupEgress",
            "ec2:RevokeSecurityGroupIngress",
            "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
            "ec2:UpdateSecurityGroupRuleDescriptionsIngress",
        ],
        on: Things::Network,
    },
    Right {
        sid: "FlowLogs",
        kinds: &["AWS::EC2::FlowLog"],
        actions: &["ec2:CreateFlowLogs", "ec2:DeleteFlowLogs"],
        on: Things::Network,
    },
    Right {
        sid: "LaunchTemplates",
        kinds: &["AWS::EC2::LaunchTemplate"],
        actions: &["ec2:CreateLaunchTemplate", "ec2:CreateLaunchTemplateVersion", "ec2:DeleteLaunchTemplate"],
        on: Things::Network,
    },
    Right {
        sid: "Tags",
        kinds: &["AWS::EC2::VPC", "AWS::EC2::LaunchTemplate"],
        actions: &["ec2:CreateTags", "ec2:DeleteTags"],
        on: Things::Network,
    },
    // None of them knows a resource.
    Right {
        sid: "LookAtNetworks",
        kinds: &["AWS::EC2::VPC"],
        actions: &[
            "ec2:DescribeAddresses",
            "ec2:DescribeAvailabilityZones",
            "ec2:DescribeInstances",
            "ec2:DescribeInternetGateways",
            "ec2:DescribeNatGateways",
            "ec2:DescribeNetworkAcls",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeRouteTables",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcAttribute",
            "ec2:DescribeVpcEndpoints",
            "ec2:DescribeVpcs",
        ],
        on: Things::Everything,
    },
    Right {
        sid: "LookAtFlowLogs",
        kinds: &["AWS::EC2::FlowLog"],
        actions: &["ec2:DescribeFlowLogs", "logs:CreateLogDelivery", "logs:DeleteLogDelivery"],
        on: Things::Everything,
    },
    Right {
        sid: "LookAtLaunchTemplates",
        kinds: &["AWS::EC2::LaunchTemplate"],
        actions: &["ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"],
        on: Things::Everything,
    },
];
