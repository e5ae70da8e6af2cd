use std::time::Duration;

use apoyo_cfn::{Pseudo, Resource, Sub};
use serde_json::{Value, json};

use crate::{ConstructId, DeadLetterQueue, Role, RoleProps, Service, Stack, StateMachine};

/// When executions start by themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleProps {
    /// `cron(…)` or `rate(…)`, as EventBridge Scheduler reads it.
    pub expression: String,
    /// Time zone of the expression, such as `Europe/Madrid`.
    pub time_zone: String,
    /// Whether it is in force.
    pub state: ScheduleState,
    /// Input of the executions.
    pub input: Value,
}

/// Whether a schedule is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScheduleState {
    /// It starts executions.
    Enabled,
    /// It stays known and starts nothing.
    Disabled,
}

/// A schedule of EventBridge Scheduler that starts executions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule;

impl Schedule {
    /// How long a start is tried again that Step Functions did not take: the next one comes soon enough.
    const MAXIMUM_AGE: Duration = Duration::from_hours(1);

    /// Tries within that hour.
    const RETRIES: u32 = 10;

    /// Adds a schedule; a start that cannot be delivered goes to the dead letters.
    pub fn define(
        stack: &mut Stack,
        id: &ConstructId,
        props: &ScheduleProps,
        (machine, letters): (&StateMachine, &DeadLetterQueue),
    ) -> Self {
        let description = "Lets the schedule start executions.".to_owned();
        let role_props = RoleProps { service: Service::Scheduler, description };
        let mut role = Role::define(stack, &id.child("Role"), &role_props);
        machine.grant_start(&mut role);
        letters.queue().grant_send(&mut role);
        let target = json!({
            "Arn": machine.arn(),
            "RoleArn": role.arn(),
            "Input": props.input.to_string(),
            "DeadLetterConfig": {"Arn": letters.queue().arn()},
            "RetryPolicy": {"MaximumEventAgeInSeconds": Self::MAXIMUM_AGE.as_secs(),
                "MaximumRetryAttempts": Self::RETRIES},
        });
        let properties = json!({
            "Name": Sub::new().pseudo(Pseudo::StackName).text("-triage"),
            "Description": "Starts an execution over everything that waits.",
            "ScheduleExpression": props.expression,
            "ScheduleExpressionTimezone": props.time_zone,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "State": match props.state {
                ScheduleState::Enabled => "ENABLED",
                ScheduleState::Disabled => "DISABLED",
            },
            "Target": target,
        });
        role.attach(stack);
        stack.add(id, Resource::new("AWS::Scheduler::Schedule", properties));
        Self
    }
}
