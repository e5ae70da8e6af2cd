//! Each role may do what its step calls, and nothing of what it must not.
//!
//! The calls are those of `steps/bucket`: a safe move is HEAD, COPY, HEAD, DELETE with `If-Match` (DESIGN section 5).

use apoyo_photo::Folder;
use apoyo_stack::Config;

use crate::iam::{self, Call, Decision, decide};
use crate::stacks;
use crate::trial::Trial;

const STEP_ROLES: [&str; 6] =
    ["ListRole", "StageRole", "ClassifyRole", "KeepRole", "DeleteRole", "ReportRole"];
const EXECUTION: &str = "arn:aws:states:eu-west-1:123456789012:execution:apoyo-triage:2026-11-21";

fn stacks() -> Vec<Trial> {
    stacks::all().iter().map(|stack| Trial::of(&stack.config)).collect()
}

/// The stack with a trash, as by default.
fn with_trash() -> Trial {
    Trial::of(&Config::default())
}

#[test]
fn list_reads_what_waits_and_writes_a_manifest() {
    for trial in stacks() {
        for folder in [Folder::Waiting, Folder::InWork] {
            let prefix = trial.folders.prefix(folder).to_owned();
            trial.allows("ListRole", &[trial.list(&prefix), trial.list(&format!("{prefix}línea 4/"))]);
            trial.allows("ListRole", &trial.head(folder));
        }
        trial.allows("ListRole", &trial.write_record("manifest.jsonl"));
        trial.allows("ListRole", &trial.read_record("manifest.jsonl"));
        trial.allows("ListRole", &[Call::new("states:DescribeExecution", EXECUTION)]);
        trial.refuses_on("ListRole", "s3:DeleteObject", &Folder::ALL);
        trial.refuses_on("ListRole", "s3:PutObject", &Folder::ALL);
        trial.refuses("ListRole", &[Call::new("states:StopExecution", EXECUTION)]);
    }
}

#[test]
fn stage_claims_and_recognises_what_it_settled() {
    for trial in stacks() {
        trial.allows("StageRole", &trial.safe_move(Folder::Waiting, Folder::InWork));
        trial.allows("StageRole", &trial.safe_move(Folder::InWork, Folder::InWork));
        for settled in [Folder::Kept, Folder::Review, Folder::Trash] {
            trial.allows("StageRole", &trial.head(settled));
        }
        trial.allows("StageRole", &trial.read_record("deleted/x.json"));
        trial.refuses_on("StageRole", "s3:DeleteObject", &[Folder::Kept, Folder::Review, Folder::Trash]);
        trial.refuses_on(
            "StageRole",
            "s3:PutObject",
            &[Folder::Waiting, Folder::Kept, Folder::Review, Folder::Trash],
        );
        trial.refuses("StageRole", &trial.write_record("manifest.jsonl"));
    }
}

#[test]
fn classify_only_looks() {
    for trial in stacks() {
        trial.allows("ClassifyRole", &trial.head(Folder::InWork));
        trial.allows("ClassifyRole", &trial.head(Folder::Waiting));
        trial.allows("ClassifyRole", &trial.write_record("thumbnails/x.jpg"));
        trial.refuses_on("ClassifyRole", "s3:DeleteObject", &Folder::ALL);
        trial.refuses_on("ClassifyRole", "s3:PutObject", &Folder::ALL);
        trial.refuses_on("ClassifyRole", "s3:GetObject", &[Folder::Kept, Folder::Review, Folder::Trash]);
    }
}

#[test]
fn keep_moves_out_of_work_and_never_to_the_trash() {
    for trial in stacks() {
        trial.allows("KeepRole", &trial.safe_move(Folder::InWork, Folder::Kept));
        trial.allows("KeepRole", &trial.safe_move(Folder::InWork, Folder::Review));
        trial.refuses_on("KeepRole", "s3:PutObject", &[Folder::Waiting, Folder::InWork, Folder::Trash]);
        let others = [Folder::Waiting, Folder::Kept, Folder::Review, Folder::Trash];
        trial.refuses_on("KeepRole", "s3:DeleteObject", &others);
    }
}

