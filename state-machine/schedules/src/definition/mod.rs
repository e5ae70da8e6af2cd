//! What a schedule is: read from a request or a row, written to a reply or a row, in the form of Scheduler's API. Pure.

mod members;
mod retry_policy;
mod schedule_id;
mod target;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

pub(crate) use members::{Members, NAME, TAG_KEY, TAG_VALUE, Text};
pub use retry_policy::RetryPolicy;
pub use schedule_id::{GroupName, ScheduleId};
pub use target::{Target, TargetCall};

use crate::{ApiError, ScheduleExpression, ScheduleTimeZone, Timing};

/// A schedule as its owner set it.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// Its group and name.
    pub id: ScheduleId,
    /// What its owner says of it.
    pub description: Option<String>,
    /// When it runs.
    pub expression: ScheduleExpression,
    /// Whose clocks the expression speaks of; default UTC.
    pub zone: ScheduleTimeZone,
    /// Nothing runs before.
    pub start: Option<Timestamp>,
    /// From here on nothing runs.
    pub end: Option<Timestamp>,
    /// Whether it is in force; default enabled.
    pub state: State,
    /// How long after its time a run may begin, so that runs of many schedules spread; 1 to 1,440 minutes, default none.
    pub window_minutes: Option<u16>,
    /// What runs.
    pub target: Target,
    /// What becomes of it after its last run.
    pub after_completion: ActionAfterCompletion,
    /// A key that nothing is encrypted with here.
    pub kms_key_arn: Option<String>,
}

/// Whether a schedule is in force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum State {
    /// It runs.
    #[default]
    Enabled,
    /// It stays known and does not run.
    Disabled,
}

/// What becomes of a schedule after its last run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ActionAfterCompletion {
    /// It stays.
    #[default]
    None,
    /// It is deleted.
    Delete,
}

const EXPRESSION: Text = Text { bytes: 1..=256, pattern: None };
const ZONE: Text = Text { bytes: 1..=50, pattern: None };
const DESCRIPTION: Text = Text { bytes: 0..=512, pattern: None };
const KMS_KEY: Text = Text { bytes: 1..=2048, pattern: None };
const STATES: [(&str, State); 2] = [("ENABLED", State::Enabled), ("DISABLED", State::Disabled)];
const ACTIONS: [(&str, ActionAfterCompletion); 2] =
    [("NONE", ActionAfterCompletion::None), ("DELETE", ActionAfterCompletion::Delete)];

impl Definition {
    /// A schedule that starts executions of a machine, with Scheduler's defaults for all else.
    ///
    /// # Errors
    /// When Scheduler would not take the name, the ARN or the input.
    pub fn new(
        id: ScheduleId,
        (expression, zone): (ScheduleExpression, ScheduleTimeZone),
        (state_machine_arn, input): (&str, &Value),
        role_arn: &str,
    ) -> Result<Self, ApiError> {
        let target = json!({"Arn": state_machine_arn, "RoleArn": role_arn, "Input": input.to_string()});
        let document = json!({
            "ScheduleExpression": expression.to_string(),
            "ScheduleExpressionTimezone": zone.name(),
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target": target,
        });
        Self::read(id, document.as_object().unwrap_or(&Map::new()))
    }

