use apoyo_photo::Verdict;
use apoyo_photo::step::Classified;

/// What an attempt did, in photos unless it says otherwise; for the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the shard.
    pub photos: u64,
    /// Taken, or failed, when they were staged.
    pub not_staged: u64,
    /// Judged by an earlier attempt.
    pub resumed: u64,
    /// Judged now: keep.
    pub keep: u64,
    /// Judged now: review.
    pub review: u64,
    /// Judged now: discard.
    pub discard: u64,
    /// Failed now, for good.
    pub failed: u64,
    /// Bytes of those judged now.
    pub bytes: u64,
}

impl Tally {
    /// Judged now.
    pub fn judged(&self) -> u64 {
        self.keep + self.review + self.discard
    }

    pub(crate) fn count(&mut self, classified: &Classified, bytes: u64) {
        self.bytes += bytes;
        match classified.judgement.verdict {
            Verdict::Keep => self.keep += 1,
            Verdict::Review => self.review += 1,
            Verdict::Discard => self.discard += 1,
        }
    }
}
