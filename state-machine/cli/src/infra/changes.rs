use apoyo_deploy::{Action, Change, PropertyChange};

use super::short::text;

/// What a change set does, for the person who is asked: how many of each kind, then each change with its properties.
pub(super) fn told(changes: &[Change]) -> String {
    let each: String = changes.iter().map(change_told).collect();
    format!("{}\n{each}", counted(changes))
}

fn change_told(change: &Change) -> String {
    let Change { action, logical_id, kind, properties, warning } = change;
    let (sign, word) = sign(*action);
    let word = if word.is_empty() { String::new() } else { format!("  {word}") };
    let warning = warning.as_ref().map(|warning| format!("      !! {logical_id} {warning}\n"));
    let properties: String = properties.iter().map(property).collect();
    format!("  {sign} {logical_id}  {kind}{word}\n{}{properties}", warning.unwrap_or_default())
}

fn sign(action: Action) -> (char, &'static str) {
    match action {
        Action::Add => ('+', ""),
        Action::Modify => ('~', ""),
        Action::MayReplace => ('!', "MAY BE REPLACED"),
        Action::Replace => ('!', "REPLACED"),
        Action::Remove => ('-', "REMOVED"),
        Action::Import => ('>', "is there already and is taken into the stack"),
        Action::Unknown => ('?', "CloudFormation decides when it gets there"),
    }
}

fn property(property: &PropertyChange) -> String {
    let path = property.path.trim_start_matches('/').replace('/', ".");
    let shown = |value: Option<&String>| value.map_or_else(|| "?".to_owned(), |value| text(value));
    match (&property.before, &property.after) {
        (None, None) => format!("      {path}\n"),
        (before, after) => format!("      {path}: {} -> {}\n", shown(before.as_ref()), shown(after.as_ref())),
    }
}

/// `2 added, 1 changed, 1 replaced, 1 removed`, without what there is none of.
fn counted(changes: &[Change]) -> String {
    const WORDS: [(Action, &str); 7] = [
        (Action::Add, "added"),
        (Action::Import, "taken in"),
        (Action::Modify, "changed"),
        (Action::MayReplace, "changed or replaced"),
        (Action::Replace, "replaced"),
        (Action::Remove, "removed"),
        (Action::Unknown, "not known yet"),
    ];
    let count = |action| changes.iter().filter(|change| change.action == action).count();
    let terms = WORDS.iter().map(|(action, word)| (count(*action), word)).filter(|(count, _)| *count > 0);
    let terms: Vec<_> = terms.map(|(count, word)| format!("{count} {word}")).collect();
    if terms.is_empty() { "no resource changes".to_owned() } else { terms.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(action: Action, id: &str) -> Change {
        let kind = "AWS::SQS::Queue".to_owned();
        Change { action, logical_id: id.into(), kind, properties: vec![], warning: None }
    }

    #[test]
    fn changes_are_counted_and_each_is_told_with_its_properties() {
        let property = PropertyChange {
            path: "/Properties/Code/S3Key".into(),
            before: Some(format!("functions/list-{}.zip", "ab".repeat(32))),
            after: None,
        };
        let changes =
            [change(Action::Add, "A"), Change { properties: vec![property], ..change(Action::Modify, "B") }];
        let wanted = "1 added, 1 changed\n  + A  AWS::SQS::Queue\n  ~ B  AWS::SQS::Queue\n      \
                      Properties.Code.S3Key: functions/list-abababababab….zip -> ?\n";
        assert_eq!(told(&changes), wanted);
    }

    #[test]
    fn what_is_lost_is_said_on_a_line_of_its_own() {
        let warning = Some("leaves the stack, and the messages in it are DELETED".to_owned());
        let told = told(&[Change { warning, ..change(Action::Remove, "Letters") }]);
        assert!(told.contains("  - Letters  AWS::SQS::Queue  REMOVED\n"), "{told}");
        assert!(told.contains("!! Letters leaves the stack, and the messages in it are DELETED"), "{told}");
    }

    #[test]
    fn a_change_of_outputs_alone_is_no_change_of_a_resource() {
        assert_eq!(told(&[]), "no resource changes\n");
    }
}
