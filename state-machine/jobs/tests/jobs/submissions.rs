//! What is taken and what is refused, in Batch's words.

use apoyo_engine::RunJobs;
use serde_json::{Value, json};

use crate::bench::{Bench, definition, submission};

#[tokio::test]
async fn refusals_name_what_is_wrong() {
    let bench = Bench::with_vcpus(1).await;
    let executing = |text: &str| format!("Error executing request, Exception : {text}, RequestId: r");
    let exact = [
        (json!({"jobQueue": "other"}), "JobQueue other not found.".to_owned()),
        (
            json!({"jobDefinition": "x"}),
            "JobDefinition name x does not exist or is not in ACTIVE status".to_owned(),
        ),
        (
            json!({"jobDefinition": "d:2"}),
            "JobDefinition name d:2 does not exist or is not in ACTIVE status".to_owned(),
        ),
        (json!({"jobName": "a b"}), executing("Job name should match valid pattern")),
        (json!({"jobName": "-a"}), executing("Job name should match valid pattern")),
        (json!({"jobName": "a".repeat(129)}), executing("Job name should match valid pattern")),
    ];
    for (more, message) in exact {
        assert_eq!(bench.refused("submitjob", submission(more)).await, message);
    }
    let table = [
        (json!({"jobQueue": null}), "jobQueue should not be null or empty"),
        (json!({"arrayProperties": {"size": 1}}), "Array size 1 should be between 2 and 10000"),
        (json!({"arrayProperties": {"size": 10_001}}), "Array size 10001 should be"),
        (json!({"timeout": {"attemptDurationSeconds": 59}}), "at least 60, not 59"),
        (json!({"retryStrategy": {"attempts": 11}}), "between 1 and 10, not 11"),
        (json!({"parameters": {"a": 1}}), "parameters.a: invalid type: integer"),
        (json!({"nodeOverrides": {}}), "nodeOverrides is not here"),
        (json!({"eksPropertiesOverride": {}}), "eksPropertiesOverride is not for this job"),
        (
            json!({"containerOverrides": {"environment": [{"name": "AWS_BATCH_X", "value": ""}]}}),
            "AWS_BATCH_X",
        ),
        (
            json!({"containerOverrides": {"resourceRequirements": [{"type": "VCPU", "value": "x"}]}}),
            "vCPU \"x\"",
        ),
        (json!({"tags": {"aws:x": ""}}), "not begin with aws:"),
    ];
    for (more, message) in table {
        let refused = bench.refused("submitjob", submission(more)).await;
        assert!(refused.contains(message), "{refused}");
    }
    let jobs: Vec<&str> = vec!["x"; 101];
    let many = bench.refused("describejobs", json!({ "jobs": jobs })).await;
    assert!(many.contains("Maximum number of jobs supported is  100 ."), "{many}");
    assert!(bench.refused("submitservicejob", json!({})).await.contains("the embedded Batch has CancelJob"));
    assert!(bench.processes.launches().is_empty());
}

#[tokio::test]
async fn definitions_keep_to_their_rules() {
    let bench = Bench::with_vcpus(1).await;
    let container = |more: Value| {
        let mut container = json!({"image": "i", "vcpus": 1, "memory": 64});
        container.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "containerProperties": container })
    };
    let table = [
        (json!({"type": "multinode"}), "multinode is not here"),
        (json!({"type": "other"}), "\"other\" should be container or multinode"),
        (json!({"jobDefinitionName": "a b"}), "\"a b\" should match valid pattern"),
        (json!({"containerProperties": null}), "Container properties should not be empty"),
        (json!({"eksProperties": {}}), "only one of containerProperties and eksProperties"),
        (container(json!({"image": ""})), "image should not be null or empty"),
        (container(json!({"vcpus": null})), "vCPU is not provided."),
        (container(json!({"memory": null})), "Memory is not provided."),
        (container(json!({"command": "x"})), "command: invalid type: string"),
        (
            container(json!({"resourceRequirements": [{"type": "CPU", "value": "1"}]})),
            "\"CPU\" should be GPU",
        ),
        (json!({"retryStrategy": {"attempts": 0}}), "between 1 and 10, not 0"),
    ];
    for (more, message) in table {
        let refused = bench.refused("registerjobdefinition", definition("new", &more)).await;
        assert!(refused.contains(message), "{more}: {refused}");
    }
    let found = bench.call("describejobdefinitions", json!({"jobDefinitionName": "new"})).await.unwrap();
    assert_eq!(found["jobDefinitions"], json!([]));
}

