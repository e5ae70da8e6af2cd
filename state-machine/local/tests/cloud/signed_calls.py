import datetime, json, threading, urllib.error, urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::000000000000:role/r"
# A session token is signed with the rest; a time zone, another region and odd characters in the body too.
sfn = boto3.client("stepfunctions", config=Config(inject_host_prefix=False, read_timeout=70))
definition = json.dumps({"StartAt": "Ñandú", "States": {"Ñandú": {"Type": "Pass", "End": True}}})
machine = sfn.create_state_machine(name="m", definition=definition, roleArn=ROLE, type="EXPRESS")
done = sfn.start_sync_execution(stateMachineArn=machine["stateMachineArn"], input='{"é": 1}')
assert done["status"] == "SUCCEEDED" and json.loads(done["output"]) == {"é": 1}, done

# A long poll is signed once and answered when a task comes.
activity = sfn.create_activity(name="a")["activityArn"]
ask = {"Type": "Task", "Resource": activity, "End": True}
definition = json.dumps({"StartAt": "Ask", "States": {"Ask": ask}})
worked = sfn.create_state_machine(name="w", definition=definition, roleArn=ROLE)["stateMachineArn"]
tasks = []
poll = threading.Thread(target=lambda: tasks.append(sfn.get_activity_task(activityArn=activity)))
poll.start()
sfn.start_execution(stateMachineArn=worked, input="[1]")
poll.join()
assert tasks[0]["input"] == "[1]", tasks
sfn.send_task_success(taskToken=tasks[0]["taskToken"], output="2")

elsewhere = boto3.client("stepfunctions", region_name="eu-west-1", aws_session_token="whatever+/=")
assert len(elsewhere.list_state_machines()["stateMachines"]) == 2

s3 = boto3.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
s3.create_bucket(Bucket="mine")
s3.put_object(Bucket="mine", Key="ñ b", Body=b"x" * 100000)
url = s3.generate_presigned_url("get_object", Params={"Bucket": "mine", "Key": "ñ b"})
assert urllib.request.urlopen(url).read() == b"x" * 100000
try:
    urllib.request.urlopen(url.replace("X-Amz-Expires=3600", "X-Amz-Expires=3601"))
    raise AssertionError("let in")
except urllib.error.HTTPError as error:
    assert error.code == 403, error

# Services that are not here are told to who may ask.
try:
    boto3.client("sqs").list_queues()
    raise AssertionError("not refused")
except ClientError as error:
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 501, error
print("boto3 ok")
