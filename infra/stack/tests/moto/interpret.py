"""Runs the deployed state machine in moto's interpreter of the Amazon States Language, which others wrote.

usage: interpret.py TEMPLATE

moto's interpreter comes from LocalStack's; its JSONata is left out, and the evaluator of the same authors
(jsonata-python) is put in its place. What its grammar does not know is named in UNKNOWN, one by one: without the edit
moto refuses the machine for just this reason, so the day it learns a field, this script fails and the edit goes. With all
edits the machine runs to its end, over no photos and over five, with steps that answer as those of
`state-machine/engine/tests/triage.rs` do; the end must be the one that our engine has there.
"""

import json
import logging
import os
import sys
import time

sys.dont_write_bytecode = True
os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION="eu-west-1")

import boto3  # noqa: E402  (the region must be set before)
import jsonata  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402
from moto import mock_aws  # noqa: E402
from moto.awslambda_simple.models import LambdaSimpleBackend  # noqa: E402
from moto.stepfunctions.parser.asl.jsonata import jsonata as evaluator  # noqa: E402

from template import REGION, Template  # noqa: E402

BUCKET = "photos"
PHOTOS = ["keep", "discard", "review", "taken", "broken"]
VERDICT_OUTCOME = {"keep": "kept", "review": "review", "discard": "trash"}

# The end of the same machine over the same photos in our engine: state-machine/engine/tests/triage.rs.
ENGINE = {
    "outcomes": {"broken": "failed", "discard": "trash", "keep": "kept", "review": "review", "taken": "taken"},
    "error": "Apoyo.PhotosFailed",
    "cause": "1 of 5 photos failed after their retries; each is where it was, and a replay takes it up",
}
NOTHING = {"listed": 0, "kept": 0, "review": 0, "trash": 0, "taken": 0, "failed": 0, "unaccounted": 0, "reports": []}


def batches_of_one(state):
    """ItemBatcher: the child gets what it would get of a batch of one."""
    batcher = state.pop("ItemBatcher")
    item = "{% $states.context.Map.Item.Value %}"
    state["ItemSelector"] = {"Items": [item], "BatchInput": batcher["BatchInput"]}


def an_array(state):
    """ItemReader of JSON Lines: the items are an array in one object."""
    state["ItemReader"]["ReaderConfig"]["InputType"] = "JSON"


def files_as_items(state):
    """ItemReader that reads the files it lists: the items are the files."""
    state["ItemReader"]["ReaderConfig"].pop("Transformation", None)


def results_as_output(state):
    """ResultWriter with Arguments: the state's output is the list of the results."""
    del state["ResultWriter"]


def standard_children(state):
    """Express children."""
    state["ItemProcessor"]["ProcessorConfig"]["ExecutionType"] = "STANDARD"


# What moto's grammar refuses, in its own words.
UNKNOWN = [
    (batches_of_one, "ItemBatcher"),
    (an_array, "JSONL"),
    (files_as_items, "Transformation"),
    (results_as_output, "Arguments"),
    (standard_children, "EXPRESS"),
]


def steps(invoked):
    """What the six functions answer; notes who was called with what."""

    def invoke(_self, function_name, _qualifier, body, _headers, response_headers):
        payload = json.loads(body)
        step = function_name.split(":")[-2].removeprefix("apoyo-")
        invoked.append((step, payload))
        answer, failed = answered(step, payload)
        if failed:
            response_headers["x-amz-function-error"] = "Unhandled"
        return json.dumps(answer).encode()

    return invoke


def answered(step, payload):
    key = payload.get("photo", {}).get("key", "")
    outcome = {"key": key, "size": payload.get("photo", {}).get("size")}
    if step == "list":
        return plan(payload), False
    if step == "stage":
        taken = {"claim": "taken", "outcome": {"outcome": "taken", **outcome}}
        return (taken if key == "taken" else {"claim": "staged", "photo": payload["photo"]}), False
    if step == "classify" and key == "broken":
        return {"errorType": "Apoyo.Internal", "errorMessage": "no"}, True
    if step == "classify":
        return {"judgement": {"verdict": key}}, False
    if step in ("keep", "delete"):
        return {"outcome": VERDICT_OUTCOME[key], **outcome}, False
    totals = {"listed": 5, "kept": 1, "review": 1, "trash": 1, "taken": 1, "failed": 1, "unaccounted": 0}
    return totals, False


