use std::collections::BTreeMap;

use apoyo_cfn::{GetAtt, LogicalId, Pseudo, Ref, Resource, Statement, Sub};
use serde_json::{Map, Value, json};

use crate::function::grant_trace;
use crate::{
    ConstructId, GraphMistake, LogGroup, LogGroupProps, LogRetention, PhotoBucket, RecordFolder, Role,
    RoleProps, Service, Stack,
};

/// What a state machine is.
#[derive(Debug, Clone, PartialEq)]
pub struct StateMachineProps {
    /// Its name after the stack's: `triage` in `apoyo-triage`.
    pub name: String,
    /// The Amazon States Language document, as committed, with `${Name}` where the stack fills in.
    pub definition: String,
    /// What stands for each `${Name}`; all must occur.
    pub substitutions: BTreeMap<String, Value>,
    /// What is logged of its executions.
    pub log: ExecutionLog,
    /// How long its log lines stay.
    pub log_retention: LogRetention,
}

/// Which events of executions are logged; the history keeps all of them for 90 days anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExecutionLog {
    /// Everything.
    All,
    /// What went wrong.
    Error,
    /// Only what ended an execution.
    Fatal,
}

/// A standard state machine of Step Functions, with its role and its log group.
#[derive(Debug)]
pub struct StateMachine {
    /// What its executions may do.
    pub role: Role,
    id: LogicalId,
    name: StateMachineName,
    log_group: LogGroup,
}

/// The name of a state machine, known before the state machine is there: its own functions watch its executions, and
/// would otherwise wait for it while it waits for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateMachineName(String);

impl StateMachineName {
    /// The name after the stack's.
    pub fn new(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The state machine's ARN.
    pub fn arn(&self) -> Sub {
        Sub::arn("states", "stateMachine:").pseudo(Pseudo::StackName).text(&format!("-{}", self.0))
    }

    /// Lets a role see which executions run, and what they were started with.
    pub fn grant_watch(&self, role: &mut Role) {
        role.grant(Statement::allow("ListExecutions", &["states:ListExecutions"], [self.arn()]));
        role.grant(Statement::allow(
            "DescribeExecution",
            &["states:DescribeExecution"],
            [self.executions(":*")],
        ));
    }

    fn full(&self) -> Sub {
        Sub::new().pseudo(Pseudo::StackName).text(&format!("-{}", self.0))
    }

    fn executions(&self, suffix: &str) -> Sub {
        Sub::arn("states", "execution:").pseudo(Pseudo::StackName).text(&format!("-{}{suffix}", self.0))
    }

    /// A Distributed Map starts, watches, stops and redrives children of its own state machine.
    ///
    /// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html>.
    fn grant_distributed_map(&self, role: &mut Role) {
        role.grant(Statement::allow("StartChildren", &["states:StartExecution"], [self.arn()]));
        let children = || [self.executions(":*"), self.executions("/*")];
        let actions = ["states:DescribeExecution", "states:StopExecution"];
        role.grant(Statement::allow("FollowChildren", &actions, children()));
        role.grant(Statement::allow(
            "RedriveChildren",
            &["states:RedriveExecution"],
            [self.executions("/*")],
        ));
    }
}

impl StateMachine {
    /// Adds a state machine that may run Distributed Maps over records of this bucket, write its log and its trace.
    /// What its tasks need, they grant to its role.
    pub fn define(
        stack: &mut Stack,
        id: &ConstructId,
        props: &StateMachineProps,
        photos: &PhotoBucket,
    ) -> Self {
        let name = StateMachineName::new(&props.name);
        // Groups under /aws/vendedlogs/ need no entry in the account's resource policy, which has a size limit.
        let log_name = Sub::new()
            .text("/aws/vendedlogs/states/")
            .pseudo(Pseudo::StackName)
            .text(&format!("-{}", props.name));
        let log_props = LogGroupProps { name: log_name, retention: props.log_retention };
        let log_group = LogGroup::define(stack, &id.child("Log"), &log_props);
        let description = format!("Lets executions of {} call their tasks.", props.name);
        let role_props = RoleProps { service: Service::States, description };
        let mut role = Role::define(stack, &id.child("Role"), &role_props);
        grant_log_delivery(&mut role);
        grant_trace(&mut role);
        role.grant(Statement::allow(
            "Sample",
            &["xray:GetSamplingRules", "xray:GetSamplingTargets"],
            ["*"], // Sampling has no resource that a policy could name.
        ));
        name.grant_distributed_map(&mut role);
        photos.grant_records(&mut role, RecordFolder::Write);
        photos.grant_list_records(&mut role);
        let logical = id.logical_id();
        let properties = json!({
            "StateMachineName": name.full(),
            "StateMachineType": "STANDARD",
            "RoleArn": role.arn(),
            "DefinitionString": definition(stack, &logical, props),
            "LoggingConfiguration": {"Level": props.log.as_str(), "IncludeExecutionData": true,
                "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": log_group.arn()}}]},
            "TracingConfiguration": {"Enabled": true},
        });
        let id = stack.add(id, Resource::new("AWS::StepFunctions::StateMachine", properties));
        Self { role, id, name, log_group }
    }

    /// The state machine as callers name it.
    pub fn arn(&self) -> Value {
        Ref(&self.id).into()
    }

    /// The state machine's name.
    pub fn name(&self) -> Value {
        GetAtt(&self.id, "Name").into()
    }

    /// Where its executions are logged.
    pub fn log_group(&self) -> &LogGroup {
        &self.log_group
    }

    /// The name under which it can be named before it is there.
    pub fn early_name(&self) -> &StateMachineName {
        &self.name
    }

    /// Lets a role start executions.
    pub fn grant_start(&self, role: &mut Role) {
        role.grant(Statement::allow("StartExecution", &["states:StartExecution"], [self.arn()]));
    }
}

