use aws_sdk_cloudformation::types;

/// Something that happened to a resource of a stack, or to the stack itself.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Event {
    /// Names the event.
    #[serde(skip)]
    pub id: String,
    /// When, as RFC 3339.
    pub at: String,
    /// The resource's name in the template; the stack's name for the stack itself.
    pub logical_id: String,
    /// Such as `AWS::S3::Bucket`.
    pub kind: String,
    /// Such as `CREATE_IN_PROGRESS`.
    pub status: String,
    /// Why, where CloudFormation says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What the stack's own events are of.
const STACK: &str = "AWS::CloudFormation::Stack";

/// What CloudFormation says of a resource that it only gave up because another one failed.
const CANCELLED: &str = "cancelled";

impl Event {
    /// Whether it is about the stack as a whole.
    pub fn is_of_stack(&self) -> bool {
        self.kind == STACK
    }

    /// Whether the resource is done with: it will be told of no more, unless there is something to undo.
    pub fn is_end_of_resource(&self) -> bool {
        !self.is_of_stack() && self.status.ends_with("_COMPLETE")
    }

    /// Whether it says that something failed, and not only that something was given up for it.
    pub fn is_cause(&self) -> bool {
        let given_up = || self.reason.as_deref().is_some_and(|reason| reason.contains(CANCELLED));
        !self.is_of_stack() && self.status.ends_with("_FAILED") && !given_up()
    }
}

impl From<types::StackEvent> for Event {
    fn from(event: types::StackEvent) -> Self {
        use aws_sdk_cloudformation::primitives::DateTimeFormat;
        let at = event.timestamp.and_then(|at| at.fmt(DateTimeFormat::DateTime).ok());
        let status = event.resource_status.as_ref().map_or("", |status| status.as_str());
        Self {
            id: event.event_id.unwrap_or_default(),
            at: at.unwrap_or_default(),
            logical_id: event.logical_resource_id.unwrap_or_default(),
            kind: event.resource_type.unwrap_or_default(),
            status: status.to_owned(),
            reason: event.resource_status_reason.or(event.hook_status_reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &str, status: &str, reason: &str) -> Event {
        Event {
            id: "1".into(),
            at: "2026-11-21T14:00:00Z".into(),
            logical_id: "Photos".into(),
            kind: kind.into(),
            status: status.into(),
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
        }
    }

    #[test]
    fn a_cause_is_a_failure_that_no_other_one_brought_about() {
        assert!(event("AWS::S3::Bucket", "CREATE_FAILED", "photos already exists").is_cause());
        assert!(!event("AWS::S3::Bucket", "CREATE_FAILED", "Resource creation cancelled").is_cause());
        let stack = "The following resource(s) failed to create: [Photos].";
        assert!(!event(STACK, "CREATE_FAILED", stack).is_cause());
        assert!(!event("AWS::S3::Bucket", "CREATE_IN_PROGRESS", "").is_cause());
    }
}
