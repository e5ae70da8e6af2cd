//! Scheduler's API as HTTP sees it.

use apoyo_schedules::{BODY_LIMIT_BYTES, SchedulerService};
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::stage::{MACHINE, ROLE, Stage, call};

fn body(expression: &str) -> Value {
    json!({"ScheduleExpression": expression, "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": MACHINE, "RoleArn": ROLE}})
}

#[tokio::test]
async fn a_schedule_is_made_shown_changed_and_deleted() {
    let stage = Stage::new();
    let all = stage.schedules();
    let (status, made) = call(&all, ("POST", "/schedules/nightly"), body("cron(0 3 * * ? *)")).await;
    let arn = "arn:aws:scheduler:us-east-1:000000000000:schedule/default/nightly";
    assert_eq!((status, made), (200, json!({"ScheduleArn": arn})));
    let (_, shown) = call(&all, ("GET", "/schedules/nightly?groupName=default"), Value::Null).await;
    assert_eq!(
        (&shown["Arn"], &shown["GroupName"], &shown["State"]),
        (&json!(arn), &json!("default"), &json!("ENABLED"))
    );
    assert_eq!(
        (&shown["CreationDate"], &shown["ActionAfterCompletion"]),
        (&json!(1_795_219_200.0), &json!("NONE"))
    );
    assert_eq!(shown["ScheduleExpressionTimezone"], "UTC");
    let (status, _) = call(&all, ("PUT", "/schedules/nightly"), body("rate(1 hour)")).await;
    assert_eq!(status, 200);
    let (_, shown) = call(&all, ("GET", "/schedules/nightly"), Value::Null).await;
    assert_eq!(shown["ScheduleExpression"], "rate(1 hour)");
    assert_eq!(
        call(&all, ("DELETE", "/schedules/nightly?clientToken=a"), Value::Null).await,
        (200, json!({}))
    );
    let (status, gone) = call(&all, ("GET", "/schedules/nightly"), Value::Null).await;
    assert_eq!(status, 404);
    let expected =
        json!({"__type": "ResourceNotFoundException", "Message": "Schedule nightly does not exist."});
    assert_eq!(gone, expected);
}

