//! Jobs that wait for others.

use serde_json::json;

use crate::bench::Bench;

#[tokio::test]
async fn a_job_waits_for_the_jobs_that_it_depends_on() {
    let bench = Bench::with_vcpus(4).await;
    let [one, two] =
        [bench.submit(json!({})).await, bench.submit(json!({"arrayProperties": {"size": 2}})).await];
    let last = bench.submit(json!({"dependsOn": [{"jobId": one}, {"jobId": two}]})).await;
    bench.processes.exit(&one, 0).await;
    bench.processes.exit(&format!("{two}:0"), 0).await;
    assert_eq!(bench.ended(&one).await["status"], "SUCCEEDED");
    let described = bench.described(&last).await;
    assert_eq!([&described["status"], &described["dependsOn"][0]["jobId"]], ["PENDING", one.as_str()]);
    bench.processes.exit(&format!("{two}:1"), 0).await;
    bench.processes.exit(&last, 0).await;
    assert_eq!(bench.ended(&last).await["status"], "SUCCEEDED");
}

#[tokio::test]
async fn a_failure_fails_all_that_waits_for_it() {
    let bench = Bench::with_vcpus(4).await;
    let first = bench.submit(json!({})).await;
    let single = bench.submit(json!({"dependsOn": [{"jobId": first}]})).await;
    let array = bench.submit(json!({"dependsOn": [{"jobId": single}], "arrayProperties": {"size": 3}})).await;
    bench.processes.exit(&first, 1).await;
    for job in [single, format!("{array}:2"), array.clone()] {
        let ended = bench.ended(&job).await;
        assert_eq!([&ended["status"], &ended["statusReason"]], ["FAILED", "Dependent Job failed"], "{job}");
    }
    let late = bench.submit(json!({"dependsOn": [{"jobId": array}]})).await;
    assert_eq!(bench.ended(&late).await["status"], "FAILED");
    assert_eq!(bench.processes.launches().len(), 1);
}

#[tokio::test]
async fn children_of_a_sequential_array_run_one_after_the_other() {
    let bench = Bench::with_vcpus(4).await;
    let job =
        bench.submit(json!({"arrayProperties": {"size": 4}, "dependsOn": [{"type": "SEQUENTIAL"}]})).await;
    for index in 0..2 {
        bench.processes.have_started(index + 1).await;
        assert_eq!(bench.processes.running(), [format!("{job}:{index}")]);
        bench.processes.exit(&format!("{job}:{index}"), 0).await;
    }
    bench.processes.exit(&format!("{job}:2"), 1).await;
    let ended = bench.ended(&job).await;
    assert_eq!([&ended["status"], &ended["statusReason"]], ["FAILED", "Array Child Job failed"]);
    assert_eq!(bench.described(&format!("{job}:3")).await["statusReason"], "Dependent Job failed");
}

#[tokio::test]
async fn each_child_waits_for_the_child_of_its_index() {
    let bench = Bench::with_vcpus(8).await;
    let first = bench.submit(json!({"arrayProperties": {"size": 3}})).await;
    let second = bench
        .submit(json!({"arrayProperties": {"size": 3}, "dependsOn": [{"jobId": first, "type": "N_TO_N"}]}))
        .await;
    bench.processes.have_started(3).await;
    bench.processes.exit(&format!("{first}:1"), 0).await;
    bench.processes.exit(&format!("{second}:1"), 0).await;
    assert_eq!(bench.ended(&format!("{second}:1")).await["status"], "SUCCEEDED");
    bench.processes.exit(&format!("{first}:0"), 3).await;
    assert_eq!(bench.ended(&format!("{second}:0")).await["statusReason"], "Dependent Job failed");
    bench.processes.exit(&format!("{first}:2"), 0).await;
    bench.processes.exit(&format!("{second}:2"), 0).await;
    assert_eq!(bench.ended(&second).await["status"], "FAILED");
}

#[tokio::test]
async fn a_cancelled_job_that_waits_ends_once_the_others_have() {
    let bench = Bench::with_vcpus(1).await;
    let first = bench.submit(json!({})).await;
    let array = bench.submit(json!({"dependsOn": [{"jobId": first}], "arrayProperties": {"size": 2}})).await;
    let single = bench.submit(json!({"dependsOn": [{"jobId": first}]})).await;
    for job in [&array, &single] {
        bench.call("canceljob", json!({"jobId": job, "reason": "why"})).await.unwrap();
        let described = bench.described(job).await;
        assert_eq!([&described["status"], &described["isCancelled"]], [&json!("PENDING"), &json!(true)]);
    }
    bench.processes.exit(&first, 0).await;
    for job in [&array, &single] {
        let ended = bench.ended(job).await;
        assert_eq!([&ended["status"], &ended["statusReason"]], ["FAILED", "why"]);
    }
}

#[tokio::test]
async fn dependencies_that_cannot_be_are_refused() {
    let bench = Bench::with_vcpus(1).await;
    let single = bench.submit(json!({})).await;
    let array = bench.submit(json!({"arrayProperties": {"size": 2}})).await;
    let one = json!([{"jobId": single}]);
    let table = [
        (json!({"dependsOn": [{"jobId": "nobody"}]}), "Job nobody in dependsOn is not found"),
        (json!({"dependsOn": [{"type": "SEQUENTIAL"}]}), "SEQUENTIAL dependency is that of an array job"),
        (json!({"dependsOn": [{"type": "N_TO_N"}]}), "jobId should not be null"),
        (json!({"dependsOn": [{}]}), "jobId should not be null"),
        (
            json!({"dependsOn": [{"jobId": array, "type": "N_TO_N"}], "arrayProperties": {"size": 3}}),
            "same size",
        ),
        (
            json!({"dependsOn": [{"jobId": single, "type": "AFTER"}]}),
            "\"AFTER\" should be N_TO_N or SEQUENTIAL",
        ),
        (json!({"dependsOn": vec![one[0].clone(); 21]}), "maximum of 20 jobs, not 21"),
    ];
    for (more, message) in table {
        let refused = bench.refused("submitjob", crate::bench::submission(more)).await;
        assert!(refused.contains(message), "{refused}");
    }
}
