use apoyo_engine::Failure;

use super::exception;
use crate::model::Model;
use crate::wire::ServiceError;

/// An error that no operation declares has the name of the service's own: `S3.S3Exception`.
pub(super) fn refused((model, operation): (&Model, &str), error: &ServiceError) -> Failure {
    let service = name(model);
    let declared = error.code.as_deref().and_then(|code| model.error(code));
    let declared = declared.or_else(|| of_head((model, operation), error));
    let exception = declared.map_or_else(|| format!("{service}Exception"), exception);
    let or_null = |text: &Option<String>| text.clone().unwrap_or_else(|| "null".to_owned());
    let extended = error.extended_request_id.as_ref();
    let cause = format!(
        "{} (Service: {service}, Status Code: {}, Request ID: {}{}) (SDK Attempt Count: 1)",
        or_null(&error.message),
        error.status,
        or_null(&error.request_id),
        extended.map_or_else(String::new, |id| format!(", Extended Request ID: {id}")),
    );
    Failure::new(format!("{service}.{exception}"), cause)
}

/// A reply to HEAD has no body that would name the error: the SDK reads it from the status.
fn of_head((model, operation): (&Model, &str), error: &ServiceError) -> Option<&'static str> {
    match (model.id.as_str(), operation, error.status, &error.code) {
        ("S3", "HeadObject", 404, None) => Some("NoSuchKey"),
        ("S3", "HeadBucket", 404, None) => Some("NoSuchBucket"),
        _ => None,
    }
}

/// A service's name as the SDK for Java has it: of each word only the first letter is large, and a word begins at a space
/// and at a large letter after a small one. `DynamoDB` is `DynamoDb`, `SQS` is `Sqs`, `Secrets Manager` `SecretsManager`.
pub(super) fn name(model: &Model) -> String {
    let mut name = String::new();
    let mut before = ' ';
    for letter in model.id.chars() {
        if before == ' ' || (letter.is_uppercase() && before.is_lowercase()) {
            name.extend(letter.to_uppercase());
        } else if letter != ' ' {
            name.extend(letter.to_lowercase());
        }
        before = letter;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::named;

    #[test]
    fn a_service_has_the_name_that_its_errors_begin_with() {
        let table = [
            ("dynamodb", "DynamoDb"),
            ("eventbridge", "EventBridge"),
            ("s3", "S3"),
            ("secretsmanager", "SecretsManager"),
            ("sqs", "Sqs"),
            ("kms", "Kms"),
        ];
        for (service, wanted) in table {
            assert_eq!(name(named(service).unwrap()), wanted);
        }
    }

    #[test]
    fn an_error_is_named_and_explained_as_recorded() {
        let error = ServiceError {
            status: 404,
            code: Some("NoSuchKey".into()),
            query_code: None,
            message: Some("The specified key does not exist.".into()),
            request_id: Some("R".into()),
            extended_request_id: Some("E".into()),
        };
        let s3 = named("s3").unwrap();
        let failure = refused((s3, "GetObject"), &error);
        assert_eq!(failure.name(), "S3.NoSuchKeyException");
        let cause = "The specified key does not exist. (Service: S3, Status Code: 404, Request ID: R, Extended Request ID: E) (SDK Attempt Count: 1)";
        assert_eq!(failure.cause.as_deref(), Some(cause));
        let of_head = ServiceError { code: None, message: None, ..error.clone() };
        assert_eq!(refused((s3, "HeadObject"), &of_head).name(), "S3.NoSuchKeyException");
        let undeclared = ServiceError { code: Some("AccessDenied".into()), ..error };
        assert_eq!(refused((s3, "GetObject"), &undeclared).name(), "S3.S3Exception");
    }
}
