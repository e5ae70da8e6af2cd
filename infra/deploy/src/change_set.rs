use aws_sdk_cloudformation::types::{self, PolicyAction, Replacement};

use crate::change::{Action, Change, Leaving, PropertyChange, warning};

/// What CloudFormation says when a change set would change nothing. It has no code for it: the change set has failed.
///
/// Source: the messages of `DescribeChangeSet`; `aws cloudformation deploy` looks for the same two.
const NOTHING: [&str; 2] = ["didn't contain changes", "No updates are to be performed"];

/// Whether this reason of a failed change set only says that there is nothing to change.
pub(crate) fn says_nothing_changes(reason: &str) -> bool {
    NOTHING.iter().any(|words| reason.contains(words))
}

/// What a change set does, one resource at a time, in the order that CloudFormation tells.
pub(crate) fn changes(told: Vec<types::Change>) -> Vec<Change> {
    told.into_iter().filter_map(|change| change.resource_change).map(read).collect()
}

fn read(told: types::ResourceChange) -> Change {
    let action = action(&told);
    let kind = told.resource_type.unwrap_or_default();
    Change {
        action,
        logical_id: told.logical_resource_id.unwrap_or_default(),
        warning: warning(action, &kind, leaving(told.policy_action.as_ref())),
        kind,
        properties: properties(told.details.unwrap_or_default()),
    }
}

fn action(told: &types::ResourceChange) -> Action {
    use types::ChangeAction;
    match (told.action.as_ref(), told.replacement.as_ref()) {
        (Some(ChangeAction::Add), _) => Action::Add,
        (Some(ChangeAction::Remove), _) => Action::Remove,
        (Some(ChangeAction::Import), _) => Action::Import,
        (Some(ChangeAction::Modify), Some(Replacement::True)) => Action::Replace,
        (Some(ChangeAction::Modify), Some(Replacement::Conditional)) => Action::MayReplace,
        (Some(ChangeAction::Modify | ChangeAction::SyncWithActual), _) => Action::Modify,
        _ => Action::Unknown,
    }
}

const fn leaving(policy: Option<&PolicyAction>) -> Leaving {
    match policy {
        Some(PolicyAction::Retain | PolicyAction::ReplaceAndRetain) => Leaving::Retained,
        _ => Leaving::Deleted,
    }
}

/// Each property once: CloudFormation tells one twice that changes by itself and by what it refers to.
fn properties(details: Vec<types::ResourceChangeDetail>) -> Vec<PropertyChange> {
    let mut properties: Vec<PropertyChange> = Vec::new();
    for target in details.into_iter().filter_map(|detail| detail.target) {
        let attribute = target.attribute.as_ref().map_or("", |attribute| attribute.as_str());
        let named = || [attribute, target.name.as_deref().unwrap_or_default()].join("/");
        let path = target.path.clone().unwrap_or_else(|| format!("/{}", named().trim_end_matches('/')));
        match properties.iter_mut().find(|known| known.path == path) {
            Some(known) => known.after = known.after.take().or(target.after_value),
            None => properties.push(PropertyChange {
                path,
                before: target.before_value,
                after: target.after_value,
            }),
        }
    }
    properties
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::{ChangeAction, ResourceAttribute, ResourceChangeDetail, ResourceTargetDefinition};

    fn told(action: ChangeAction) -> types::builders::ResourceChangeBuilder {
        types::ResourceChange::builder()
            .action(action)
            .logical_resource_id("A")
            .resource_type("AWS::SQS::Queue")
    }

    #[test]
    fn a_replacement_is_told_from_a_change_in_place() {
        let modify = |replacement| read(told(ChangeAction::Modify).replacement(replacement).build()).action;
        assert_eq!(modify(Replacement::True), Action::Replace);
        assert_eq!(modify(Replacement::Conditional), Action::MayReplace);
        assert_eq!(modify(Replacement::False), Action::Modify);
    }

    #[test]
    fn a_removed_queue_that_is_kept_is_not_said_to_be_deleted() {
        let removed = read(told(ChangeAction::Remove).policy_action(PolicyAction::Retain).build());
        assert!(!removed.warning.unwrap().contains("DELETED"));
        let deleted = read(told(ChangeAction::Remove).policy_action(PolicyAction::Delete).build());
        assert!(deleted.warning.unwrap().contains("DELETED"));
    }

    #[test]
    fn a_property_is_told_once_with_its_values() {
        let detail = |after: Option<&str>| {
            let target = ResourceTargetDefinition::builder()
                .attribute(ResourceAttribute::Properties)
                .name("Code")
                .path("/Properties/Code/S3Key")
                .before_value("a.zip")
                .set_after_value(after.map(ToOwned::to_owned));
            ResourceChangeDetail::builder().target(target.build()).build()
        };
        let change = told(ChangeAction::Modify).details(detail(None)).details(detail(Some("b.zip"))).build();
        let [property] = &read(change).properties[..] else { panic!("one property") };
        assert_eq!(property.path, "/Properties/Code/S3Key");
        assert_eq!((property.before.as_deref(), property.after.as_deref()), (Some("a.zip"), Some("b.zip")));
    }

    #[test]
    fn both_ways_to_say_that_nothing_changes_are_known() {
        assert!(says_nothing_changes(
            "The submitted information didn't contain changes. Submit different information to create a change set."
        ));
        assert!(says_nothing_changes("No updates are to be performed."));
        assert!(!says_nothing_changes("Requires capabilities : [CAPABILITY_IAM]"));
    }
}