impl ExecutionLog {
    /// As Step Functions writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Error => "ERROR",
            Self::Fatal => "FATAL",
        }
    }
}

/// Log delivery is set up per account, so these actions have no resource that a policy could name, hence `*`.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html>.
fn grant_log_delivery(role: &mut Role) {
    let actions = [
        "logs:CreateLogDelivery",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies",
        "logs:DescribeLogGroups",
    ];
    role.grant(Statement::allow("DeliverLogs", &actions, ["*"]));
}

/// The definition with its substitutions. A `${Name}` that is not given is found as a dangling reference.
fn definition(stack: &mut Stack, id: &LogicalId, props: &StateMachineProps) -> Value {
    if let Err(error) = serde_json::from_str::<Map<String, Value>>(&props.definition) {
        stack.mistake(GraphMistake::BrokenDefinition { id: id.clone(), reason: error.to_string() });
    }
    for name in props.substitutions.keys().filter(|name| !props.definition.contains(&format!("${{{name}}}")))
    {
        stack.mistake(GraphMistake::UnusedSubstitution { id: id.clone(), name: name.clone() });
    }
    if props.substitutions.is_empty() {
        return json!(props.definition);
    }
    json!({"Fn::Sub": [props.definition, props.substitutions]})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::properties;
    use crate::{Days, Encryption, PhotoBucketProps};
    use apoyo_photo::Folders;

    fn defined(definition: &str, substitutions: &[(&str, Value)]) -> (Stack, StateMachine) {
        let mut stack = Stack::new("test");
        let props = PhotoBucketProps {
            name: None,
            folders: Folders::default(),
            trash: Days(30),
            versions: Days(7),
            encryption: Encryption::S3,
        };
        let photos = PhotoBucket::define(&mut stack, &ConstructId::new("Photos"), &props);
        let props = StateMachineProps {
            name: "triage".into(),
            definition: definition.into(),
            substitutions: substitutions
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            log: ExecutionLog::Error,
            log_retention: LogRetention::days(30).unwrap(),
        };
        let machine = StateMachine::define(&mut stack, &ConstructId::new("Triage"), &props, &photos);
        (stack, machine)
    }

    fn finished(definition: &str, substitutions: &[(&str, Value)]) -> Result<(), GraphMistake> {
        let (mut stack, machine) = defined(definition, substitutions);
        machine.role.attach(&mut stack);
        stack.finish().map(|_| ())
    }

    #[test]
    fn the_definition_is_carried_word_for_word() {
        let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed", "Comment": "{% $x %} ${F}"}}}"#;
        let (stack, _) = defined(text, &[("F", json!({"Ref": "Photos"}))]);
        let sub = &properties(&stack, "Triage")["DefinitionString"]["Fn::Sub"];
        assert_eq!(*sub, json!([text, {"F": {"Ref": "Photos"}}]));
        assert!(finished(text, &[("F", json!({"Ref": "Photos"}))]).is_ok());
    }

    #[test]
    fn a_name_that_nothing_stands_for_is_a_mistake() {
        let mistake = finished(r#"{"Resource": "${F}${G}"}"#, &[("F", json!("x"))]).unwrap_err().to_string();
        assert!(mistake.contains(r#"Triage.Properties.DefinitionString refers to "G""#), "{mistake}");
    }

    #[test]
    fn a_substitution_that_nothing_uses_is_a_mistake() {
        let mistake = finished("{}", &[("F", json!("x"))]).unwrap_err().to_string();
        assert_eq!(mistake, "the definition of state machine Triage has no ${F}");
    }

    #[test]
    fn a_definition_that_is_no_object_is_a_mistake() {
        let mistake = finished("[1", &[]).unwrap_err().to_string();
        assert!(mistake.starts_with("the definition of state machine Triage is no JSON object"), "{mistake}");
    }
}
