use std::time::Duration;

use apoyo_cfn::{GetAtt, LogicalId, Pseudo, Ref, Resource, Statement, Sub};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::{ConstructId, LogGroup, LogGroupProps, LogRetention, Role, RoleProps, Service, Stack};

/// What a function is.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionProps {
    /// Its name after the stack's: `classify` in `apoyo-classify`.
    pub name: String,
    /// What it does, for the person who finds it in the Lambda console.
    pub description: String,
    /// Where its zip is.
    pub code: Code,
    /// What its binary was built for.
    pub architecture: Architecture,
    /// Memory, 128 to 10,240 MiB; 1,769 MiB come with one whole vCPU.
    pub memory_mebibytes: u16,
    /// How long one call may take; at most 15 minutes.
    pub timeout: Duration,
    /// Environment variables.
    pub environment: Vec<(&'static str, Value)>,
    /// How long its log lines stay.
    pub log_retention: LogRetention,
}

/// A zip in the artifact bucket; both are parameters of the stack, and the key holds the content's hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Parameter with the bucket's name.
    pub bucket: LogicalId,
    /// Parameter with the zip's key.
    pub key: LogicalId,
}

/// What a binary was built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    /// Graviton: a fifth cheaper.
    Arm64,
    /// Intel or AMD.
    X86_64,
}

/// A Lambda function with its role, its log group, and an alias that callers use.
#[derive(Debug)]
pub struct Function {
    /// What the function may do.
    pub role: Role,
    id: LogicalId,
    alias: LogicalId,
    log_group: LogGroup,
}

impl Architecture {
    /// As Lambda writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }
}

impl Function {
    /// The alias through which everybody calls: moving it back is the rollback.
    pub const ALIAS: &str = "live";

    /// Adds a function that may write its log and its trace, and nothing else yet.
    pub fn define(stack: &mut Stack, id: &ConstructId, props: &FunctionProps) -> Self {
        let name = Sub::new().pseudo(Pseudo::StackName).text(&format!("-{}", props.name));
        let log_name =
            Sub::new().text("/aws/lambda/").pseudo(Pseudo::StackName).text(&format!("-{}", props.name));
        let log_props = LogGroupProps { name: log_name, retention: props.log_retention };
        let log_group = LogGroup::define(stack, &id.child("Log"), &log_props);
        let description = format!("Lets {} do what its step needs.", props.name);
        let role_props = RoleProps { service: Service::Lambda, description };
        let mut role = Role::define(stack, &id.child("Role"), &role_props);
        log_group.grant_write(&mut role);
        grant_trace(&mut role);
        let properties = properties(props, &name, &role, &log_group);
        let version_text = version_text(props, &properties);
        let function = stack.add(id, Resource::new("AWS::Lambda::Function", properties));
        let alias = alias(stack, id, &function, &version_text);
        Self { role, id: function, alias, log_group }
    }

    /// The alias as state machines and other callers name it.
    pub fn alias_arn(&self) -> Value {
        Ref(&self.alias).into()
    }

    /// The function's name, as metrics have it.
    pub fn name(&self) -> Value {
        Ref(&self.id).into()
    }

    /// Where it writes its lines.
    pub fn log_group(&self) -> &LogGroup {
        &self.log_group
    }

    /// Lets a role call the function, through its alias only.
    pub fn grant_invoke(&self, role: &mut Role) {
        let sid = format!("Invoke{}", self.id);
        role.grant(Statement::allow(&sid, &["lambda:InvokeFunction"], [self.alias_arn()]));
    }
}