def plan(payload):
    wanted = payload["input"]
    return {"execution": payload["execution"], "photos": wanted["photos"], "bucket": BUCKET, "lane": "lambda",
            "manifest": "manifest.json", "results": "results/", "batch": {"maxItems": 2}, "dryRun": False,
            "thresholds": {"keepAbove": 0.5, "discardBelow": 0.1}}


def distributed(definition):
    return [state for state in definition["States"].values() if "ItemReader" in state]


def edited(text, edits):
    definition = json.loads(text)
    for state in distributed(definition):
        for edit in edits:
            edit(state)
    return json.dumps(definition)


def refusal(text):
    """Why moto does not take a definition; empty where it does."""
    try:
        create(text)
    except ClientError as error:
        return error.response["Error"]["Message"]
    return ""


def create(text):
    role = "arn:aws:iam::123456789012:role/x"
    machines = boto3.client("stepfunctions")
    return machines.create_state_machine(name=f"trial-{time.monotonic_ns()}", definition=text, roleArn=role)


def run(text, name, given):
    """The end of an execution, waited for: moto runs it in a thread of this process."""
    machines = boto3.client("stepfunctions")
    arn = create(text)["stateMachineArn"]
    execution = machines.start_execution(stateMachineArn=arn, name=name, input=json.dumps(given))["executionArn"]
    until = time.monotonic() + 600
    while (ended := machines.describe_execution(executionArn=execution))["status"] == "RUNNING":
        assert time.monotonic() < until, f"{name} is still running"
        time.sleep(0.05)
    history = machines.get_execution_history(executionArn=execution)["events"]
    return ended, history


def each_field_is_the_reason(text):
    for left_out, words in UNKNOWN:
        why = refusal(edited(text, [edit for edit, _ in UNKNOWN if edit is not left_out]))
        assert words in why, f"moto takes {words} now: drop the edit {left_out.__name__} ({why[:300]!r})"
        print(f"moto refuses {words}: {left_out.__doc__}")


def without_an_evaluator_nothing_runs(text):
    evaluator._eval_jsonata = None
    ended, _ = run(edited(text, [edit for edit, _ in UNKNOWN]), "no-jsonata", {"photos": 0})
    assert ended["status"] == "FAILED", f"moto evaluates JSONata by itself now: drop the evaluator ({ended})"
    print(f"moto evaluates no JSONata ({ended.get('error')}: {ended.get('cause')}): jsonata-python does it in its place")
    evaluator._eval_jsonata = lambda expression: json.loads(json.dumps(jsonata.Jsonata(expression).evaluate(None)))


def no_photos_end_well(text, invoked):
    ended, _ = run(text, "nothing", {"photos": 0})
    assert (ended["status"], json.loads(ended["output"])) == ("SUCCEEDED", NOTHING), ended
    assert [step for step, _ in invoked] == ["list"] and invoked[0][1]["execution"] == "nothing", invoked


def five_photos_end_as_in_our_engine(text, invoked):
    items = [{"key": key, "size": 7, "etag": "\"e\""} for key in PHOTOS]
    boto3.client("s3").put_object(Bucket=BUCKET, Key="manifest.json", Body=json.dumps(items))
    ended, history = run(text, "five", {"photos": 5})
    found = (ended["status"], ended.get("error"), ended.get("cause"))
    assert found == ("FAILED", ENGINE["error"], ENGINE["cause"]), ended
    left = next(event["stateExitedEventDetails"] for event in history
                if event.get("stateExitedEventDetails", {}).get("name") == "Triage")
    outcomes = {one["key"]: one["outcome"] for child in json.loads(left["output"]) for one in child}
    assert outcomes == ENGINE["outcomes"], outcomes
    calls = sorted((step, payload["photo"]["key"]) for step, payload in invoked if "photo" in payload)
    assert ("delete", "keep") not in calls and ("delete", "discard") in calls and ("keep", "review") in calls, calls


@mock_aws(config={"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}})
def main(path):
    text = Template(path).properties("Triage")["DefinitionString"]
    invoked = []
    LambdaSimpleBackend.invoke = steps(invoked)
    where = {"LocationConstraint": REGION}
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    each_field_is_the_reason(text)
    without_an_evaluator_nothing_runs(text)
    runnable = edited(text, [edit for edit, _ in UNKNOWN])
    for check in (no_photos_end_well, five_photos_end_as_in_our_engine):
        invoked.clear()
        check(runnable, invoked)
        print(check.__name__.replace("_", " "))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # moto logs each failure that is meant to be one
    main(sys.argv[1])
