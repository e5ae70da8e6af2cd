//! What AWS says, in its own XML.

use crate::wire::Answer;

pub(crate) const STACK_ID: &str = "arn:aws:cloudformation:eu-west-1:123456789012:stack/apoyo/1";
pub(crate) const CHANGE_SET_ID: &str = "arn:aws:cloudformation:eu-west-1:123456789012:changeSet/c/1";

pub(crate) fn done(operation: &str, result: &str) -> Answer {
    let body = format!(
        "<{operation}Response><{operation}Result>{result}</{operation}Result>\
         <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{operation}Response>"
    );
    Answer { status: 200, headers: vec![], body }
}

pub(crate) fn refused(status: u16, code: &str, message: &str) -> Answer {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>1</RequestId></ErrorResponse>"
    );
    Answer { status, headers: vec![], body }
}

pub(crate) fn throttled() -> Answer {
    refused(400, "Throttling", "Rate exceeded")
}

/// S3's answer to what has no result, or to HEAD.
pub(crate) fn empty(status: u16) -> Answer {
    Answer { status, headers: vec![], body: String::new() }
}

pub(crate) fn caller() -> Answer {
    done("GetCallerIdentity", "<Account>123456789012</Account><Arn>arn</Arn><UserId>u</UserId>")
}

pub(crate) fn no_stack() -> Answer {
    refused(400, "ValidationError", "Stack with id apoyo does not exist")
}

pub(crate) fn stack(status: &str) -> Answer {
    let member = format!(
        "<StackId>{STACK_ID}</StackId><StackName>apoyo</StackName><StackStatus>{status}</StackStatus>\
         <CreationTime>2026-11-21T14:00:00Z</CreationTime>\
         <Parameters><member><ParameterKey>ListCode</ParameterKey><ParameterValue>old.zip</ParameterValue></member></Parameters>\
         <Outputs><member><OutputKey>PhotoBucketName</OutputKey><OutputValue>fotos</OutputValue>\
         <Description>Bucket.</Description></member></Outputs>"
    );
    done("DescribeStacks", &format!("<Stacks><member>{member}</member></Stacks>"))
}

pub(crate) fn change_set(status: &str, reason: &str, changes: &str) -> Answer {
    change_set_page(status, reason, changes, "")
}

pub(crate) fn change_set_page(status: &str, reason: &str, changes: &str, next: &str) -> Answer {
    let next = if next.is_empty() { String::new() } else { format!("<NextToken>{next}</NextToken>") };
    done(
        "DescribeChangeSet",
        &format!(
            "<Status>{status}</Status><StatusReason>{reason}</StatusReason><Changes>{changes}</Changes>{next}"
        ),
    )
}

pub(crate) fn change(action: &str, id: &str, kind: &str) -> String {
    format!(
        "<member><Type>Resource</Type><ResourceChange><Action>{action}</Action>\
         <LogicalResourceId>{id}</LogicalResourceId><ResourceType>{kind}</ResourceType></ResourceChange></member>"
    )
}

/// Number, logical id, status and reason of an event; the stack's own are of `apoyo`.
pub(crate) type Told<'a> = (u32, &'a str, &'a str, &'a str);

/// A page of events, given oldest first as one reads them.
pub(crate) fn events(told: &[Told<'_>], next: &str) -> Answer {
    let members: String = told.iter().rev().map(event).collect();
    let next = if next.is_empty() { String::new() } else { format!("<NextToken>{next}</NextToken>") };
    done("DescribeStackEvents", &format!("<StackEvents>{members}</StackEvents>{next}"))
}

fn event((number, id, status, reason): &Told<'_>) -> String {
    let kind = if *id == "apoyo" { "AWS::CloudFormation::Stack" } else { "AWS::SQS::Queue" };
    let reason = match *reason {
        "" => String::new(),
        reason => format!("<ResourceStatusReason>{reason}</ResourceStatusReason>"),
    };
    format!(
        "<member><StackId>{STACK_ID}</StackId><EventId>{number}</EventId><StackName>apoyo</StackName>\
         <LogicalResourceId>{id}</LogicalResourceId><ResourceType>{kind}</ResourceType>\
         <Timestamp>2026-11-21T14:00:{number:02}Z</Timestamp><ResourceStatus>{status}</ResourceStatus>{reason}</member>"
    )
}

/// One page of a listing.
pub(crate) fn listing(keys: &[&str], next: &str) -> Answer {
    let content = |key: &&str| format!("<Contents><Key>{key}</Key><Size>1</Size></Contents>");
    let contents = keys.iter().map(content).collect::<Vec<_>>().concat();
    let next = if next.is_empty() {
        String::new()
    } else {
        format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{next}</NextContinuationToken>")
    };
    Answer {
        status: 200,
        headers: vec![],
        body: format!("<ListBucketResult>{contents}{next}</ListBucketResult>"),
    }
}
