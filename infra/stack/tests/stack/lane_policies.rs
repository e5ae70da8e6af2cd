//! The lane `batch`: what the state machine asks of AWS Batch, and what the worker may do that decodes hostile bytes.

use apoyo_photo::Folder;

use crate::iam::Call;
use crate::stacks;
use crate::trial::Trial;

const OTHER_JOB: &str = "arn:aws:batch:eu-west-1:123456789012:job-definition/other:1";
const OTHER_QUEUE: &str = "arn:aws:batch:eu-west-1:123456789012:job-queue/other";

fn stacks() -> Vec<Trial> {
    stacks::all().iter().map(|stack| Trial::of(&stack.config)).collect()
}

fn has_lane(trial: &Trial) -> bool {
    !trial.deployed.of_type("AWS::Batch::JobQueue").is_empty()
}

#[test]
fn a_distributed_map_sees_which_records_there_are_and_no_photos() {
    for trial in stacks() {
        let records = trial.folders.executions_prefix();
        trial.allows("TriageRole", &[trial.list(&format!("{records}2026-11-21/classified/"))]);
        trial.allows("TriageRole", &trial.read_record("classified/0.jsonl")[..1]);
        for folder in Folder::ALL {
            trial.refuses("TriageRole", &[trial.list(trial.folders.prefix(folder))]);
        }
        trial.refuses("TriageRole", &[trial.missing()]);
    }
}

#[test]
fn the_state_machine_runs_jobs_of_its_own_lane_only() {
    for trial in stacks().into_iter().filter(has_lane) {
        let (queue, definition) = (trial.deployed.arn("BatchQueue"), trial.deployed.arn("BatchJob"));
        let submit = |resource: &str| Call::new("batch:SubmitJob", resource);
        trial.allows("TriageRole", &[submit(&queue), submit(&definition)]);
        trial.refuses("TriageRole", &[submit(OTHER_QUEUE), submit(OTHER_JOB)]);
        let job = "arn:aws:batch:eu-west-1:123456789012:job/1f2e3d4c";
        trial.allows(
            "TriageRole",
            &[Call::new("batch:TerminateJob", job), Call::new("batch:DescribeJobs", "*")],
        );
        let rule = "arn:aws:events:eu-west-1:123456789012:rule/StepFunctionsGetEventsForBatchJobsRule";
        for action in ["events:PutTargets", "events:PutRule", "events:DescribeRule"] {
            trial.allows("TriageRole", &[Call::new(action, rule)]);
        }
        trial.refuses("TriageRole", &[Call::new("batch:RegisterJobDefinition", definition)]);
    }
}

#[test]
fn without_a_lane_nobody_may_ask_batch_for_anything() {
    for trial in stacks().into_iter().filter(|trial| !has_lane(trial)) {
        for role in trial.deployed.of_type("AWS::IAM::Role") {
            let statements = trial.deployed.role_statements(role);
            assert!(statements.iter().all(|statement| !statement["Action"].to_string().contains("batch:")));
        }
        let definition = trial.deployed.properties("Triage")["DefinitionString"].to_string();
        assert!(definition.contains("'JobQueue': 'this stack has no lane batch'"));
    }
}

#[test]
fn the_definition_names_queue_job_and_platform_of_the_lane() {
    for trial in stacks().into_iter().filter(has_lane) {
        let definition = trial.deployed.properties("Triage")["DefinitionString"].to_string();
        let (queue, job) = (trial.deployed.arn("BatchQueue"), trial.deployed.arn("BatchJob"));
        assert!(definition.contains(&format!("'JobQueue': '{queue}'")), "{queue}");
        assert!(definition.contains(&format!("'JobDefinition': '{job}'")), "{job}");
        let on_kubernetes = trial.deployed.properties("BatchJob").get("EksProperties").is_some();
        assert_eq!(definition.contains("'eks' = 'eks'"), on_kubernetes);
    }
}

#[test]
fn the_worker_reads_photos_writes_records_and_moves_nothing() {
    for trial in stacks().into_iter().filter(has_lane) {
        trial.allows("BatchRole", &trial.head(Folder::InWork));
        trial.allows("BatchRole", &trial.head(Folder::Waiting));
        trial.allows("BatchRole", &trial.read_record("staged/SUCCEEDED_0.jsonl"));
        trial.allows("BatchRole", &trial.write_record("classified/0.jsonl"));
        trial.refuses_on("BatchRole", "s3:DeleteObject", &Folder::ALL);
        trial.refuses_on("BatchRole", "s3:PutObject", &Folder::ALL);
        trial.refuses_on("BatchRole", "s3:GetObject", &[Folder::Kept, Folder::Review, Folder::Trash]);
        trial.refuses("BatchRole", &[Call::new("ecr:BatchGetImage", trial.deployed.arn("Images"))]);
        trial.refuses("BatchRole", &[Call::new("states:StartExecution", trial.deployed.arn("Triage"))]);
        trial.refuses("BatchRole", &[Call::new("batch:SubmitJob", trial.deployed.arn("BatchJob"))]);
    }
}

#[test]
fn what_starts_the_worker_on_ecs_only_starts_it() {
    let on_ecs = stacks().into_iter().filter(|trial| {
        has_lane(trial) && trial.deployed.properties("BatchJob").get("EksProperties").is_none()
    });
    for trial in on_ecs {
        trial.allows("BatchStarterRole", &[Call::new("ecr:BatchGetImage", trial.deployed.arn("Images"))]);
        trial.refuses_on("BatchStarterRole", "s3:GetObject", &Folder::ALL);
        trial.refuses("BatchStarterRole", &trial.read_record("manifest.jsonl"));
    }
}

#[test]
fn the_flow_log_writes_its_own_group_and_reads_nothing() {
    for trial in stacks().into_iter().filter(has_lane) {
        let own = trial.deployed.arn("NetworkFlowsLog");
        trial.allows("NetworkFlowsRole", &[Call::new("logs:PutLogEvents", own.clone())]);
        trial.refuses("NetworkFlowsRole", &[Call::new("logs:GetLogEvents", own)]);
        trial.refuses("NetworkFlowsRole", &[Call::new("logs:PutLogEvents", trial.deployed.arn("TriageLog"))]);
        trial.refuses_on("NetworkFlowsRole", "s3:GetObject", &Folder::ALL);
    }
}
