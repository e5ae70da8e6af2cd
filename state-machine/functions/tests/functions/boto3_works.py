"""Drives Lambda of the embedded cloud with boto3; says "boto3 ok" at the end."""
import base64
import json

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

client = boto3.client("lambda", config=Config(retries={"max_attempts": 1, "mode": "standard"}))


def invoke(name, event, **more):
    reply = client.invoke(FunctionName=name, Payload=json.dumps(event), **more)
    return reply, json.loads(reply["Payload"].read() or "null")


def refused(code, **arguments):
    try:
        client.invoke(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response
        return error
    raise AssertionError(code)


reply, result = invoke("cat", {"a": [1, "ñ"]})
assert (reply["StatusCode"], reply["ExecutedVersion"], result) == (200, "$LATEST", {"a": [1, "ñ"]}), reply
assert "FunctionError" not in reply

arn = client.get_function(FunctionName="trial")["Configuration"]["FunctionArn"]
reply, result = invoke(arn, {"do": "panic"}, LogType="Tail")
assert reply["FunctionError"] == "Unhandled" and result["errorType"] == "Runtime.ExitError", result
assert b"the trial panics" in base64.b64decode(reply["LogResult"])

assert invoke("cat", {}, InvocationType="DryRun")[0]["StatusCode"] == 204
assert invoke("cat", {}, InvocationType="Event")[0]["StatusCode"] == 202

refused("ResourceNotFoundException", FunctionName="none")
refused("ResourceNotFoundException", FunctionName="cat", Qualifier="7")
error = refused("TooManyRequestsException", FunctionName="off")
assert error.response["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded", error.response
refused("InvalidRequestContentException", FunctionName="cat", Payload=b"{")
refused("RequestEntityTooLargeException", FunctionName="cat", Payload=b'"' + b"x" * (6 << 20) + b'"')

pages = client.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 1})
names = [function["FunctionName"] for page in pages for function in page["Functions"]]
assert names == ["cat", "off", "trial"], names

configuration = client.get_function_configuration(FunctionName="trial")
assert configuration["Timeout"] == 3 and configuration["MemorySize"] == 128, configuration
assert configuration["Environment"] == {"Variables": {"LEVEL": "fine"}}, configuration
assert client.get_function(FunctionName="cat")["Concurrency"] == {"ReservedConcurrentExecutions": 5}

print("boto3 ok")
