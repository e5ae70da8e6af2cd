use aws_sdk_sfn::primitives::DateTime;
use jiff::Timestamp;

/// A moment as Step Functions tells it; the beginning of 1970 for one that no calendar has.
pub(crate) fn moment(at: &DateTime) -> Timestamp {
    let nanoseconds = i32::try_from(at.subsec_nanos()).unwrap_or_default();
    Timestamp::new(at.secs(), nanoseconds).unwrap_or(Timestamp::UNIX_EPOCH)
}
