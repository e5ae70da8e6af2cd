//! `classify` against the model of S3, with a looker that reads the score from the bytes.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

use std::sync::Arc;

use apoyo_bucket::model::{At, Failure, Fault, S3Model};
use apoyo_classify::{Classify, ClassifyError, Look, LookAtPhoto, LookFault};
use apoyo_photo::step::{Classified, ClassifyInput};
use apoyo_photo::{ErrorName, Folders, Reason, Score, StagedPhoto, ThresholdOverrides, Thresholds, Verdict};

const KEY: &str = "procesando/a.jpg";

struct ReadsNumbers;

impl LookAtPhoto for ReadsNumbers {
    fn look(&self, bytes: &[u8]) -> Result<Result<Look, Reason>, LookFault> {
        let text = std::str::from_utf8(bytes).unwrap();
        assert_ne!(text, "panic");
        if text == "fault" {
            return Err(LookFault { detail: "no thread".into() });
        }
        Ok(match text.parse::<f64>() {
            Ok(number) => Ok(Look { score: score(number), thumbnail: b"small".to_vec() }),
            Err(_) => Err(Reason::Damaged { detail: "no number".into() }),
        })
    }

    fn model(&self) -> &'static str {
        "numbers@1"
    }

    fn thresholds(&self) -> Thresholds {
        Thresholds::new(score(0.8), score(0.2)).unwrap()
    }
}

fn score(value: f64) -> Score {
    value.try_into().unwrap()
}

fn input(model: &S3Model) -> ClassifyInput {
    let object = model.get(KEY).unwrap();
    ClassifyInput {
        execution: "x".parse().unwrap(),
        photo: StagedPhoto {
            key: KEY.parse().unwrap(),
            from: "sin procesar/a.jpg".parse().unwrap(),
            sub_path: "a.jpg".into(),
            size: object.bytes.len() as u64,
            etag: object.etag,
            content: None,
        },
        thresholds: ThresholdOverrides::default(),
    }
}

async fn classify(model: &S3Model, input: &ClassifyInput) -> Result<Classified, ClassifyError> {
    Classify::new(ReadsNumbers, 100).handle(&model.plain_bucket(), &Folders::default(), input).await
}

#[tokio::test]
async fn the_score_decides_and_the_thumbnail_is_written() {
    for (bytes, verdict) in [("0.9", Verdict::Keep), ("0.5", Verdict::Review), ("0.1", Verdict::Discard)] {
        let model = S3Model::new();
        model.put(KEY, bytes.as_bytes());
        let first = classify(&model, &input(&model)).await.unwrap();
        assert_eq!(first.judgement.verdict, verdict);
        assert_eq!(first.model, "numbers@1");
        assert_eq!(model.get(first.thumbnail.as_ref().unwrap()).unwrap().bytes.as_ref(), b"small");
        assert_eq!(classify(&model, &input(&model)).await.unwrap(), first);
    }
}

#[tokio::test]
async fn what_cannot_be_read_goes_to_review_with_its_reason() {
    let too_large = "9".repeat(101);
    for (bytes, reason) in
        [("no photo", "damaged"), (too_large.as_str(), "too large: 101 bytes"), ("panic", "unsupported")]
    {
        let model = S3Model::new();
        model.put(KEY, bytes.as_bytes());
        let judgement = classify(&model, &input(&model)).await.unwrap().judgement;
        assert_eq!((judgement.verdict, judgement.score), (Verdict::Review, None));
        assert!(judgement.reason.unwrap().to_string().starts_with(reason), "{reason}");
    }
}

#[tokio::test]
async fn a_network_that_does_not_run_is_an_error_and_no_verdict() {
    let model = S3Model::new();
    model.put(KEY, b"fault");
    assert_eq!(classify(&model, &input(&model)).await.unwrap_err().name(), ErrorName::Transient);
}

#[tokio::test]
async fn thresholds_asked_for_take_the_place_of_the_models() {
    let model = S3Model::new();
    model.put(KEY, b"0.5");
    let mut wanted = input(&model);
    wanted.thresholds.keep_above = Some(score(0.4));
    let classified = classify(&model, &wanted).await.unwrap();
    assert_eq!(classified.judgement.verdict, Verdict::Keep);
    assert_eq!(classified.thresholds.keep_above(), score(0.4));
    wanted.thresholds.keep_above = Some(score(0.1));
    assert_eq!(classify(&model, &wanted).await.unwrap_err().name(), ErrorName::InvalidInput);
}

#[tokio::test]
async fn a_photo_replaced_or_gone_since_it_was_staged_has_no_verdict() {
    let model = S3Model::new();
    model.put(KEY, b"0.1");
    let wanted = input(&model);
    model.put(KEY, b"0.9");
    assert_eq!(classify(&model, &wanted).await.unwrap_err().name(), ErrorName::NotFound);
    model.remove(KEY);
    assert_eq!(classify(&model, &wanted).await.unwrap_err().name(), ErrorName::NotFound);
}

#[tokio::test]
async fn a_fault_at_either_call_is_transient() {
    for at in 0..2 {
        let model = S3Model::new();
        model.put(KEY, b"0.1");
        let faulty = model.bucket(Arc::new(At::new(at, Fault::After(Failure::Lost))));
        let step = Classify::new(ReadsNumbers, 100);
        let failed = step.handle(&faulty, &Folders::default(), &input(&model)).await.unwrap_err();
        assert_eq!(failed.name(), ErrorName::Transient);
        classify(&model, &input(&model)).await.unwrap();
    }
}