#[test]
fn delete_moves_to_the_trash_and_cannot_empty_it() {
    let trial = with_trash();
    trial.allows("DeleteRole", &trial.safe_move(Folder::InWork, Folder::Trash));
    trial.allows("DeleteRole", &trial.read_record("deleted/x.json"));
    let others = [Folder::Waiting, Folder::Kept, Folder::Review, Folder::Trash];
    trial.refuses_on("DeleteRole", "s3:DeleteObject", &others);
    trial.refuses_on(
        "DeleteRole",
        "s3:PutObject",
        &[Folder::Waiting, Folder::InWork, Folder::Kept, Folder::Review],
    );
}

#[test]
fn without_a_trash_delete_destroys_what_is_in_work_and_leaves_a_receipt() {
    let trial = Trial::of(&Config::read("bucket: {trashDays: 0}").unwrap());
    trial.allows("DeleteRole", &trial.head(Folder::InWork));
    trial.allows("DeleteRole", &trial.remove(Folder::InWork));
    trial.allows("DeleteRole", &trial.write_record("deleted/x.json"));
    trial.refuses_on("DeleteRole", "s3:PutObject", &Folder::ALL);
    let others = [Folder::Waiting, Folder::Kept, Folder::Review, Folder::Trash];
    trial.refuses_on("DeleteRole", "s3:DeleteObject", &others);
}

#[test]
fn report_touches_records_only() {
    for trial in stacks() {
        let prefix = format!("{}2026-11-21/results/", trial.folders.executions_prefix());
        trial.allows("ReportRole", &[trial.list(&prefix)]);
        trial.allows("ReportRole", &trial.read_record("results/SUCCEEDED_0.json"));
        trial.allows("ReportRole", &trial.write_record("report.html"));
        for action in ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] {
            trial.refuses_on("ReportRole", action, &Folder::ALL);
        }
    }
}

#[test]
fn no_step_deletes_without_saying_which_content_it_means() {
    for trial in stacks() {
        for role in STEP_ROLES {
            for folder in Folder::ALL {
                trial.refuses(role, &[Call::new("s3:DeleteObject", trial.at(folder))]);
            }
        }
    }
}

#[test]
fn nobody_destroys_versions_or_changes_the_bucket_or_reaches_further() {
    let forbidden = [
        "s3:DeleteObjectVersion",
        "s3:BypassGovernanceRetention",
        "s3:PutObjectAcl",
        "s3:PutLifecycleConfiguration",
        "s3:PutBucketPolicy",
        "s3:DeleteBucket",
        "iam:PassRole",
        "iam:PutRolePolicy",
        "sts:AssumeRole",
        "lambda:UpdateFunctionCode",
        "states:UpdateStateMachine",
        "states:DeleteStateMachine",
    ];
    for trial in stacks() {
        for role in trial.deployed.of_type("AWS::IAM::Role") {
            for action in forbidden {
                let anywhere =
                    [trial.at(Folder::Trash), trial.deployed.arn("Photos"), trial.deployed.arn("Triage")];
                for resource in anywhere {
                    trial.refuses(role, &[Call::new(action, resource)]);
                }
            }
            trial.refuses(
                role,
                &[Call::new("s3:GetObject", "arn:aws:s3:::somebody-elses/sin procesar/a.jpg")],
            );
        }
        for role in STEP_ROLES {
            trial.refuses(role, &[Call::new("states:StartExecution", trial.deployed.arn("Triage"))]);
            trial.refuses(role, &[Call::new("lambda:InvokeFunction", trial.deployed.arn("DeleteAlias"))]);
        }
    }
}

#[test]
fn listing_is_confined_to_the_folders_of_the_step() {
    let trial = with_trash();
    for role in STEP_ROLES {
        trial.refuses(role, &[trial.list("otros/"), trial.list("descartadas-viejas/")]);
    }
    trial.refuses("ListRole", &[trial.list("procesadas/")]);
}

#[test]
fn calls_without_tls_are_denied_to_everyone() {
    for trial in stacks() {
        let plain = trial.head(Folder::Waiting).remove(0).with("aws:SecureTransport", "false");
        assert_eq!(trial.decide("ListRole", &plain), Decision::Denied);
        let old = trial.head(Folder::Waiting).remove(0).with("s3:TlsVersion", "1.1");
        assert_eq!(trial.decide("ListRole", &old), Decision::Denied);
    }
}

