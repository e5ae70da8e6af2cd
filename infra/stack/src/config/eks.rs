use std::net::Ipv4Addr;

use apoyo_constructs::Endpoint;
use serde::{Deserialize, Serialize};

use super::ConfigError;
use super::text_rule::text_rule;

/// The Kubernetes cluster; there is none without `batch.compute: eks`. It costs by the hour, whether it works or not.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct EksConfig {
    /// Version of Kubernetes, one that AWS Batch supports; default `1.36`. It can be raised one step at a time, and never
    /// lowered.
    pub version: KubernetesVersion,
    /// `public`: the API of Kubernetes is reached from `publicCidrs` too; `private`: from the network of the stack only,
    /// and that is where `kubectl` must then run; default `public`.
    pub endpoint: EndpointChoice,
    /// Blocks of addresses that reach the API of a `public` endpoint; at least one with `batch.compute: eks`.
    pub public_cidrs: Vec<PublicCidr>,
    /// ARNs of roles or users that may do everything in the cluster; default none. Whoever creates the stack may anyway,
    /// and must not be named here.
    pub admins: Vec<PrincipalArn>,
    /// ARNs of roles or users that may look at pods, logs and nodes, and change nothing; default none.
    pub watchers: Vec<PrincipalArn>,
}

/// Who reaches the API of Kubernetes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EndpointChoice {
    /// The network of the stack, and the blocks that are named.
    #[default]
    Public,
    /// The network of the stack.
    Private,
}

text_rule! {
    /// A version of Kubernetes: `1.30` or newer.
    ///
    /// Source: <https://docs.aws.amazon.com/batch/latest/userguide/supported_kubernetes_version.html>, where new ones
    /// appear some weeks after EKS has them.
    KubernetesVersion,
    |text: &str| format!("{text:?} is not a version of Kubernetes that AWS Batch supports, 1.30 to 1.36 are"),
    |text| {
        let minor = text.strip_prefix("1.").filter(|minor| minor.len() == 2);
        minor.and_then(|minor| minor.parse::<u8>().ok()).is_some_and(|minor| (30..=36).contains(&minor))
    }
}

text_rule! {
    /// A block of public IPv4 addresses, such as `203.0.113.7/32`.
    PublicCidr,
    |text: &str| format!("{text:?} is not a block of public addresses, 203.0.113.7/32 is, and 0.0.0.0/0 is all of them"),
    |text| {
        let read = || {
            let (first, bits) = text.split_once('/')?;
            let (first, bits) = (first.parse::<Ipv4Addr>().ok()?, bits.parse::<u32>().ok()?);
            let inside = u32::MAX.checked_shr(bits).unwrap_or(0);
            let public = !first.is_private() && !first.is_loopback() && !first.is_link_local();
            Some(bits <= 32 && u32::from(first) & inside == 0 && public)
        };
        read().unwrap_or(false)
    }
}

text_rule! {
    /// ARN of a role or user of IAM: `arn:aws:iam::ACCOUNT:role/NAME`.
    PrincipalArn,
    |text: &str| format!("{text:?} is not the ARN of a role or user, arn:aws:iam::ACCOUNT:role/NAME is"),
    |text| {
        let parts: Vec<_> = text.split(':').collect();
        let named = |name: &str| ["role/", "user/"].iter().any(|kind| name.len() > kind.len() && name.starts_with(kind));
        matches!(parts[..], ["arn", _, "iam", "", account, name] if account.len() == 12 && named(name))
            && text.chars().all(|c| c.is_ascii_alphanumeric() || ":/+=,.@_-".contains(c))
    }
}

impl Default for KubernetesVersion {
    fn default() -> Self {
        Self("1.36".into())
    }
}

impl EksConfig {
    /// What a cluster of this configuration contradicts itself in.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let nobody = self.endpoint == EndpointChoice::Public && self.public_cidrs.is_empty();
        if nobody {
            return Err(ConfigError::Contradiction(
                "field eks.publicCidrs: [] is not allowed with compute eks and endpoint public, the blocks are that \
                 kubectl is called from, such as 203.0.113.7/32; endpoint private needs none"
                    .to_owned(),
            ));
        }
        match self.admins.iter().find(|arn| self.watchers.contains(arn)) {
            Some(both) => Err(ConfigError::Contradiction(format!(
                "field eks.watchers: {} is not allowed, it is among eks.admins; an ARN has one entry in a cluster",
                both.as_str()
            ))),
            None => Ok(()),
        }
    }

    /// As the constructs have it.
    pub(crate) fn endpoint(&self) -> Endpoint {
        match self.endpoint {
            EndpointChoice::Private => Endpoint::Private,
            EndpointChoice::Public => {
                let cidrs = self.public_cidrs.iter().map(|cidr| cidr.as_str().to_owned()).collect();
                Endpoint::Public { cidrs }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Config;

    #[test]
    fn clusters_that_cannot_be_are_refused_by_field_value_and_what_is_allowed() {
        let table = [
            (
                "batch: {compute: eks, jobGpus: 1}",
                "field batch.jobGpus: 1 is not allowed on EKS, 0 is; compute ec2Spot",
            ),
            (
                "batch: {compute: eks, instanceTypes: []}",
                "not allowed with compute eks, at least one type is",
            ),
            (
                "batch: {compute: eks}",
                "field eks.publicCidrs: [] is not allowed with compute eks and endpoint public",
            ),
            (
                "eks: {version: '1.29'}",
                "field eks.version: \"1.29\" is not a version of Kubernetes that AWS Batch",
            ),
            (
                "eks: {publicCidrs: [10.0.0.0/8]}",
                "field eks.publicCidrs[0]: \"10.0.0.0/8\" is not a block of public",
            ),
            ("eks: {publicCidrs: [203.0.113.7/24]}", "\"203.0.113.7/24\" is not a block of public addresses"),
            ("eks: {admins: [ana]}", "field eks.admins[0]: \"ana\" is not the ARN of a role or user"),
            (
                "{batch: {compute: eks}, eks: {endpoint: private, admins: ['arn:aws:iam::123456789012:role/a'], \
                 watchers: ['arn:aws:iam::123456789012:role/a']}}",
                "field eks.watchers: arn:aws:iam::123456789012:role/a is not allowed, it is among eks.admins",
            ),
        ];
        for (text, message) in table {
            let refused = Config::read(text).unwrap_err().to_string();
            assert!(refused.contains(message), "{text}: {refused}");
        }
    }

    #[test]
    fn without_a_cluster_nothing_need_be_said_of_one() {
        assert!(Config::read("batch: {compute: fargate}").is_ok());
        assert!(Config::read("{batch: {compute: eks}, eks: {endpoint: private}}").is_ok());
        assert!(Config::read("{batch: {compute: eks}, eks: {publicCidrs: ['0.0.0.0/0']}}").is_ok());
    }
}
