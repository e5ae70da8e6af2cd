use std::path::PathBuf;

use apoyo_stack::{ArchitectureChoice, BucketName};
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct InfraArguments {
    #[command(subcommand)]
    pub(crate) command: InfraCommand,
}

/// Credentials, region and endpoint come from the environment, as for the AWS command line: `AWS_PROFILE`, `AWS_REGION`,
/// `AWS_ENDPOINT_URL` and the like.
#[derive(Debug, Subcommand)]
pub(crate) enum InfraCommand {
    /// Write the stack's template; asks nobody.
    Synth(SynthArguments),
    /// Build the zips of the six functions.
    Package(PackageArguments),
    /// Say how the deployed stack differs from what would be deployed.
    Diff(DiffArguments),
    /// Create the stack or change it, after showing what changes.
    Deploy(DeployArguments),
    /// Say what the deployed stack tells: names, ARNs, commands.
    Outputs(OutputsArguments),
    /// Delete the stack; the photo bucket and all photos stay.
    Destroy(DestroyArguments),
}

/// Which stack.
#[derive(Debug, Clone, Args)]
pub(crate) struct StackArguments {
    /// The configuration [default: apoyo.yaml where there is one, else every default].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The stack of the pipeline, by whose roles a GitHub repository deploys, in place of the app's.
    #[arg(long)]
    pub(crate) pipeline: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SynthArguments {
    #[command(flatten)]
    pub(crate) stack: StackArguments,
    /// Write files into this folder in place of the template on standard output.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Print the manifests of the Kubernetes cluster, for `kubectl apply -f -`, in place of the template.
    #[arg(long, conflicts_with_all = ["pipeline", "out"])]
    pub(crate) kubernetes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct PackageArguments {
    /// The configuration [default: apoyo.yaml where there is one, else every default].
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Where to leave the zips [default: target/packages of the checkout].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// arm64 or `x86_64` [default: functions.architecture of the configuration].
    #[arg(long, value_parser = architecture)]
    pub(crate) architecture: Option<ArchitectureChoice>,
    /// Print what was built as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Exit codes: 0 done, 1 failed, 4 there are differences (only with --exit-code).
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    #[command(flatten)]
    pub(crate) stack: StackArguments,
    /// Folder of zips to compare the functions' code with; without it, code is not compared.
    #[arg(long, value_name = "DIR")]
    pub(crate) packages: Option<PathBuf>,
    /// Tag of the worker's image to compare; without it, it is not compared.
    #[arg(long, value_name = "TAG")]
    pub(crate) image_tag: Option<String>,
    /// End with exit code 4 when there are differences.
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// Print the differences as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Exit codes: 0 done or nothing to do, 1 failed or declined, 2 bad usage (nobody to ask, and no --yes).
#[derive(Debug, Args)]
pub(crate) struct DeployArguments {
    #[command(flatten)]
    pub(crate) stack: StackArguments,
    /// Folder of zips, as `apoyo infra package` leaves them [default: they are built].
    #[arg(long, value_name = "DIR")]
    pub(crate) packages: Option<PathBuf>,
    /// A bucket of this account and region for zips and templates [default: one that is made for it].
    #[arg(long, value_name = "BUCKET", value_parser = bucket)]
    pub(crate) artifact_bucket: Option<BucketName>,
    /// Tag of the worker's image, for the lane batch [default: that of what container/build built last, else the deployed one].
    #[arg(long, value_name = "TAG")]
    pub(crate) image_tag: Option<String>,
    /// The manifests are in the Kubernetes cluster: connect AWS Batch with it.
    #[arg(long)]
    pub(crate) kubernetes_ready: bool,
    /// Role that CloudFormation takes on, now and in later operations [default: the one of before, else your own rights].
    #[arg(long, value_name = "ARN")]
    pub(crate) role_arn: Option<String>,
    /// Do not ask.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Print what was done as JSON on standard output, and nothing else there.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct OutputsArguments {
    #[command(flatten)]
    pub(crate) stack: StackArguments,
    /// Print as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Exit codes: 0 done, 1 failed, declined or refused for the photos, 2 bad usage (nobody to ask, and no --yes).
#[derive(Debug, Args)]
pub(crate) struct DestroyArguments {
    #[command(flatten)]
    pub(crate) stack: StackArguments,
    /// Go on though the photo bucket has photos: it stays as it is, with all of them in it.
    #[arg(long)]
    pub(crate) leave_photos: bool,
    /// Do not ask.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Print what was done as JSON on standard output, and nothing else there.
    #[arg(long)]
    pub(crate) json: bool,
}

fn architecture(text: &str) -> Result<ArchitectureChoice, String> {
    let word = serde_json::Value::from(text);
    serde_json::from_value(word).map_err(|_| format!("{text:?} is not allowed, arm64 and x86_64 are"))
}

fn bucket(text: &str) -> Result<BucketName, String> {
    BucketName::try_from(text.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::arguments::Arguments;
    use clap::Parser;

    fn refused(words: &[&str]) -> String {
        Arguments::try_parse_from(["apoyo", "infra"].iter().chain(words)).unwrap_err().to_string()
    }

    #[test]
    fn bad_values_are_named_with_what_is_allowed() {
        let architecture = refused(&["package", "--architecture", "riscv"]);
        assert!(architecture.contains("\"riscv\" is not allowed, arm64 and x86_64 are"), "{architecture}");
        let bucket = refused(&["deploy", "--artifact-bucket", "My_Bucket"]);
        assert!(bucket.contains("\"My_Bucket\" is not the name of a bucket"), "{bucket}");
    }

    #[test]
    fn the_pipeline_has_no_manifests() {
        assert!(refused(&["synth", "--kubernetes", "--pipeline"]).contains("cannot be used with"));
    }
}
