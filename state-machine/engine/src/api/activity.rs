use jiff::Timestamp;

use super::Error;
use crate::arn::Arn;

/// An activity as `DescribeActivity` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityDescription {
    /// Its ARN.
    pub activity_arn: Arn,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub creation_date: Timestamp,
}

/// Whether this is the ARN of an activity.
///
/// # Errors
/// When it is not.
pub(super) fn check_activity_arn(arn: &Arn) -> Result<(), Error> {
    match arn.as_str().splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", _, "states", _, _, name] if name.starts_with("activity:") => Ok(()),
        _ => Err(Error::InvalidArn { arn: arn.to_string() }),
    }
}
