"""What boto3 makes of the endpoint; run by tools.rs, prints "boto3 ok"."""
import time

import boto3
from botocore.exceptions import ClientError

batch = boto3.client("batch")


def refused(call, **params):
    try:
        call(**params)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError("not refused")


def ended(job):
    while True:
        described = batch.describe_jobs(jobs=[job])["jobs"][0]
        if described["status"] in ("SUCCEEDED", "FAILED"):
            return described
        time.sleep(0.01)


environment = batch.create_compute_environment(
    computeEnvironmentName="ce", type="MANAGED", state="ENABLED")["computeEnvironmentArn"]
queue = batch.create_job_queue(
    jobQueueName="own", priority=3, tags={"team": "a"},
    computeEnvironmentOrder=[{"order": 1, "computeEnvironment": environment}])["jobQueueArn"]
assert batch.describe_job_queues(jobQueues=[queue])["jobQueues"][0]["status"] == "VALID"
definition = batch.register_job_definition(
    jobDefinitionName="shell", type="container", parameters={"script": "exit 3"},
    retryStrategy={"attempts": 2, "evaluateOnExit": [{"onExitCode": "4*", "action": "EXIT"}]},
    containerProperties={"image": "i", "command": ["sh", "-c", "Ref::script"], "resourceRequirements": [
        {"type": "VCPU", "value": "0.25"}, {"type": "MEMORY", "value": "64"}]})
assert definition["revision"] == 1
submit = dict(jobName="j", jobQueue=queue, jobDefinition=definition["jobDefinitionArn"])
job = batch.submit_job(**submit)["jobId"]
end = ended(job)
assert end["status"] == "FAILED" and [it["container"]["exitCode"] for it in end["attempts"]] == [3, 3]
assert end["stoppedAt"] >= end["startedAt"] >= end["createdAt"] > 1_700_000_000_000
assert len(ended(batch.submit_job(**submit, parameters={"script": "exit 44"})["jobId"])["attempts"]) == 1
array = batch.submit_job(**submit, arrayProperties={"size": 3}, parameters={
    "script": "test $AWS_BATCH_JOB_ARRAY_INDEX -lt 2"})["jobId"]
summary = ended(array)["arrayProperties"]["statusSummary"]
assert (summary["SUCCEEDED"], summary["FAILED"]) == (2, 1)
children = batch.list_jobs(arrayJobId=array, jobStatus="SUCCEEDED")["jobSummaryList"]
assert [it["arrayProperties"]["index"] for it in children] == [0, 1]
waits = batch.submit_job(**submit, dependsOn=[{"jobId": array}])["jobId"]
assert ended(waits)["statusReason"] == "Dependent Job failed"
runs = batch.submit_job(**submit, parameters={"script": "exec sleep 1000"})["jobId"]
while not batch.list_jobs(jobQueue="own")["jobSummaryList"]:
    time.sleep(0.01)
batch.terminate_job(jobId=runs, reason="enough")
assert ended(runs)["statusReason"] == "enough" and ended(runs)["isTerminated"]
pages = list(batch.get_paginator("list_jobs").paginate(
    jobQueue="own", filters=[{"name": "JOB_NAME", "values": ["j*"]}], PaginationConfig={"PageSize": 2}))
assert [len(page["jobSummaryList"]) for page in pages] == [2, 2, 1]
arn = batch.describe_jobs(jobs=[runs])["jobs"][0]["jobArn"]
batch.tag_resource(resourceArn=arn, tags={"k": "v", "x y": "z"})
batch.untag_resource(resourceArn=arn, tagKeys=["x y"])
assert batch.list_tags_for_resource(resourceArn=arn)["tags"] == {"k": "v"}
batch.deregister_job_definition(jobDefinition="shell:1")
code, message = refused(batch.submit_job, **submit)
assert code == "ClientException" and "not in ACTIVE status" in message
code, message = refused(batch.submit_job, **{**submit, "jobName": "a b"})
assert message.startswith("Error executing request, Exception : Job name should match valid pattern, RequestId: ")
batch.update_job_queue(jobQueue="own", state="DISABLED")
batch.delete_job_queue(jobQueue="own")
assert batch.describe_job_queues(jobQueues=["own"])["jobQueues"] == []
batch.update_compute_environment(computeEnvironment="ce", state="DISABLED")
batch.delete_compute_environment(computeEnvironment="ce")
print("boto3 ok")
