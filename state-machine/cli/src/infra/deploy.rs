use std::collections::BTreeMap;

use apoyo_deploy::{
    Artifact, ArtifactBucket, Change, Cloud, Deployed, Ended, Prepared, ReadyChanges, Request,
    WORKER_IMAGE_TAG, code_parameter,
};
use apoyo_stack::{ComputeChoice, KUBERNETES_READY};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::arguments::DeployArguments;
use super::ask::Consent;
use super::attempt::{self, Attempt, RealTime};
use super::next_steps::{self, Situation};
use super::subject::Subject;
use super::watch::Watch;
use super::{changes, image, outputs, package};
use crate::clock;
use crate::exit::End;
use crate::say::{say, say_line};

/// What to say of a stack that somebody changed by hand.
pub(super) const DRIFTED: &str = "somebody changed resources of this stack by hand, as the last drift detection found \
                                  (aws cloudformation describe-stack-resource-drifts); a deployment may undo that";

const PREPARING: &str = "stopped; nothing is deployed. A change set that nobody executes may be left: the next \
                         deployment makes its own";
const GOING_ON: &str = "stopped watching. CloudFormation goes on by itself; see how far it is with\n  aws cloudformation \
                        describe-stacks, and deploy again when it is done";

/// What is deployed, once it is known.
struct Plan {
    subject: Subject,
    artifacts: Vec<Artifact>,
    given: BTreeMap<String, String>,
    started: Timestamp,
}

/// Creates the stack or changes it, after showing what changes.
pub(super) fn deploy(wanted: &DeployArguments) -> anyhow::Result<End> {
    let consent = Consent::of(wanted.yes);
    if consent == Consent::Nobody {
        eprintln!("apoyo: there is no terminal to ask on: give --yes to deploy without being asked");
        return Ok(End::BadUsage);
    }
    let plan = Plan::read(wanted)?;
    attempt::change(async |attempt| plan.carry_out(wanted, consent, attempt).await)
}

impl Plan {
    /// Reads the configuration, takes or builds the zips, and finds the image's tag.
    fn read(wanted: &DeployArguments) -> anyhow::Result<Self> {
        let subject = Subject::read(&wanted.stack)?;
        let mut given = BTreeMap::new();
        let mut artifacts = Vec::new();
        if subject.is_app {
            let architecture = subject.config.functions.architecture;
            for (step, zip) in package::artifacts(wanted.packages.as_deref(), architecture)? {
                given.insert(code_parameter(step), zip.key().to_owned());
                artifacts.push(zip);
            }
        }
        if subject.is_app && subject.config.batch.compute != ComputeChoice::Off {
            let built = || image::last_built_tag(&std::env::current_dir().ok()?);
            let tag = wanted.image_tag.clone().or_else(built);
            given.extend(tag.map(|tag| (WORKER_IMAGE_TAG.to_owned(), tag)));
        }
        if wanted.kubernetes_ready {
            given.insert(KUBERNETES_READY.to_owned(), "yes".to_owned());
        }
        Ok(Self { subject, artifacts, given, started: clock::now() })
    }

    async fn carry_out(
        self,
        wanted: &DeployArguments,
        consent: Consent,
        attempt: &Attempt,
    ) -> anyhow::Result<End> {
        let cloud = Cloud::from_environment().await?;
        let place = cloud.place();
        eprintln!("stack {} in account {}, {}", self.subject.name.as_str(), place.account, place.region);
        attempt.leaves(PREPARING);
        let watch = Watch::of(0);
        let prepared =
            cloud.prepare(&self.request(wanted), &RealTime, &mut |notice| watch.tell(&notice)).await?;
        match prepared {
            Prepared::Unchanged(stack) => {
                self.report(wanted, ("unchanged", &stack), (&cloud, &[]))?;
                Ok(End::Done)
            }
            Prepared::Changed(ready) => self.make(wanted, consent, (&cloud, &ready, attempt)).await,
        }
    }

