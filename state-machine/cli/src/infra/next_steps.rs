use apoyo_deploy::{Deployed, Place, WORKER_IMAGE_TAG};
use apoyo_stack::{ComputeChoice, KUBERNETES_READY};

use super::outputs::find;
use super::subject::Subject;

/// What is deployed where.
pub(super) struct Situation<'a> {
    pub(super) subject: &'a Subject,
    pub(super) stack: &'a Deployed,
    pub(super) place: &'a Place,
}

/// What a person does next, as commands; nothing where nothing is left to do.
pub(super) fn told(situation: &Situation<'_>) -> String {
    [image(situation), kubernetes(situation)].into_iter().flatten().collect()
}

/// How the worker's image gets into its repository. Whether it is there is the registry's to know: pushing it again
/// transfers nothing.
fn image(situation: &Situation<'_>) -> Option<String> {
    let uri = find(&situation.stack.outputs, "WorkerRepositoryUri")?;
    let tag = situation.stack.parameters.get(WORKER_IMAGE_TAG)?;
    let registry = uri.split('/').next()?;
    let region = &situation.place.region;
    let login = format!("aws ecr get-login-password --region {region}");
    Some(format!(
        "the lane batch needs the worker's image {tag}; unless it is in the repository already:\n  \
         {login} | buildah login --username AWS --password-stdin {registry}\n  \
         buildah push apoyo-worker:{tag} docker://{uri}:{tag}\nor, with docker:\n  \
         {login} | docker login --username AWS --password-stdin {registry}\n  \
         docker tag apoyo-worker:{tag} {uri}:{tag} && docker push {uri}:{tag}\n"
    ))
}

/// What lies between the two deployments of a stack with a Kubernetes cluster, and after the second.
fn kubernetes(situation: &Situation<'_>) -> Option<String> {
    if situation.subject.config.batch.compute != ComputeChoice::Eks || !situation.subject.is_app {
        return None;
    }
    let outputs = &situation.stack.outputs;
    if situation.stack.parameters.get(KUBERNETES_READY).is_some_and(|ready| ready == "yes") {
        let access = find(outputs, "BatchAccessCommand")?;
        return Some(format!("once, so that AWS Batch may start pods in the cluster:\n  {access}\n"));
    }
    let kubeconfig = find(outputs, "KubeconfigCommand")?;
    let flags = situation.subject.flags();
    Some(format!(
        "the cluster is there and AWS Batch is not connected with it yet; next:\n  {kubeconfig}\n  \
         apoyo infra synth{flags} --kubernetes | kubectl apply -f -\n  \
         apoyo infra deploy{flags} --kubernetes-ready\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::arguments::StackArguments;
    use apoyo_deploy::{Output, StackStatus};

    const CLUSTER: &str = "batch: {compute: eks}\neks: {endpoint: private}";

    fn subject(yaml: &str) -> (tempfile::TempDir, Subject) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("apoyo.yaml");
        std::fs::write(&file, yaml).unwrap();
        let subject = Subject::read(&StackArguments { config: Some(file), pipeline: false }).unwrap();
        (folder, subject)
    }

    fn steps(yaml: &str, parameters: &[(&str, &str)], outputs: &[(&str, &str)]) -> String {
        let (_folder, subject) = subject(yaml);
        let own = |text: &str| text.to_owned();
        let stack = Deployed {
            id: own("arn"),
            status: StackStatus::new("CREATE_COMPLETE"),
            parameters: parameters.iter().map(|(name, value)| (own(name), own(value))).collect(),
            outputs: outputs
                .iter()
                .map(|(name, value)| Output {
                    name: own(name),
                    value: own(value),
                    description: String::new(),
                })
                .collect(),
            drifted: false,
        };
        let place = Place { account: own("123456789012"), region: own("eu-west-1") };
        told(&Situation { subject: &subject, stack: &stack, place: &place })
    }

    #[test]
    fn a_stack_without_the_lane_batch_leaves_nothing_to_do() {
        assert_eq!(steps("", &[], &[("PhotoBucketName", "fotos")]), "");
    }

    #[test]
    fn the_image_is_pushed_under_the_tag_that_the_job_asks_for() {
        let uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/apoyo-images";
        let told = steps(
            "batch: {compute: fargate}",
            &[(WORKER_IMAGE_TAG, "0123456789abcdef")],
            &[("WorkerRepositoryUri", uri)],
        );
        assert!(told.contains(&format!("docker://{uri}:0123456789abcdef\n")), "{told}");
        assert!(told.contains("--password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com\n"), "{told}");
    }

    #[test]
    fn a_cluster_is_connected_in_two_deployments() {
        let outputs =
            [("KubeconfigCommand", "aws eks update-kubeconfig"), ("BatchAccessCommand", "aws eks associate")];
        let first = steps(CLUSTER, &[(KUBERNETES_READY, "no")], &outputs);
        assert!(
            first.contains("--kubernetes | kubectl apply -f -") && first.contains("--kubernetes-ready"),
            "{first}"
        );
        let second = steps(CLUSTER, &[(KUBERNETES_READY, "yes")], &outputs);
        assert!(second.contains("aws eks associate") && !second.contains("kubectl"), "{second}");
    }
}