#[tokio::test]
async fn revisions_follow_each_other_and_the_newest_active_one_is_meant() {
    let bench = Bench::with_vcpus(1).await;
    let second =
        bench.call("registerjobdefinition", definition("d", &json!({"tags": {"a": "b"}}))).await.unwrap();
    assert_eq!(second["revision"], 2);
    let arn = second["jobDefinitionArn"].as_str().unwrap();
    assert_eq!(arn, "arn:aws:batch:us-east-1:000000000000:job-definition/d:2");
    let job = bench.submit(json!({})).await;
    assert_eq!(bench.described(&job).await["jobDefinition"], arn);
    bench.call("deregisterjobdefinition", json!({"jobDefinition": arn})).await.unwrap();
    let job = bench.submit(json!({})).await;
    assert!(bench.described(&job).await["jobDefinition"].as_str().unwrap().ends_with("d:1"));
    let list = async |more: Value| {
        let reply = bench.call("describejobdefinitions", more).await.unwrap();
        let items = reply["jobDefinitions"].as_array().unwrap().clone();
        items.iter().map(|item| (item["revision"].clone(), item["status"].clone())).collect::<Vec<_>>()
    };
    let (one, two) = ((json!(1), json!("ACTIVE")), (json!(2), json!("INACTIVE")));
    assert_eq!(list(json!({"jobDefinitionName": "d"})).await, [two.clone(), one.clone()]);
    assert_eq!(list(json!({"jobDefinitions": ["d:1"], "status": "ACTIVE"})).await, [one]);
    assert_eq!(list(json!({"jobDefinitions": [arn]})).await, [two]);
    let refused = bench.refused("deregisterjobdefinition", json!({"jobDefinition": "d"})).await;
    assert!(refused.contains("name:revision"), "{refused}");
}

#[tokio::test]
async fn a_token_means_one_job_also_after_a_restart() {
    let bench = Bench::with_vcpus(1).await;
    let request = submission(json!({"arrayProperties": {"size": 2}}));
    let first = RunJobs::submit(&bench.jobs, &request, "token").await.unwrap();
    assert_eq!(RunJobs::submit(&bench.jobs, &request, "token").await.unwrap(), first);
    let bench = bench.reopened(1).await;
    assert_eq!(RunJobs::submit(&bench.jobs, &request, "token").await.unwrap(), first);
    assert_ne!(RunJobs::submit(&bench.jobs, &request, "another").await.unwrap().job_id, first.job_id);
    assert_eq!(first.job_arn, format!("arn:aws:batch:us-east-1:000000000000:job/{}", first.job_id));
    let error = RunJobs::wait(&bench.jobs, "nobody").await.unwrap_err();
    assert_eq!((error.code.as_str(), error.status), ("ClientException", 400));
    assert!(RunJobs::terminate(&bench.jobs, "nobody", "r").await.is_err());
}

#[tokio::test]
async fn what_the_photo_machine_submits_is_taken_on_either_platform() {
    let bench = Bench::with_vcpus(2).await;
    let pod = json!({"podProperties": {"containers": [{"name": "worker", "image": "i", "args": ["work"],
        "resources": {"limits": {"cpu": "1", "memory": "64Mi"}}}]}});
    let eks = json!({"jobDefinitionName": "pods", "type": "container", "eksProperties": pod});
    bench.call("registerjobdefinition", eks).await.unwrap();
    let variable = json!([{"name": "APOYO_JOB", "value": "{}"}]);
    let task = bench.submit(json!({"containerOverrides": {"environment": variable}})).await;
    let pod_job = bench
        .submit(json!({"jobDefinition": "pods", "eksPropertiesOverride":
            {"podProperties": {"containers": [{"name": "worker", "env": variable}]}}}))
        .await;
    bench.processes.have_started(2).await;
    for launch in bench.processes.launches() {
        assert!(launch.environment.contains(&("APOYO_JOB".into(), "{}".into())));
        assert_eq!(launch.command, ["work"]);
    }
    bench.processes.exit(&task, 0).await;
    bench.processes.exit(&pod_job, 75).await;
    let ended = bench.ended(&pod_job).await;
    assert_eq!(ended["eksAttempts"][0]["containers"][0]["exitCode"], 75);
    assert_eq!(ended["eksProperties"]["podProperties"]["containers"][0]["exitCode"], 75);
    assert_eq!(ended["attempts"], json!([]));
    assert_eq!(bench.ended(&task).await["container"]["environment"][0]["name"], "APOYO_JOB");
}

