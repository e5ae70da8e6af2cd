use apoyo_classify::ClassifyError;

use crate::WorkerError;

/// Photos that fail in a row, each after its retries and with an error that passes, before it is S3 or the network that
/// failed: a blip shorter than a photo's retries is met by less, and ten of them take minutes.
const DOWN: u64 = 10;
/// Photos without one judged among them before it is the job's rights and not the photos: a folder of a few photos that
/// another key encrypts is the photos' own trouble.
const ALL_FAILED: u64 = 10;

/// Tells a photo's own failure, which is recorded as its outcome, from one of the machinery, which ends the attempt.
///
/// | what fails | what it is |
/// |---|---|
/// | the photo is gone or replaced since it was staged | the photo's own |
/// | the thresholds contradict the model's | the job's input: exit 1 at once, each photo would say the same |
/// | an error that passes (S3, network), after its retries | put off to the end of the shard, tried again, then its own |
/// | the same, of 10 photos in a row, whatever is put off | S3 or the network is down: exit 75 |
/// | any other error (access denied) | the photo's own |
/// | the same, of 10 photos or more and all there are | the job's rights: exit 1 |
#[derive(Debug, Default)]
pub(crate) struct Health {
    judged: u64,
    failed: u64,
    passing_in_a_row: u64,
}

impl Health {
    /// Earlier attempts judged so many photos.
    pub(crate) fn after(judged: u64) -> Self {
        Self { judged, ..Self::default() }
    }

    /// A photo was judged.
    pub(crate) fn judged(&mut self) {
        self.judged += 1;
        self.passing_in_a_row = 0;
    }

    /// A photo failed, with this error after its retries; says when it is not the photo's own trouble.
    pub(crate) fn failed(&mut self, error: ClassifyError) -> Result<ClassifyError, WorkerError> {
        match &error {
            ClassifyError::Input(_) | ClassifyError::Thresholds(_) => {
                return Err(WorkerError::Input(Box::new(error)));
            }
            _ if error.name().may_pass() => self.passing_in_a_row += 1,
            _ => self.passing_in_a_row = 0,
        }
        if self.passing_in_a_row == DOWN {
            return Err(WorkerError::Down { failed: DOWN, last: Box::new(error) });
        }
        Ok(error)
    }

    /// A photo's failure was recorded as its outcome.
    pub(crate) fn recorded(&mut self, error: &ClassifyError) {
        if !matches!(error, ClassifyError::Moved { .. }) {
            self.failed += 1;
        }
    }

    /// Whether, with all photos tried, their failures are the photos' own; `last` is that of the last one.
    pub(crate) fn at_end(&self, last: Option<ClassifyError>) -> Result<(), WorkerError> {
        match last {
            Some(last) if self.judged == 0 && self.failed >= ALL_FAILED => {
                Err(WorkerError::AllFailed { failed: self.failed, last: Box::new(last) })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use apoyo_bucket::{BucketError, Fault, Operation};
    use apoyo_photo::WorkerExit;

    use super::*;

    fn answered(status: u16, code: &str) -> ClassifyError {
        let fault = Fault::Answer { status, code: code.into(), message: String::new() };
        BucketError::Call { operation: Operation::GetObject, key: "a".into(), fault }.into()
    }

    fn moved() -> ClassifyError {
        ClassifyError::Moved { key: "a".parse().unwrap(), found: "nothing" }
    }

    #[test]
    fn ten_failures_in_a_row_that_pass_are_the_machinery_and_a_judged_photo_between_them_says_otherwise() {
        let mut health = Health::default();
        for photo in 0..50 {
            assert!(health.failed(answered(503, "SlowDown")).is_ok());
            if photo % 9 == 8 {
                health.judged();
            }
        }
        let mut health = Health::default();
        let ends: Vec<_> = (0..10).map(|_| health.failed(answered(503, "SlowDown"))).collect();
        assert!(ends[..9].iter().all(Result::is_ok));
        assert_eq!(ends[9].as_ref().unwrap_err().exit(), WorkerExit::Transient);
    }

    #[test]
    fn a_right_that_is_missing_for_all_photos_is_the_jobs_and_for_some_it_is_theirs() {
        let denied = || answered(403, "AccessDenied");
        let mut health = Health::default();
        (0..12).for_each(|_| health.recorded(&health_of(denied())));
        assert_eq!(health.at_end(Some(denied())).unwrap_err().exit(), WorkerExit::Failed);
        health.judged();
        assert!(health.at_end(Some(denied())).is_ok());
    }

    #[test]
    fn photos_that_a_person_took_away_are_no_sign_of_anything() {
        let mut health = Health::default();
        (0..12).for_each(|_| health.recorded(&moved()));
        assert!(health.at_end(Some(moved())).is_ok());
    }

    fn health_of(error: ClassifyError) -> ClassifyError {
        Health::default().failed(error).unwrap()
    }
}
