"""What boto3 makes of the endpoint; run by tools.rs, prints "boto3 ok"."""
import json
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# boto3 checks requests before it sends them; here the service's own answers are wanted.
sfn = boto3.client("stepfunctions", config=Config(parameter_validation=False, inject_host_prefix=False))
ROLE = "arn:aws:iam::000000000000:role/r"


def definition(comment, states=None):
    states = states or {"A": {"Type": "Pass", "End": True}}
    return json.dumps({"Comment": comment, "StartAt": "A", "States": states})


def refused(call, **params):
    try:
        call(**params)
    except ClientError as error:
        return error.response["Error"]["Code"]
    raise AssertionError("not refused")


def ended(execution):
    while True:
        described = sfn.describe_execution(executionArn=execution)
        if described["status"] != "RUNNING":
            return described
        time.sleep(0.01)


made = sfn.create_state_machine(name="m", definition=definition("1"), roleArn=ROLE, publish=True)
machine, version = made["stateMachineArn"], made["stateMachineVersionArn"]
assert made["creationDate"].year >= 2026 and len(made["ResponseMetadata"]["RequestId"]) == 36
described = sfn.describe_state_machine(stateMachineArn=machine)
assert described["status"] == "ACTIVE" and described["definition"] == definition("1")
started = sfn.start_execution(stateMachineArn=version, input='{"a": "ñ"}', traceHeader="Root=1")
end = ended(started["executionArn"])
assert end["status"] == "SUCCEEDED" and json.loads(end["output"]) == {"a": "ñ"}
assert end["stateMachineVersionArn"] == version and end["stopDate"] >= end["startDate"]
pages = list(sfn.get_paginator("get_execution_history").paginate(
    executionArn=started["executionArn"], PaginationConfig={"PageSize": 1}))
assert len(pages) == 4
assert [event["type"] for page in pages for event in page["events"]] == [
    "ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]

updated = sfn.update_state_machine(stateMachineArn=machine, definition=definition("2"), publish=True,
                                   versionDescription="second")
versions = sfn.list_state_machine_versions(stateMachineArn=machine)["stateMachineVersions"]
assert [it["stateMachineVersionArn"] for it in versions] == [updated["stateMachineVersionArn"], version]
alias = sfn.create_state_machine_alias(name="PROD", routingConfiguration=[
    {"stateMachineVersionArn": version, "weight": 50},
    {"stateMachineVersionArn": updated["stateMachineVersionArn"], "weight": 50}])["stateMachineAliasArn"]
assert ended(sfn.start_execution(stateMachineArn=alias)["executionArn"])["stateMachineAliasArn"] == alias
try:
    sfn.delete_state_machine_version(stateMachineVersionArn=version)
    raise AssertionError("a version in use is gone")
except sfn.exceptions.ConflictException as error:
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 409

sfn.tag_resource(resourceArn=machine, tags=[{"key": "k", "value": "v"}])
assert sfn.list_tags_for_resource(resourceArn=machine)["tags"] == [{"key": "k", "value": "v"}]

express = sfn.create_state_machine(name="x", definition=definition(""), roleArn=ROLE, type="EXPRESS")["stateMachineArn"]
sync = sfn.start_sync_execution(stateMachineArn=express, input="[1]")
assert sync["status"] == "SUCCEEDED" and sync["output"] == "[1]" and sync["billingDetails"]["billedMemoryUsedInMB"] == 64
assert refused(sfn.start_sync_execution, stateMachineArn=machine) == "StateMachineTypeNotSupported"

activity = sfn.create_activity(name="a")["activityArn"]
tasks = definition("", {"A": {"Type": "Task", "Resource": activity, "End": True}})
worker = sfn.create_state_machine(name="w", definition=tasks, roleArn=ROLE)["stateMachineArn"]
done = sfn.start_execution(stateMachineArn=worker, input="1")["executionArn"]
task = sfn.get_activity_task(activityArn=activity, workerName="boto3")
assert task["input"] == "1"
sfn.send_task_heartbeat(taskToken=task["taskToken"])
sfn.send_task_success(taskToken=task["taskToken"], output="2")
assert ended(done)["output"] == "2"
assert refused(sfn.send_task_success, taskToken=task["taskToken"], output="2") == "TaskTimedOut"

fails = definition("", {"A": {"Type": "Fail", "Error": "E"}})
failing = sfn.create_state_machine(name="f", definition=fails, roleArn=ROLE)["stateMachineArn"]
failed = sfn.start_execution(stateMachineArn=failing)["executionArn"]
assert ended(failed)["redriveStatus"] == "REDRIVABLE"
redriven = sfn.redrive_execution(executionArn=failed, clientToken="once")["redriveDate"]
again = ended(failed)
assert (again["redriveCount"], again["redriveDate"], again["error"]) == (1, redriven, "E")
assert sfn.redrive_execution(executionArn=failed, clientToken="once")["redriveDate"] == redriven
latest = sfn.get_execution_history(executionArn=failed, reverseOrder=True)["events"]
assert [event["type"] for event in latest[:3]] == ["ExecutionFailed", "FailStateEntered", "ExecutionRedriven"]
try:
    sfn.redrive_execution(executionArn=done)
    raise AssertionError("what succeeded is redriven")
except sfn.exceptions.ExecutionNotRedrivable as error:
    assert error.response["Error"]["Message"] == "Execution is SUCCEEDED and cannot be redriven"

try:
    sfn.describe_state_machine(stateMachineArn=machine + "-not")
    raise AssertionError("it is not there")
except sfn.exceptions.StateMachineDoesNotExist:
    pass
assert refused(sfn.create_state_machine, name="a b", definition=definition(""), roleArn=ROLE) == "InvalidName"
assert refused(sfn.create_state_machine, name="b", definition="{}", roleArn=ROLE) == "InvalidDefinition"
assert refused(sfn.list_executions, stateMachineArn=machine, maxResults=1001) == "ValidationException"
assert refused(sfn.list_state_machines, nextToken="x") == "InvalidToken"
names = [it["name"] for page in sfn.get_paginator("list_state_machines").paginate(PaginationConfig={"PageSize": 1})
         for it in page["stateMachines"]]
assert names == ["m", "x", "w", "f"], names
checked = sfn.validate_state_machine_definition(definition="{}")
assert checked["result"] == "FAIL" and checked["diagnostics"][0]["severity"] == "ERROR"
sfn.delete_state_machine(stateMachineArn=machine)
assert refused(sfn.start_execution, stateMachineArn=alias) == "StateMachineDoesNotExist"
print("boto3 ok")