/// Traces have no resource that a policy could name, hence `*`.
///
/// Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html>.
pub(crate) fn grant_trace(role: &mut Role) {
    role.grant(Statement::allow("Trace", &["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]));
}

fn properties(props: &FunctionProps, name: &Sub, role: &Role, log_group: &LogGroup) -> Value {
    let variables: Map<String, Value> =
        props.environment.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    json!({
        "FunctionName": name,
        "Description": props.description,
        "Role": role.arn(),
        "Runtime": "provided.al2023",
        "Handler": "bootstrap",
        "Architectures": [props.architecture.as_str()],
        "Code": {"S3Bucket": Ref(&props.code.bucket), "S3Key": Ref(&props.code.key)},
        "MemorySize": props.memory_mebibytes,
        "Timeout": props.timeout.as_secs(),
        "Environment": {"Variables": variables},
        "LoggingConfig": {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO",
            "LogGroup": log_group.name()},
        "TracingConfig": {"Mode": "Active"},
    })
}

/// CloudFormation publishes a version once per resource, and every property of it asks for replacement. So its
/// description names the code and a hash of the configuration: whatever changes the function, publishes it anew. What a
/// condition chooses changes without the configuration, and is named too.
fn version_text(props: &FunctionProps, properties: &Value) -> Value {
    let hash = Sha256::digest(properties.to_string().as_bytes());
    let short = hex::encode(&hash[..6]);
    let text = Sub::new().text("code ").reference(&props.code.key).text(&format!(", configuration {short}"));
    let chosen =
        props.environment.iter().map(|(_, value)| value).filter(|value| value.get("Fn::If").is_some());
    let parts: Vec<Value> = [Value::from(text)].into_iter().chain(chosen.cloned()).collect();
    match <[Value; 1]>::try_from(parts) {
        Ok([alone]) => alone,
        Err(parts) => json!({"Fn::Join": [", ", parts]}),
    }
}

fn alias(stack: &mut Stack, id: &ConstructId, function: &LogicalId, version_text: &Value) -> LogicalId {
    let version = json!({"FunctionName": Ref(function), "Description": version_text});
    // Older versions stay in Lambda: the alias can be moved back to them without a deployment.
    let version = Resource::new("AWS::Lambda::Version", version).retained();
    let version = stack.add(&id.child("Version"), version);
    let alias = json!({
        "Name": Function::ALIAS,
        "FunctionName": Ref(function),
        "FunctionVersion": GetAtt(&version, "Version"),
    });
    stack.add(&id.child("Alias"), Resource::new("AWS::Lambda::Alias", alias))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::properties;

    fn props(memory_mebibytes: u16) -> FunctionProps {
        FunctionProps {
            name: "keep".into(),
            description: "trial".into(),
            code: Code { bucket: "ArtifactBucket".parse().unwrap(), key: "KeepCode".parse().unwrap() },
            architecture: Architecture::Arm64,
            memory_mebibytes,
            timeout: Duration::from_mins(2),
            environment: vec![("APOYO_BUCKET", json!({"Ref": "Photos"}))],
            log_retention: LogRetention::days(30).unwrap(),
        }
    }

    fn defined(props: &FunctionProps) -> (Stack, Function) {
        let mut stack = Stack::new("test");
        let function = Function::define(&mut stack, &ConstructId::new("Keep"), props);
        (stack, function)
    }

    #[test]
    fn a_function_may_at_first_only_write_its_log_and_trace() {
        let (_, function) = defined(&props(256));
        let actions: Vec<_> = function.role.statements().iter().flat_map(|s| s.action.clone()).collect();
        assert!(actions.iter().all(|action| action.starts_with("logs:") || action.starts_with("xray:Put")));
    }

    #[test]
    fn callers_reach_a_published_version_through_the_alias() {
        let (stack, function) = defined(&props(256));
        assert_eq!(function.alias_arn(), json!({"Ref": "KeepAlias"}));
        let version = &properties(&stack, "KeepAlias")["FunctionVersion"];
        assert_eq!(*version, json!({"Fn::GetAtt": ["KeepVersion", "Version"]}));
    }

    #[test]
    fn a_change_of_configuration_publishes_a_version() {
        let text = |memory| properties(&defined(&props(memory)).0, "KeepVersion")["Description"].clone();
        assert_eq!(text(256), text(256));
        assert_ne!(text(256), text(512));
        assert!(text(256).to_string().contains("${KeepCode}"), "a change of code does too");
    }

    #[test]
    fn a_change_of_what_a_condition_chooses_publishes_a_version() {
        let lane = json!({"Fn::If": ["KubernetesIsReady", "deployed", "absent"]});
        let props = FunctionProps { environment: vec![("APOYO_BATCH_LANE", lane.clone())], ..props(256) };
        let text = properties(&defined(&props).0, "KeepVersion")["Description"].clone();
        assert_eq!(text["Fn::Join"][1][1], lane);
    }
}
