use apoyo_photo::Verdict;
use apoyo_photo::step::SettleInput;

use crate::DeleteError;

/// Refuses whatever is not a clean decode with a score under the threshold that goes with it.
///
/// The state machine sends nothing else here; this is the second lock on the only door to the trash.
pub(crate) fn may_be_discarded(input: &SettleInput) -> Result<(), DeleteError> {
    let classified = &input.classified;
    let refuse = |why| Err(DeleteError::Refused { key: input.photo.key.clone(), why });
    let Some(score) = classified.judgement.score else {
        return refuse("it has no score".to_owned());
    };
    let discard_below = classified.thresholds.discard_below();
    match classified.judgement.verdict {
        Verdict::Discard if classified.judgement.reason.is_some() => {
            refuse("it has a reason for review".to_owned())
        }
        Verdict::Discard if score < discard_below => Ok(()),
        Verdict::Discard => {
            refuse(format!("its score {} is not below {}", score.value(), discard_below.value()))
        }
        Verdict::Keep | Verdict::Review => refuse("its verdict is not discard".to_owned()),
    }
}
