//! SQS, SNS, EventBridge, `DynamoDB` and others, as moto speaks them.

use std::sync::Arc;

use apoyo_asl::MachineType;
use apoyo_engine::Engine;
use serde_json::{Value, json};

use crate::moto::{Moto, moto};
use crate::scene::{engine, failure, result};

struct World {
    engine: Engine,
    region: &'static str,
    _moto: Arc<Moto>,
}

/// The services in a region where no other test is.
fn world(region: &'static str) -> Option<World> {
    let moto = moto()?;
    Some(World { engine: engine(moto.endpoints(region)), region, _moto: moto })
}

impl World {
    async fn gives(&self, call: &str, arguments: Value) -> Value {
        result(&self.engine, &format!("arn:aws:states:::{call}"), arguments).await
    }

    async fn fails(&self, call: &str, arguments: Value) -> (String, String) {
        failure(&self.engine, &format!("arn:aws:states:::{call}"), arguments).await
    }

    async fn queue(&self) -> Value {
        self.gives("aws-sdk:sqs:createQueue", json!({"QueueName": "photos"})).await["QueueUrl"].clone()
    }

    /// The messages in a queue, parsed.
    async fn messages(&self, queue: &Value) -> Vec<Value> {
        let arguments = json!({"QueueUrl": queue, "MaxNumberOfMessages": 10});
        let received = self.gives("aws-sdk:sqs:receiveMessage", arguments).await;
        let body = |message: &Value| serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
        received["Messages"].as_array().into_iter().flatten().map(body).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_through_a_queue_as_json_text() {
    let Some(world) = world("us-east-2") else { return };
    let queue = world.queue().await;
    let attributes = json!({"n": {"DataType": "Number", "StringValue": "7"}});
    let arguments =
        json!({"QueueUrl": queue, "MessageBody": {"key": "a b.jpg"}, "MessageAttributes": attributes});
    let sent = world.gives("sqs:sendMessage", arguments).await;
    for member in ["MD5OfMessageBody", "MD5OfMessageAttributes", "MessageId"] {
        assert!(sent[member].is_string(), "{member}: {sent}");
    }
    assert_eq!(sent["SdkHttpMetadata"]["HttpStatusCode"], 200);
    let types = &sent["SdkHttpMetadata"]["AllHttpHeaders"]["Content-Type"];
    assert!(types[0].as_str().unwrap().starts_with("application/x-amz-json-1.0"), "{sent}");
    assert_eq!(world.messages(&queue).await, [json!({"key": "a b.jpg"})]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_finds_the_token_in_the_message_ends_the_task() {
    let Some(world) = world("ap-south-1") else { return };
    let queue = world.queue().await;
    let definition = json!({"StartAt": "Ask", "States": {"Ask": {
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
        "Parameters": {"QueueUrl": queue, "MessageBody": {"token.$": "$$.Task.Token"}},
    }}});
    let role = "arn:aws:iam::000000000000:role/test";
    let machine =
        world.engine.create_state_machine("ask", MachineType::Standard, (&definition.to_string(), role));
    let started = world.engine.start_execution(&machine.unwrap(), None, "{}").await.unwrap();
    let token = loop {
        // Each look at the queue is an execution of its own, so the other one goes on meanwhile.
        if let Some(message) = world.messages(&queue).await.pop() {
            break message["token"].as_str().unwrap().to_owned();
        }
    };
    world.engine.send_task_success(&token, "{\"approved\": true}").await.unwrap();
    let ended = world.engine.wait_for_end(&started.execution_arn).await.unwrap();
    assert_eq!(*ended.output.unwrap(), json!({"approved": true}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_is_not_there_fails_in_the_words_of_each_integration() {
    let Some(world) = world("us-west-1") else { return };
    let arguments = json!({"QueueUrl": "http://localhost/123456789012/none", "MessageBody": "m"});
    let (error, cause) = world.fails("sqs:sendMessage", arguments.clone()).await;
    assert_eq!(error, "SQS.QueueDoesNotExistException");
    assert!(cause.contains("(Service: AmazonSQS; Status Code: 400; Error Code: "), "{cause}");
    assert!(cause.ends_with("; Proxy: null)"), "{cause}");
    let (error, cause) = world.fails("aws-sdk:sqs:sendMessage", arguments).await;
    assert_eq!(error, "Sqs.QueueDoesNotExistException");
    assert!(cause.contains("(Service: Sqs, Status Code: 400, Request ID: "), "{cause}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_delivers_what_is_published() {
    let Some(world) = world("us-west-2") else { return };
    let queue = world.queue().await;
    let topic = world.gives("aws-sdk:sns:createTopic", json!({"Name": "photos"})).await["TopicArn"].clone();
    let attributes = json!({"QueueUrl": queue, "AttributeNames": ["QueueArn"]});
    let attributes = world.gives("aws-sdk:sqs:getQueueAttributes", attributes).await;
    let subscription =
        json!({"TopicArn": topic, "Protocol": "sqs", "Endpoint": attributes["Attributes"]["QueueArn"]});
    world.gives("aws-sdk:sns:subscribe", subscription).await;
    let kinds = json!({"kind": {"DataType": "String", "StringValue": "a=b&c"}});
    let arguments =
        json!({"TopicArn": topic, "Message": {"key": "ñ"}, "Subject": "s", "MessageAttributes": kinds});
    let published = world.gives("sns:publish", arguments.clone()).await;
    assert!(published["MessageId"].is_string(), "{published}");
    assert_eq!(published["SdkHttpMetadata"]["HttpStatusCode"], 200);
    let messages = world.messages(&queue).await;
    assert_eq!((&messages[0]["Message"], &messages[0]["Subject"]), (&json!(r#"{"key":"ñ"}"#), &json!("s")));
    assert_eq!(messages[0]["MessageAttributes"]["kind"]["Value"], "a=b&c");
    let plain = world.gives("aws-sdk:sns:publish", arguments).await;
    assert_eq!(plain.as_object().unwrap().keys().collect::<Vec<_>>(), ["MessageId"]);
    let none = json!({"TopicArn": format!("arn:aws:sns:{}:123456789012:none", world.region), "Message": "m"});
    let (error, cause) = world.fails("sns:publish", none).await;
    assert_eq!(error, "SNS.NotFoundException");
    assert!(cause.contains("(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; "), "{cause}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_says_which_execution_it_comes_from() {
    let Some(world) = world("eu-west-1") else { return };
    let queue = world.queue().await;
    let rule = json!({"Name": "all", "EventPattern": {"source": ["apoyo"]}});
    world.gives("aws-sdk:eventbridge:putRule", rule).await;
    let attributes = json!({"QueueUrl": queue, "AttributeNames": ["QueueArn"]});
    let attributes = world.gives("aws-sdk:sqs:getQueueAttributes", attributes).await;
    let targets =
        json!({"Rule": "all", "Targets": [{"Id": "q", "Arn": attributes["Attributes"]["QueueArn"]}]});
    world.gives("aws-sdk:eventbridge:putTargets", targets).await;
    let entry =
        json!({"Source": "apoyo", "DetailType": "sorted", "Detail": {"kept": 7}, "EventBusName": "default"});
    let put = world.gives("events:putEvents", json!({"Entries": [entry]})).await;
    assert!(put["Entries"][0]["EventId"].is_string(), "{put}");
    let messages = world.messages(&queue).await;
    assert_eq!(messages[0]["detail"], json!({"kept": 7}));
    let resources = messages[0]["resources"].as_array().unwrap();
    assert!(resources[0].as_str().unwrap().contains(":execution:"), "{resources:?}");
    assert!(resources[1].as_str().unwrap().contains(":stateMachine:"), "{resources:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_the_bus_refuses_fails_the_task() {
    let Some(world) = world("eu-west-2") else { return };
    let entry = json!({"Source": "apoyo", "DetailType": "sorted", "Detail": "no json"});
    let (error, cause) = world.fails("events:putEvents", json!({"Entries": [entry]})).await;
    assert_eq!(error, "EventBridge.FailedEntry");
    assert!(cause.contains("MalformedDetail"), "{cause}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_put_read_changed_and_deleted() {
    let Some(world) = world("eu-central-1") else { return };
    let table = json!({"TableName": "t", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]});
    let made = world.gives("aws-sdk:dynamodb:createTable", table).await;
    assert!(made["TableDescription"]["CreationDateTime"].as_str().unwrap().ends_with('Z'), "{made}");
    let item = json!({"id": {"S": "id1"}, "n": {"N": "1"}, "list": {"L": [{"BOOL": true}, {"NULL": true}]}});
    let put = world.gives("aws-sdk:dynamodb:putItem", json!({"TableName": "t", "Item": item})).await;
    assert_eq!(put, json!({}));
    let key = json!({"TableName": "t", "Key": {"id": {"S": "id1"}}});
    let got = world.gives("dynamodb:getItem", key.clone()).await;
    assert_eq!(got["Item"], item);
    assert_eq!(got["SdkHttpMetadata"]["HttpStatusCode"], 200);
    let query = json!({"TableName": "t", "KeyConditionExpression": "id = :id",
        "ExpressionAttributeValues": {":id": {"S": "id1"}}});
    let found = world.gives("aws-sdk:dynamodb:query", query).await;
    assert_eq!((&found["Count"], &found["Items"][0]), (&json!(1), &item));
    world.gives("dynamodb:deleteItem", key).await;
    let (error, cause) = world.fails("dynamodb:putItem", json!({"TableName": "none", "Item": item})).await;
    assert_eq!(error, "DynamoDB.ResourceNotFoundException");
    let words =
        "(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: ";
    assert!(cause.contains(words), "{cause}");
    let (error, cause) =
        world.fails("aws-sdk:dynamodb:putItem", json!({"TableName": "none", "Item": item})).await;
    assert_eq!(error, "DynamoDb.ResourceNotFoundException");
    assert!(cause.contains("(Service: DynamoDb, Status Code: 400, Request ID: "), "{cause}");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_parameters_and_keys_are_used() {
    let Some(world) = world("ca-central-1") else { return };
    world.gives("aws-sdk:secretsmanager:createSecret", json!({"Name": "s", "SecretString": {"a": 1}})).await;
    let secret = world.gives("aws-sdk:secretsmanager:getSecretValue", json!({"SecretId": "s"})).await;
    assert_eq!(secret["SecretString"], r#"{"a":1}"#);
    let put = json!({"Name": "/p", "Value": 7, "Type": "String"});
    world.gives("aws-sdk:ssm:putParameter", put).await;
    let got = world.gives("aws-sdk:ssm:getParameter", json!({"Name": "/p"})).await;
    assert_eq!(got["Parameter"]["Value"], "7");
    let identity = world.gives("aws-sdk:sts:getCallerIdentity", json!({})).await;
    assert_eq!(identity["Account"], "123456789012");
    let key = world.gives("aws-sdk:kms:createKey", json!({})).await["KeyMetadata"]["KeyId"].clone();
    let encrypted = world.gives("aws-sdk:kms:encrypt", json!({"KeyId": key, "Plaintext": "secret"})).await;
    assert!(encrypted["CiphertextBlob"].is_string(), "{encrypted}");
    let (error, _) = world.fails("aws-sdk:secretsmanager:getSecretValue", json!({"SecretId": "none"})).await;
    assert_eq!(error, "SecretsManager.ResourceNotFoundException");
    let (error, _) = world.fails("aws-sdk:lambda:getFunction", json!({"FunctionName": "none"})).await;
    assert_eq!(error, "Lambda.ResourceNotFoundException");
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_of_others_speaks_the_same() {
    let Some(world) = world("us-east-1") else { return };
    world.gives("aws-sdk:s3:createBucket", json!({"Bucket": "bucket"})).await;
    let place = json!({"Bucket": "bucket", "Key": "a/ñ +.txt"});
    let put = json!({"Bucket": "bucket", "Key": "a/ñ +.txt", "Body": "hello"});
    world.gives("aws-sdk:s3:putObject", put).await;
    let tagging = json!({"Bucket": "bucket", "Key": "a/ñ +.txt", "Tagging": {"TagSet": [{"Key": "k=", "Value": "v+1"}]}});
    world.gives("aws-sdk:s3:putObjectTagging", tagging).await;
    let tags = world.gives("aws-sdk:s3:getObjectTagging", place.clone()).await;
    assert_eq!(tags["TagSet"], json!([{"Key": "k=", "Value": "v+1"}]));
    assert_eq!(world.gives("aws-sdk:s3:getObject", place).await["Body"], "hello");
    let located = world.gives("aws-sdk:s3:getBucketLocation", json!({"Bucket": "bucket"})).await;
    assert!(located.is_object(), "{located}");
}

#[tokio::test(flavor = "multi_thread")]
async fn services_with_small_names_are_written_with_capitals() {
    let Some(world) = world("eu-north-1") else { return };
    world.gives("aws-sdk:cloudwatchlogs:createLogGroup", json!({"LogGroupName": "/apoyo"})).await;
    let groups = world.gives("aws-sdk:cloudwatchlogs:describeLogGroups", json!({})).await;
    assert_eq!(groups["LogGroups"][0]["LogGroupName"], "/apoyo");
    let target = json!({"Arn": "arn:aws:sqs:eu-north-1:123456789012:q", "RoleArn": "arn:aws:iam::123456789012:role/r"});
    let schedule = json!({"Name": "nightly", "ScheduleExpression": "rate(1 day)", "Target": target,
        "FlexibleTimeWindow": {"Mode": "OFF"}, "StartDate": "2099-01-01T00:00:00Z"});
    world.gives("aws-sdk:scheduler:createSchedule", schedule).await;
    let got = world.gives("aws-sdk:scheduler:getSchedule", json!({"Name": "nightly"})).await;
    assert_eq!((&got["ScheduleExpression"], &got["Target"]["Arn"]), (&json!("rate(1 day)"), &target["Arn"]));
    assert!(got["CreationDate"].as_str().unwrap().ends_with('Z'), "{got}");
    let queues = world.gives("aws-sdk:batch:describeJobQueues", json!({"MaxResults": 5})).await;
    assert_eq!(queues["JobQueues"], json!([]));
    let machines = world.gives("aws-sdk:sfn:listStateMachines", json!({})).await;
    assert_eq!(machines["StateMachines"], json!([]));
    let (error, _) = world.fails("aws-sdk:batch:describeJobQueues", json!({"maxResults": 5})).await;
    assert_eq!(error, "States.Runtime");
}
