use crate::StateName;
use crate::read::Fields;

/// Where a state leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Transition {
    /// To this state.
    Next(StateName),
    /// Out of its flow.
    End,
}

impl Transition {
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Self> {
        let next = fields.state_name("Next");
        match (fields.get("Next").is_some(), fields.boolean("End")) {
            (true, Some(true)) => fields.refuse("a state has either 'Next' or 'End', this one has both"),
            (true, _) => next.map(Self::Next),
            (false, Some(true)) => Some(Self::End),
            (false, Some(false)) => fields.refuse("'End' is false and the field 'Next' is missing"),
            (false, None) if fields.get("End").is_some() => None,
            (false, None) => fields.refuse("one of the fields [Next, End] is required but both were missing"),
        }
    }
}
