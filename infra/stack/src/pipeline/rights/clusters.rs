use apoyo_cfn::Statement;

use super::Right;
use crate::pipeline::names::{Names, Things};
use crate::pipeline::survey::Survey;

/// The cluster of EKS, its nodes, and who may do what in it.
pub(super) const RIGHTS: &[Right] = &[
    Right {
        sid: "Clusters",
        kinds: &["AWS::EKS::Cluster"],
        actions: &[
            "eks:CreateCluster",
            "eks:DeleteCluster",
            "eks:DescribeCluster",
            "eks:DescribeUpdate",
            "eks:UpdateClusterConfig",
            "eks:UpdateClusterVersion",
        ],
        on: Things::Clusters,
    },
    Right {
        sid: "NodeGroups",
        kinds: &["AWS::EKS::Nodegroup"],
        actions: &[
            "eks:CreateNodegroup",
            "eks:DeleteNodegroup",
            "eks:DescribeNodegroup",
            "eks:DescribeUpdate",
            "eks:ListUpdates",
            "eks:UpdateNodegroupConfig",
            "eks:UpdateNodegroupVersion",
        ],
        on: Things::Clusters,
    },
    Right {
        sid: "Addons",
        kinds: &["AWS::EKS::Addon"],
        actions: &[
            "eks:CreateAddon",
            "eks:DeleteAddon",
            "eks:DescribeAddon",
            "eks:DescribeUpdate",
            "eks:UpdateAddon",
        ],
        on: Things::Clusters,
    },
    Right {
        sid: "AccessEntries",
        kinds: &["AWS::EKS::AccessEntry", "AWS::EKS::Cluster"],
        actions: &[
            "eks:AssociateAccessPolicy",
            "eks:CreateAccessEntry",
            "eks:DeleteAccessEntry",
            "eks:DescribeAccessEntry",
            "eks:DisassociateAccessPolicy",
            "eks:ListAssociatedAccessPolicies",
            "eks:UpdateAccessEntry",
        ],
        on: Things::Clusters,
    },
    Right {
        sid: "PodIdentities",
        kinds: &["AWS::EKS::PodIdentityAssociation", "AWS::EKS::Addon"],
        actions: &[
            "eks:CreatePodIdentityAssociation",
            "eks:DeletePodIdentityAssociation",
            "eks:DescribePodIdentityAssociation",
            "eks:UpdatePodIdentityAssociation",
        ],
        on: Things::Clusters,
    },
    Right {
        sid: "ClusterTags",
        kinds: &[
            "AWS::EKS::AccessEntry",
            "AWS::EKS::Addon",
            "AWS::EKS::Cluster",
            "AWS::EKS::Nodegroup",
            "AWS::EKS::PodIdentityAssociation",
        ],
        actions: &["eks:TagResource", "eks:UntagResource"],
        on: Things::Clusters,
    },
    // A key has no name before it is there.
    Right { sid: "MakeKeys", kinds: &["AWS::KMS::Key"], actions: &["kms:CreateKey"], on: Things::Everything },
    // Nothing that changes who may use a key, or ends it: that would be a right over every key of the account, so a
    // person deletes this one.
    Right {
        sid: "Keys",
        kinds: &["AWS::KMS::Key"],
        actions: &[
            "kms:DescribeKey",
            "kms:EnableKeyRotation",
            "kms:GetKeyPolicy",
            "kms:GetKeyRotationStatus",
            "kms:ListResourceTags",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:UpdateKeyDescription",
        ],
        on: Things::Keys,
    },
];

/// EKS encrypts the cluster's secrets with a key, by a grant that only a service of AWS can have.
pub(super) fn grants(survey: &Survey, names: &Names) -> Option<Statement> {
    let encrypts = ["AWS::EKS::Cluster", "AWS::KMS::Key"].iter().all(|kind| survey.kinds.contains(*kind));
    let grant = Statement::allow("GrantKeys", &["kms:CreateGrant"], names.arns(Things::Keys));
    encrypts.then(|| grant.when("Bool", "kms:GrantIsForAWSResource", "true"))
}
