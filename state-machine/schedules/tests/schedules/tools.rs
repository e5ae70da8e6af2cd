//! Other people's clients: boto3 and the `aws` command, over HTTP on loopback.

use apoyo_clients::{aws, python, run, serve, told};
use apoyo_schedules::SchedulerService;

use crate::stage::{MACHINE, ROLE, Stage};

/// An endpoint; it lives as long as the test's runtime.
async fn endpoint(stage: &Stage) -> String {
    let service = SchedulerService::new(stage.schedules());
    serve(move |request| {
        let service = service.clone();
        async move { service.call(request).await }
    })
    .await
}

const SCRIPT: &str = r#"
import boto3, datetime, sys
from botocore.exceptions import ClientError
s = boto3.client("scheduler")
target = {"Arn": sys.argv[1], "RoleArn": sys.argv[2], "Input": "{}", "RetryPolicy": {"MaximumRetryAttempts": 3}}
off = {"Mode": "OFF"}

def refused(call, **kw):
    try:
        call(**kw)
    except ClientError as e:
        return e.response["Error"]["Code"] + ": " + e.response["Error"]["Message"]
    raise AssertionError("not refused")

end = datetime.datetime(2027, 1, 1, 12, 30, tzinfo=datetime.timezone.utc)
made = s.create_schedule(Name="a.b-c_1", ScheduleExpression="cron(0 3 ? * MON-FRI *)", FlexibleTimeWindow=off,
                         ScheduleExpressionTimezone="Europe/Madrid", Target=target, EndDate=end, Description="ñ")
assert made["ScheduleArn"].endswith(":schedule/default/a.b-c_1")
shown = s.get_schedule(Name="a.b-c_1")
assert shown["EndDate"] == end and shown["Description"] == "ñ", shown
assert shown["Target"]["RetryPolicy"] == {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 3}, shown
assert shown["CreationDate"].year == 2026
text = refused(s.create_schedule, Name="a.b-c_1", ScheduleExpression="rate(1 day)", FlexibleTimeWindow=off, Target=target)
assert text == "ConflictException: Schedule a.b-c_1 already exists.", text
text = refused(s.create_schedule, Name="x", ScheduleExpression="rate(5 weeks)", FlexibleTimeWindow=off, Target=target)
assert text == "ValidationException: Invalid Schedule Expression rate(5 weeks).", text
assert refused(s.get_schedule, Name="none") == "ResourceNotFoundException: Schedule none does not exist."
try:
    s.get_schedule(Name="none")
except s.exceptions.ResourceNotFoundException as e:
    assert e.response["Message"], e.response
group = s.create_schedule_group(Name="g", Tags=[{"Key": "k", "Value": "v"}])["ScheduleGroupArn"]
assert s.list_tags_for_resource(ResourceArn=group)["Tags"] == [{"Key": "k", "Value": "v"}]
s.tag_resource(ResourceArn=group, Tags=[{"Key": "l m", "Value": "w"}])
s.untag_resource(ResourceArn=group, TagKeys=["k", "none"])
assert s.list_tags_for_resource(ResourceArn=group)["Tags"] == [{"Key": "l m", "Value": "w"}]
for n in range(5):
    s.create_schedule(Name="n%d" % n, GroupName="g", ScheduleExpression="rate(1 day)", FlexibleTimeWindow=off, Target=target)
pages = s.get_paginator("list_schedules").paginate(GroupName="g", PaginationConfig={"PageSize": 2})
assert [o["Name"] for p in pages for o in p["Schedules"]] == ["n0", "n1", "n2", "n3", "n4"]
pages = s.get_paginator("list_schedule_groups").paginate(PaginationConfig={"PageSize": 1})
assert [o["Name"] for p in pages for o in p["ScheduleGroups"]] == ["default", "g"]
s.update_schedule(Name="n0", GroupName="g", ScheduleExpression="at(2027-01-01T00:00:00)", State="DISABLED",
                  FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 10}, Target=target)
assert s.get_schedule(Name="n0", GroupName="g")["FlexibleTimeWindow"]["MaximumWindowInMinutes"] == 10
s.delete_schedule(Name="n0", GroupName="g")
assert s.get_schedule_group(Name="g")["State"] == "ACTIVE"
s.delete_schedule_group(Name="g")
assert [o["Name"] for o in s.list_schedules()["Schedules"]] == ["a.b-c_1"]
print("boto3 ok")
"#;

#[tokio::test(flavor = "multi_thread")]
async fn boto3_works() {
    let Some(python) = python() else { return };
    let stage = Stage::new();
    let output = run(&endpoint(&stage).await, &python, &["-c", SCRIPT, MACHINE, ROLE]).await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("boto3 ok"), "{text} {}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_command_works() {
    let Some(aws) = aws() else { return };
    let stage = Stage::new();
    let endpoint = endpoint(&stage).await;
    let call = async |args: &[&str]| {
        let output = run(&endpoint, &aws, &[&["scheduler"], args].concat()).await;
        told(&output)
    };
    let target = format!("{{\"Arn\": \"{MACHINE}\", \"RoleArn\": \"{ROLE}\"}}");
    let create = ["create-schedule", "--name", "n", "--schedule-expression", "rate(1 hour)"];
    let rest =
        ["--flexible-time-window", "Mode=OFF", "--target", &target, "--start-date", "2027-01-01T00:00:00Z"];
    let (made, _, err) = call(&[&create[..], &rest].concat()).await;
    assert!(made, "{err}");
    let (_, start, err) =
        call(&["get-schedule", "--name", "n", "--query", "StartDate", "--output", "text"]).await;
    // Version 1 of the command prints seconds, version 2 a date.
    assert!(start == "1798761600.0" || start.starts_with("2027-01-01T0"), "{start} {err}");
    let (_, names, _) = call(&["list-schedules", "--query", "Schedules[].Name", "--output", "text"]).await;
    assert_eq!(names, "n");
    let (done, _, err) = call(&["delete-schedule", "--name", "none"]).await;
    assert!(!done && err.contains("(ResourceNotFoundException)"), "{err}");
}
