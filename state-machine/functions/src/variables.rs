use std::ffi::OsString;

use crate::{Function, Surroundings};

/// What a process of a function has for its environment, but for where its Runtime API is: what Lambda sets, how the cloud is
/// reached, then what was declared.
///
/// `PATH` is that of this process, since the machine's programs are where it says.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>.
pub(crate) fn variables(function: &Function, around: &Surroundings, stream: &str) -> Vec<(String, OsString)> {
    let region = around.realm.region.as_str();
    let of_lambda = [
        ("_HANDLER", function.handler.as_str()),
        ("AWS_ACCESS_KEY_ID", &around.keys.access_key_id),
        ("AWS_DEFAULT_REGION", region),
        ("AWS_ENDPOINT_URL", &around.endpoint),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &function.memory_mebibytes.to_string()),
        ("AWS_LAMBDA_FUNCTION_NAME", function.name.as_str()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", &format!("/aws/lambda/{}", function.name)),
        ("AWS_LAMBDA_LOG_STREAM_NAME", stream),
        ("AWS_REGION", region),
        ("AWS_SECRET_ACCESS_KEY", &around.keys.secret_access_key),
        ("LANG", "en_US.UTF-8"),
        ("TZ", ":UTC"),
    ]
    .map(|(name, value)| (name.to_owned(), OsString::from(value)));
    let root = function.task_root.clone().into_os_string();
    let folders = [("LAMBDA_TASK_ROOT".to_owned(), root.clone()), ("LAMBDA_RUNTIME_DIR".to_owned(), root)];
    let path = std::env::var_os("PATH").map(|path| ("PATH".to_owned(), path));
    let declared = function.environment.iter().map(|(name, value)| (name.clone(), OsString::from(value)));
    of_lambda.into_iter().chain(folders).chain(path).chain(declared).collect()
}