    /// Reads it from members in the form of `CreateSchedule`.
    ///
    /// # Errors
    /// `ValidationException`, naming the first member that breaks its rule.
    pub(crate) fn read(id: ScheduleId, members: &Map<String, Value>) -> Result<Self, ApiError> {
        let members = Members::new("", members);
        let expression = members.required_text("ScheduleExpression", &EXPRESSION)?;
        let zone = members.text("ScheduleExpressionTimezone", &ZONE)?;
        let read = Self {
            id,
            description: members.text("Description", &DESCRIPTION)?,
            expression: expression
                .parse()
                .map_err(|_| ApiError::validation(format!("Invalid Schedule Expression {expression}.")))?,
            zone: zone.map_or(Ok(ScheduleTimeZone::default()), |name| name.parse()).map_err(
                |invalid: crate::InvalidTimeZone| {
                    ApiError::validation(format!("Invalid Schedule Expression Timezone {}.", invalid.name))
                },
            )?,
            start: members.time("StartDate")?,
            end: members.time("EndDate")?,
            state: members.one_of("State", &STATES)?.unwrap_or_default(),
            window_minutes: window(&members)?,
            target: Target::read(&members.required_object("Target")?)?,
            after_completion: members.one_of("ActionAfterCompletion", &ACTIONS)?.unwrap_or_default(),
            kms_key_arn: members.text("KmsKeyArn", &KMS_KEY)?,
        };
        match (read.start, read.end) {
            (Some(start), Some(end)) if end <= start => {
                Err(ApiError::validation("The EndDate you specify must be later than the StartDate."))
            }
            _ => Ok(read),
        }
    }

    /// The same members, those that have a default with it.
    pub(crate) fn document(&self) -> Map<String, Value> {
        let state = STATES.iter().find(|(_, state)| *state == self.state).map(|(name, _)| *name);
        let after =
            ACTIONS.iter().find(|(_, action)| *action == self.after_completion).map(|(name, _)| *name);
        let window = self.window_minutes.map_or_else(
            || json!({"Mode": "OFF"}),
            |minutes| json!({"Mode": "FLEXIBLE", "MaximumWindowInMinutes": minutes}),
        );
        let members = [
            ("GroupName", Some(json!(self.id.group.as_str()))),
            ("Name", Some(json!(self.id.name))),
            ("Description", self.description.as_ref().map(|text| json!(text))),
            ("ScheduleExpression", Some(json!(self.expression.to_string()))),
            ("ScheduleExpressionTimezone", Some(json!(self.zone.name()))),
            ("StartDate", self.start.map(seconds)),
            ("EndDate", self.end.map(seconds)),
            ("State", state.map(Value::from)),
            ("FlexibleTimeWindow", Some(window)),
            ("Target", Some(self.target.document())),
            ("ActionAfterCompletion", after.map(Value::from)),
            ("KmsKeyArn", self.kms_key_arn.as_ref().map(|arn| json!(arn))),
        ];
        members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }

    /// When it runs, since it was set.
    pub fn timing(&self, set_at: Timestamp) -> Timing {
        Timing {
            expression: self.expression.clone(),
            zone: self.zone.clone(),
            start: self.start,
            end: self.end,
            set_at,
        }
    }

    /// How long after its time a run may begin.
    pub fn window(&self) -> SignedDuration {
        SignedDuration::from_mins(self.window_minutes.unwrap_or_default().into())
    }
}

fn window(members: &Members<'_>) -> Result<Option<u16>, ApiError> {
    let window = members.required_object("FlexibleTimeWindow")?;
    let is_flexible = window.one_of("Mode", &[("OFF", false), ("FLEXIBLE", true)])?;
    let is_flexible = is_flexible.ok_or_else(|| ApiError::missing("flexibleTimeWindow.mode"))?;
    let minutes = window.number("MaximumWindowInMinutes", 1..=1440)?;
    match (is_flexible, minutes.and_then(|minutes| u16::try_from(minutes).ok())) {
        (true, None) => Err(ApiError::validation(
            "MaximumWindowInMinutes must be provided when FlexibleTimeWindow Mode is FLEXIBLE.",
        )),
        (false, Some(_)) => Err(ApiError::validation(
            "MaximumWindowInMinutes cannot be provided when FlexibleTimeWindow Mode is OFF.",
        )),
        (_, minutes) => Ok(minutes),
    }
}

/// A time as REST JSON writes it: seconds since 1970, to the millisecond.
pub(crate) fn seconds(at: Timestamp) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds stay below 2^53 for 285,000 years")]
    let seconds = at.as_millisecond() as f64 / 1_000.0;
    seconds.into()
}

#[cfg(test)]
mod tests;