#[tokio::test]
async fn what_is_kept_is_there_for_the_next_process() {
    let stage = Stage::new();
    let all = stage.schedules();
    let tags = json!({"Tags": [{"Key": "a", "Value": "b"}]});
    call(&all, ("POST", "/schedule-groups/g"), tags).await;
    let mut full = body("cron(0 3 L * ? *)");
    full["GroupName"] = "g".into();
    full["Description"] = "ñ".into();
    full["FlexibleTimeWindow"] = json!({"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 5});
    call(&all, ("POST", "/schedules/s"), full).await;
    let target = ("GET", "/schedules/s?groupName=g");
    let before = call(&all, target, Value::Null).await;
    let groups = call(&all, ("GET", "/schedule-groups"), Value::Null).await;
    drop(all);
    let all = stage.schedules();
    assert_eq!(before.0, 200);
    assert_eq!(call(&all, target, Value::Null).await, before);
    assert_eq!(call(&all, ("GET", "/schedule-groups"), Value::Null).await, groups);
}

#[tokio::test]
async fn the_same_call_with_its_token_is_the_same_schedule_and_another_is_a_conflict() {
    let stage = Stage::new();
    let all = stage.schedules();
    let mut first = body("rate(1 hour)");
    first["ClientToken"] = "t".into();
    for _ in 0..2 {
        assert_eq!(call(&all, ("POST", "/schedules/s"), first.clone()).await.0, 200);
    }
    let mut other = first.clone();
    other["ClientToken"] = "u".into();
    let (status, refused) = call(&all, ("POST", "/schedules/s"), other).await;
    assert_eq!(status, 409);
    assert_eq!(refused["Message"], "Schedule s already exists.");
    let mut group = json!({"ClientToken": "t"});
    for _ in 0..2 {
        assert_eq!(call(&all, ("POST", "/schedule-groups/g"), group.clone()).await.0, 200);
    }
    group["ClientToken"] = "u".into();
    let (_, refused) = call(&all, ("POST", "/schedule-groups/g"), group).await;
    assert_eq!(
        (&refused["__type"], &refused["Message"]),
        (&json!("ConflictException"), &json!("Schedule group g already exists."))
    );
}

#[tokio::test]
async fn lists_have_pages_prefixes_states_and_groups() {
    let stage = Stage::new();
    let all = stage.schedules();
    call(&all, ("POST", "/schedule-groups/other"), Value::Null).await;
    for (name, group, state) in [
        ("a1", "default", "ENABLED"),
        ("a2", "default", "DISABLED"),
        ("b", "default", "ENABLED"),
        ("a1", "other", "ENABLED"),
    ] {
        let mut body = body("rate(1 hour)");
        (body["GroupName"], body["State"]) = (group.into(), state.into());
        assert_eq!(call(&all, ("POST", &format!("/schedules/{name}")), body).await.0, 200);
    }
    let names = async |query: &str| {
        let (_, reply) = call(&all, ("GET", &format!("/schedules{query}")), Value::Null).await;
        let names = reply["Schedules"].as_array().unwrap().iter();
        let names: Vec<_> =
            names.map(|one| format!("{}/{}", one["GroupName"], one["Name"]).replace('"', "")).collect();
        (names, reply["NextToken"].as_str().map(str::to_owned))
    };
    assert_eq!(names("").await.0, ["default/a1", "default/a2", "default/b", "other/a1"]);
    assert_eq!(names("?NamePrefix=a&ScheduleGroup=default").await.0, ["default/a1", "default/a2"]);
    assert_eq!(names("?State=DISABLED").await.0, ["default/a2"]);
    let (first, token) = names("?MaxResults=3").await;
    assert_eq!(first.len(), 3);
    assert_eq!(
        names(&format!("?MaxResults=3&NextToken={}", token.unwrap())).await,
        (vec!["other/a1".to_owned()], None)
    );
    let (_, refused) = call(&all, ("GET", "/schedules?MaxResults=101"), Value::Null).await;
    assert!(refused["Message"].as_str().unwrap().contains("Value '101' at 'maxResults'"), "{refused}");
    let (_, refused) = call(&all, ("GET", "/schedules?NextToken=zz"), Value::Null).await;
    assert_eq!(refused["__type"], "ValidationException");
    let (_, refused) = call(&all, ("GET", "/schedules?ScheduleGroup=none"), Value::Null).await;
    assert_eq!(refused["Message"], "Schedule group none does not exist.");
}

#[tokio::test]
async fn a_group_goes_with_its_schedules_and_the_default_one_stays() {
    let stage = Stage::new();
    let all = stage.schedules();
    call(&all, ("POST", "/schedule-groups/g"), Value::Null).await;
    let mut body = body("rate(1 hour)");
    body["GroupName"] = "g".into();
    call(&all, ("POST", "/schedules/s"), body.clone()).await;
    assert_eq!(call(&all, ("DELETE", "/schedule-groups/g"), Value::Null).await.0, 200);
    let (status, refused) = call(&all, ("POST", "/schedules/s"), body).await;
    assert_eq!((status, &refused["Message"]), (404, &json!("Schedule group g does not exist.")));
    let (status, _) = call(&all, ("DELETE", "/schedule-groups/default"), Value::Null).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_group_has_tags_by_its_arn_encoded_or_not() {
    let stage = Stage::new();
    let all = stage.schedules();
    let arn = "arn:aws:scheduler:us-east-1:000000000000:schedule-group/default";
    let encoded = format!("/tags/{}", arn.replace(':', "%3A").replace('/', "%2F"));
    let tags = json!({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "b c", "Value": "2"}]});
    assert_eq!(call(&all, ("POST", &encoded), tags).await.0, 200);
    let (_, listed) = call(&all, ("GET", &format!("/tags/{arn}")), Value::Null).await;
    assert_eq!(listed, json!({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "b c", "Value": "2"}]}));
    assert_eq!(
        call(&all, ("DELETE", &format!("{encoded}?TagKeys=b%20c&TagKeys=x")), Value::Null).await.0,
        200
    );
    let (_, listed) = call(&all, ("GET", &encoded), Value::Null).await;
    assert_eq!(listed, json!({"Tags": [{"Key": "a", "Value": "1"}]}));
    let (status, _) = call(&all, ("GET", "/tags/arn%3Aaws%3As3%3A%3A%3Ab"), Value::Null).await;
    assert_eq!(status, 400);
    let (status, _) =
        call(&all, ("GET", &format!("/tags/{}", arn.replace("default", "none"))), Value::Null).await;
    assert_eq!(status, 404);
    let many: Vec<_> = (0..51).map(|n| json!({"Key": format!("k{n}"), "Value": "v"})).collect();
    assert_eq!(call(&all, ("POST", &encoded), json!({"Tags": many})).await.0, 400);
}

#[tokio::test]
async fn what_is_no_request_is_refused_by_name() {
    let stage = Stage::new();
    let all = stage.schedules();
    for (method, target, body, code) in [
        ("GET", "/", Value::Null, "UnknownOperationException"),
        ("PATCH", "/schedules/s", Value::Null, "UnknownOperationException"),
        ("GET", "/schedules/s/t", Value::Null, "UnknownOperationException"),
        ("POST", "/schedules/s", json!([1]), "ValidationException"),
        ("POST", "/schedules/s", Value::Null, "ValidationException"),
        ("POST", "/schedules/a%20b", body("rate(1 hour)"), "ValidationException"),
        ("GET", "/schedules/%ff", Value::Null, "ValidationException"),
        ("PUT", "/schedules/none", body("rate(1 hour)"), "ResourceNotFoundException"),
        ("DELETE", "/schedules/none", Value::Null, "ResourceNotFoundException"),
        (
            "POST",
            "/tags/arn:aws:scheduler:us-east-1:000000000000:schedule-group/default",
            json!({"Tags": [1]}),
            "ValidationException",
        ),
    ] {
        let (status, refused) = call(&all, (method, target), body).await;
        assert_eq!(refused["__type"], code, "{method} {target}: {refused}");
        assert!(
            (400..500).contains(&status) && refused["Message"].is_string(),
            "{method} {target}: {refused}"
        );
    }
    let mut early = body("rate(1 hour)");
    early["StartDate"] = json!(1_795_000_000);
    let (_, refused) = call(&all, ("POST", "/schedules/s"), early).await;
    assert_eq!(refused["Message"], "The StartDate you specify cannot be earlier than 5 minutes ago.");
}

#[tokio::test]
async fn a_request_has_a_limit() {
    let stage = Stage::new();
    let long = Full::new(bytes::Bytes::from(vec![b' '; BODY_LIMIT_BYTES + 1]));
    let request = Request::post("/schedules/s").body(long).unwrap();
    let response = SchedulerService::new(stage.schedules()).call(request).await;
    assert_eq!(response.status().as_u16(), 413);
}