#[test]
fn the_state_machine_calls_its_steps_and_runs_its_own_children_only() {
    for trial in stacks() {
        let invoke = |alias: &str| Call::new("lambda:InvokeFunction", trial.deployed.arn(alias));
        let aliases = ["ListAlias", "StageAlias", "ClassifyAlias", "KeepAlias", "DeleteAlias", "ReportAlias"];
        trial.allows("TriageRole", &aliases.map(invoke));
        trial.allows("TriageRole", &trial.write_record("results/manifest.json"));
        trial.allows("TriageRole", &trial.read_record("manifest.jsonl")[..1]);
        trial.allows("TriageRole", &[Call::new("states:StartExecution", trial.deployed.arn("Triage"))]);
        let name = trial.deployed.arn("Triage").replace(":stateMachine:", ":execution:");
        trial.allows("TriageRole", &[Call::new("states:RedriveExecution", format!("{name}/Sort:1f2e"))]);
        let unpublished = trial.deployed.arn("DeleteAlias").replace(":live", "");
        trial.refuses("TriageRole", &[Call::new("lambda:InvokeFunction", unpublished)]);
        for action in ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] {
            trial.refuses_on("TriageRole", action, &Folder::ALL);
        }
    }
}

#[test]
fn what_starts_executions_does_nothing_else() {
    for trial in stacks() {
        let start = Call::new("states:StartExecution", trial.deployed.arn("Triage"));
        let starters: Vec<_> = ["ScheduleRole", "UploadsRole"]
            .into_iter()
            .filter(|id| trial.deployed.of_type("AWS::IAM::Role").contains(id))
            .collect();
        assert!(starters.contains(&"ScheduleRole"));
        for role in starters {
            trial.allows(role, std::slice::from_ref(&start));
            trial.refuses(role, &[Call::new("states:StopExecution", EXECUTION)]);
            trial.refuses_on(role, "s3:GetObject", &Folder::ALL);
        }
        trial.allows("ScheduleRole", &[Call::new("sqs:SendMessage", trial.deployed.arn("DeadLetters"))]);
    }
}

#[test]
fn the_pipe_takes_uploads_and_only_the_rule_puts_them_in() {
    let trial = with_trash();
    let queue = trial.deployed.arn("UploadsQueue");
    for action in ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"] {
        trial.allows("UploadsRole", &[Call::new(action, queue.clone())]);
    }
    trial.refuses("UploadsRole", &[Call::new("sqs:SendMessage", queue.clone())]);
    let policy = trial.deployed.resource_statements("UploadsQueuePolicy");
    let send = |rule: String| {
        decide(&policy, &Call::new("sqs:SendMessage", queue.clone()).with("aws:SourceArn", rule))
    };
    assert_eq!(send(trial.deployed.arn("UploadsRule")), Decision::Allowed);
    assert_eq!(send("arn:aws:events:eu-west-1:123456789012:rule/other".into()), Decision::NotAllowed);
}

#[test]
fn only_documented_statements_name_every_resource() {
    // X-Ray, log delivery, the token of ECR and DescribeJobs have no resource that a policy could name.
    let excused = ["Trace", "Sample", "DeliverLogs", "LogIn", "FollowJob"];
    for trial in stacks() {
        for role in trial.deployed.of_type("AWS::IAM::Role") {
            for statement in trial.deployed.role_statements(role) {
                let everything =
                    iam::condition::texts(&statement["Resource"]).iter().any(|resource| resource == "*");
                let sid = statement["Sid"].as_str().unwrap();
                assert!(!everything || excused.contains(&sid), "{role}: {statement}");
                let actions = iam::condition::texts(&statement["Action"]);
                assert!(actions.iter().all(|action| !action.contains('*')), "{role}: {statement}");
            }
        }
    }
}

#[test]
fn with_a_key_of_ones_own_every_step_may_use_it() {
    let key = "arn:aws:kms:eu-west-1:123456789012:key/1";
    let trial = Trial::of(&Config::read(&format!("bucket: {{kmsKeyArn: '{key}'}}")).unwrap());
    for role in STEP_ROLES.into_iter().chain(["TriageRole"]) {
        trial.allows(role, &["kms:Decrypt", "kms:GenerateDataKey"].map(|action| Call::new(action, key)));
        trial.refuses(role, &[Call::new("kms:ScheduleKeyDeletion", key)]);
    }
    trial.refuses("ScheduleRole", &[Call::new("kms:Decrypt", key)]);
}