    fn request<'a>(&'a self, wanted: &'a DeployArguments) -> Request<'a> {
        let given = wanted.artifact_bucket.clone();
        Request {
            stack: &self.subject.name,
            template: &self.subject.template,
            artifacts: &self.artifacts,
            given: self.given.clone(),
            bucket: given.map_or(ArtifactBucket::Own, ArtifactBucket::Given),
            role: wanted.role_arn.as_deref(),
            change_set: change_set_name(self.started),
        }
    }

    /// Shows the changes, asks, and makes them.
    async fn make(
        &self,
        wanted: &DeployArguments,
        consent: Consent,
        (cloud, ready, attempt): (&Cloud, &ReadyChanges, &Attempt),
    ) -> anyhow::Result<End> {
        let told = changes::told(ready.changes());
        if wanted.json {
            eprint!("{told}");
        } else {
            say(told);
        }
        if !ready.creates() && cloud.existing(&self.subject.name).await?.drifted {
            eprintln!("{DRIFTED}");
        }
        if !consent.to("Make these changes? [y/N]".to_owned(), "y").await {
            cloud.discard(ready).await?;
            eprintln!("nothing is changed");
            return Ok(End::Failed);
        }
        attempt.leaves(GOING_ON);
        let watch = Watch::of(ready.changes().len());
        let ended = cloud.execute(ready, &RealTime, &mut |notice| watch.tell(&notice)).await;
        watch.finish();
        let ended = ended?;
        let result = match (ended.is_success(), ready.creates()) {
            (false, _) => "failed",
            (true, true) => "created",
            (true, false) => "changed",
        };
        self.report(wanted, (result, &ended.stack), (cloud, ready.changes()))?;
        if ended.is_success() {
            return Ok(End::Done);
        }
        eprint!("{}", failed(&self.subject, &ended));
        Ok(End::Failed)
    }

    /// Says what was done: facts on standard output, what to do next on standard error.
    fn report(
        &self,
        wanted: &DeployArguments,
        (result, stack): (&str, &Deployed),
        (cloud, changes): (&Cloud, &[Change]),
    ) -> anyhow::Result<()> {
        let seconds = clock::now().duration_since(self.started).as_secs_f64();
        if wanted.json {
            say_line(serde_json::to_string_pretty(&self.facts(result, stack, (cloud, changes, seconds)))?);
        } else if result != "failed" {
            let name = self.subject.name.as_str();
            say_line(format_args!("stack {name} is {result} ({}) in {seconds:.0} s", stack.status));
            say(outputs::as_text(&stack.outputs));
        }
        if result != "failed" {
            let situation = Situation { subject: &self.subject, stack, place: cloud.place() };
            eprint!("{}", next_steps::told(&situation));
        }
        Ok(())
    }

    fn facts(
        &self,
        result: &str,
        stack: &Deployed,
        (cloud, changes, seconds): (&Cloud, &[Change], f64),
    ) -> Value {
        json!({
            "stack": self.subject.name,
            "id": stack.id,
            "account": cloud.place().account,
            "region": cloud.place().region,
            "result": result,
            "status": stack.status,
            "changes": changes,
            "outputs": outputs::as_json(&stack.outputs),
            "seconds": seconds,
        })
    }
}

/// What failed, the first failure first.
fn failed(subject: &Subject, ended: &Ended) -> String {
    let name = subject.name.as_str();
    let causes = ended.causes.iter().map(|event| {
        let reason = event.reason.as_deref().unwrap_or("CloudFormation gives no reason");
        format!("  {}  {}  {}: {reason}\n", event.logical_id, event.kind, event.status)
    });
    let undone = if ended.stack.status.is_undoing() { ", all is as it was before" } else { "" };
    format!(
        "apoyo: stack {name} is in {}{undone}; what failed, the first failure first:\n{}",
        ended.stack.status,
        causes.collect::<String>()
    )
}

/// `apoyo-2026-11-21T14-15-30-123Z`: sorts by time in the console, and no other deployment has it.
fn change_set_name(started: Timestamp) -> String {
    format!("apoyo-{started:.3}").replace([':', '.'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_set_is_named_after_its_start_in_letters_that_are_allowed() {
        let name = change_set_name("2026-11-21T08:15:30.123456Z".parse().unwrap());
        assert_eq!(name, "apoyo-2026-11-21T08-15-30-123Z");
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    }
}
