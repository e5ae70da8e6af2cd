use serde::Serialize;

/// What a change set does to one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What is done.
    pub action: Action,
    /// The resource's name in the template.
    pub logical_id: String,
    /// Such as `AWS::S3::Bucket`.
    pub kind: String,
    /// The properties that change, where there was a resource before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<PropertyChange>,
    /// What is lost or left behind, where the resource holds something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

/// What is done to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// It is made.
    Add,
    /// It is changed in place.
    Modify,
    /// It may be made anew: CloudFormation knows only when it is at it.
    MayReplace,
    /// It is made anew, and the old one leaves the stack.
    Replace,
    /// It leaves the stack.
    Remove,
    /// It exists and is taken into the stack.
    Import,
    /// CloudFormation finds out when it is at it.
    Unknown,
}

/// A property that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PropertyChange {
    /// Its path, as in `/Properties/Code/S3Key`.
    pub path: String,
    /// Its value before, where CloudFormation tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its value after, where it is known already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// What becomes of the thing behind a resource that leaves the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// It is deleted.
    Deleted,
    /// It stays, outside of the stack.
    Retained,
}

/// Types whose things hold what no deployment brings back, and what that is.
const STATEFUL: [(&str, &str); 7] = [
    ("AWS::S3::Bucket", "the photos in it"),
    ("AWS::SQS::Queue", "the messages in it"),
    ("AWS::Logs::LogGroup", "the logs in it"),
    ("AWS::ECR::Repository", "the images in it"),
    ("AWS::SNS::Topic", "its confirmed subscriptions"),
    ("AWS::EKS::Cluster", "all that runs in it"),
    ("AWS::KMS::Key", "the means to read what was encrypted with it"),
];

impl Action {
    /// Whether the thing that was there is there no more.
    pub const fn takes_away(self) -> bool {
        matches!(self, Self::MayReplace | Self::Replace | Self::Remove)
    }
}

/// What to say loudly of a change, if anything.
pub fn warning(action: Action, kind: &str, leaving: Leaving) -> Option<String> {
    if !action.takes_away() {
        return None;
    }
    let (_, holds) = STATEFUL.into_iter().find(|(stateful, _)| *stateful == kind)?;
    let done = match action {
        Action::Remove => "leaves the stack",
        Action::MayReplace => "may be replaced by a new and empty one",
        _ => "is replaced by a new and empty one",
    };
    Some(match leaving {
        Leaving::Deleted => format!("{done}, and {holds} are DELETED"),
        Leaving::Retained => format!("{done}; the old one stays behind, outside of the stack, with {holds}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_away_what_holds_something_is_said_loudly() {
        let deleted = warning(Action::Remove, "AWS::SQS::Queue", Leaving::Deleted).unwrap();
        assert_eq!(deleted, "leaves the stack, and the messages in it are DELETED");
        let retained = warning(Action::Replace, "AWS::S3::Bucket", Leaving::Retained).unwrap();
        assert!(retained.contains("stays behind") && retained.contains("the photos in it"), "{retained}");
    }

    #[test]
    fn what_holds_nothing_and_what_stays_goes_without_words() {
        assert_eq!(warning(Action::Replace, "AWS::Lambda::Version", Leaving::Deleted), None);
        assert_eq!(warning(Action::Modify, "AWS::S3::Bucket", Leaving::Deleted), None);
    }
}
