use apoyo_cfn::Resource;
use serde_json::{Value, json};

use super::job::{JobSize, USER_ID};
use crate::Cluster;
use crate::kubernetes::{NAMESPACE, SERVICE_ACCOUNT};

/// Name of the container in the pod; the state machine sets the environment of a job under it.
///
/// `apoyo_triage` has the same name in the states of the lane.
const CONTAINER: &str = "worker";

/// A compute environment whose instances are nodes of a cluster; there only once the cluster is ready. The cluster knows
/// callers by access entries alone, so AWS Batch makes its own without being told.
///
/// Source: <https://docs.aws.amazon.com/batch/latest/userguide/eks-access-entries.html>.
pub(super) fn environment(mut environment: Resource, cluster: &Cluster) -> Resource {
    let eks = json!({"EksClusterArn": cluster.arn(), "KubernetesNamespace": NAMESPACE});
    environment.properties.insert("EksConfiguration".to_owned(), eks);
    let waiting = environment.only_if(cluster.ready());
    cluster.parts().iter().fold(waiting, Resource::after)
}

/// The pod of a job.
pub(super) fn properties(image: &Value, environment: &[(&'static str, Value)], size: JobSize) -> Value {
    let variables: Vec<Value> =
        environment.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    json!({"PodProperties": {
        "ServiceAccountName": SERVICE_ACCOUNT,
        // A network of its own: the host's would bring the host's role with it.
        "HostNetwork": false,
        // The resolver of the network: there is no CoreDNS in the cluster.
        "DnsPolicy": "Default",
        "Containers": [{
            "Name": CONTAINER,
            "Image": image,
            "Env": variables,
            "Resources": resources(size),
            "SecurityContext": {
                "RunAsNonRoot": true, "RunAsUser": USER_ID, "RunAsGroup": USER_ID,
                "ReadOnlyRootFilesystem": true, "AllowPrivilegeEscalation": false, "Privileged": false,
            },
        }],
    }})
}

/// Limits and requests are equal, as AWS Batch asks of memory: a shard never lives on what another one leaves.
fn resources(size: JobSize) -> Value {
    let amounts = json!({"cpu": size.vcpus.to_string(), "memory": format!("{}Mi", size.memory_mebibytes)});
    json!({"Limits": amounts, "Requests": amounts})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GpuCount;

    fn pod() -> Value {
        let size = JobSize { vcpus: 2, memory_mebibytes: 4096, gpus: GpuCount(0) };
        properties(&json!("image"), &[("A", json!("b"))], size)["PodProperties"].clone()
    }

    #[test]
    fn the_container_is_nobody_and_stays_nobody() {
        let context = &pod()["Containers"][0]["SecurityContext"];
        assert_eq!((&context["RunAsUser"], &context["RunAsNonRoot"]), (&json!(65534), &json!(true)));
        assert_eq!(context["ReadOnlyRootFilesystem"], json!(true));
        assert_eq!(context["AllowPrivilegeEscalation"], json!(false));
        assert_eq!(pod()["HostNetwork"], json!(false));
    }

    #[test]
    fn memory_is_said_as_kubernetes_reads_it() {
        let resources = &pod()["Containers"][0]["Resources"];
        assert_eq!(resources["Limits"], json!({"cpu": "2", "memory": "4096Mi"}));
        assert_eq!(resources["Limits"], resources["Requests"]);
    }
}
