//! Functions of this process.

use std::sync::Arc;

use apoyo_engine::{FunctionError, InvokeFunction, TokioClock};
use apoyo_functions::{Answer, Event, FunctionName, FunctionSet, InProcess};
use async_trait::async_trait;
use serde_json::{Value, json};

use crate::stage::start;

/// `double`; anything else of it fails.
struct Double;

#[async_trait]
impl InvokeFunction for Double {
    async fn invoke(&self, function: &str, payload: &Value) -> Result<Value, FunctionError> {
        match (function, payload.as_i64()) {
            ("double", Some(number)) => Ok((2 * number).into()),
            ("double", None) => Err(FunctionError::Function(json!({"errorType": "NoNumber"}))),
            _ => Err(FunctionError::Service { name: "Lambda.Odd".into(), message: "odd".into() }),
        }
    }
}

fn own(names: &[&str]) -> InProcess {
    let names = names.iter().map(|name| FunctionName::try_from((*name).to_owned()).unwrap());
    InProcess::new(names, Arc::new(Double))
}

fn functions(own: InProcess) -> FunctionSet {
    let folder = tempfile::tempdir().unwrap();
    let declared = json!({"cat": {"command": ["cat"]}});
    start(declared, folder.path(), Arc::new(TokioClock), Some(own)).unwrap()
}

#[tokio::test]
async fn functions_of_this_process_are_invoked_like_others() {
    let functions = functions(own(&["double", "odd"]));
    let invoked = functions.invoke("000000000000:function:double:$LATEST", Event::new("4")).await.unwrap();
    assert_eq!(invoked.answer, Answer::Result("8".into()));
    let failed = functions.invoke("double", Event::new("{}")).await.unwrap();
    assert_eq!(failed.answer, Answer::Error("{\"errorType\":\"NoNumber\"}".into()));
    let refused = functions.invoke("odd", Event::new("{}")).await.unwrap_err();
    assert_eq!((refused.code(), refused.to_string().as_str()), ("Odd", "odd"));
    assert!(functions.has("double") && functions.has("cat") && !functions.has("other"));
}

#[tokio::test]
async fn a_name_is_a_declared_function_or_one_of_this_process() {
    let folder = tempfile::tempdir().unwrap();
    let declared = json!({"double": {"command": ["cat"]}});
    let refused = start(declared, folder.path(), Arc::new(TokioClock), Some(own(&["double"])));
    assert!(refused.is_err_and(|error| error.to_string().starts_with("function double is there twice")));
}

#[tokio::test]
async fn a_function_that_is_not_there_is_not_found() {
    let functions = functions(own(&[]));
    let not_found = |arn: &str| {
        Err(FunctionError::Service {
            name: "Lambda.ResourceNotFoundException".into(),
            message: format!("Function not found: {arn}"),
        })
    };
    for (name, arn) in [
        ("none", "arn:aws:lambda:us-east-1:000000000000:function:none"),
        ("cat:7", "arn:aws:lambda:us-east-1:000000000000:function:cat:7"),
        (
            "arn:aws:lambda:eu-west-1:111111111111:function:cat",
            "arn:aws:lambda:eu-west-1:111111111111:function:cat",
        ),
        ("no name", "no name"),
    ] {
        assert_eq!(InvokeFunction::invoke(&functions, name, &json!({})).await, not_found(arn), "{name}");
    }
}