#[tokio::test]
async fn jobs_of_a_queue_are_listed_by_status_and_by_filter() {
    let bench = Bench::with_vcpus(1).await;
    for name in ["Alpha", "alpha-2", "beta"] {
        bench.submit(json!({ "jobName": name })).await;
        bench.clock.advance_time_by(std::time::Duration::from_secs(1));
    }
    let list = async |more: Value| {
        let mut request = json!({"jobQueue": "q"});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let reply = bench.call("listjobs", request).await.unwrap();
        let items = reply["jobSummaryList"].as_array().unwrap().clone();
        items.iter().map(|item| item["jobName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let filter = |name: &str, value: &str| json!({"filters": [{"name": name, "values": [value]}]});
    bench.processes.have_started(1).await;
    assert_eq!(list(json!({"jobStatus": "RUNNABLE"})).await, ["beta", "alpha-2"]);
    assert_eq!(list(json!({"jobStatus": "RUNNABLE", "maxResults": 1})).await, ["beta"]);
    assert_eq!(list(filter("JOB_NAME", "ALPHA")).await, ["Alpha"]);
    assert_eq!(list(filter("JOB_NAME", "alpha*")).await, ["alpha-2", "Alpha"]);
    assert_eq!(list(filter("JOB_DEFINITION", "d")).await, ["beta", "alpha-2", "Alpha"]);
    assert_eq!(list(filter("AFTER_CREATED_AT", "500")).await, ["beta", "alpha-2"]);
    assert_eq!(list(filter("BEFORE_CREATED_AT", "500")).await, ["Alpha"]);
    for more in [json!({}), json!({"jobQueue": "q", "arrayJobId": "a"})] {
        assert!(bench.refused("listjobs", more).await.contains("only one"));
    }
    for (request, message) in [
        (json!({"jobQueue": "q", "jobStatus": "DONE"}), "unknown variant `DONE`"),
        (json!({"jobQueue": "q", "nextToken": "x"}), "nextToken"),
        (json!({"jobQueue": "q", "filters": [{"name": "X", "values": []}]}), "\"X\" should be JOB_NAME"),
        (json!({"multiNodeJobId": "x"}), "not here"),
    ] {
        let refused = bench.refused("listjobs", request).await;
        assert!(refused.contains(message), "{refused}");
    }
}

#[tokio::test]
async fn compute_environments_are_names_of_this_machine() {
    let bench = Bench::with_vcpus(1).await;
    let create =
        json!({"computeEnvironmentName": "ce", "type": "MANAGED", "computeResources": {"type": "FARGATE"}});
    let reply = bench.call("createcomputeenvironment", create.clone()).await.unwrap();
    assert!(bench.refused("createcomputeenvironment", create).await.contains("already exists"));
    let order = json!([{"order": 1, "computeEnvironment": reply["computeEnvironmentArn"]}]);
    let queue = json!({"jobQueueName": "own", "priority": 5, "computeEnvironmentOrder": order});
    bench.call("createjobqueue", queue.clone()).await.unwrap();
    assert!(bench.refused("createjobqueue", queue).await.contains("already exists"));
    bench
        .call("updatecomputeenvironment", json!({"computeEnvironment": "ce", "state": "DISABLED"}))
        .await
        .unwrap();
    let job = bench.submit(json!({"jobQueue": "own"})).await;
    assert_eq!(bench.status(&job).await, "RUNNABLE", "no environment of its queue takes part");
    let refused = bench.refused("deletecomputeenvironment", json!({"computeEnvironment": "ce"})).await;
    assert!(refused.contains("JobQueue relationship"), "{refused}");
    bench
        .call("updatecomputeenvironment", json!({"computeEnvironment": "ce", "state": "ENABLED"}))
        .await
        .unwrap();
    bench.processes.exit(&job, 0).await;
    let found =
        bench.call("describecomputeenvironments", json!({"computeEnvironments": ["ce"]})).await.unwrap();
    let environment = &found["computeEnvironments"][0];
    assert_eq!([&environment["status"], &environment["computeResources"]["type"]], ["VALID", "FARGATE"]);
}
