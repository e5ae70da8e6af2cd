//! A shard that is done, or half done, when a worker begins.

use std::collections::BTreeSet;

use apoyo_photo::step::ShardLine;
use apoyo_photo::{OutcomeKind, Verdict, WorkerExit};

use crate::scene::{SHARDS, file, file_key, key_of, lines, listed, photo, run, staged, write_staged};

const PHOTOS: usize = 40;

#[tokio::test(start_paused = true)]
async fn all_shards_together_have_every_photo_once_in_the_order_of_the_staged_files() {
    let model = staged(PHOTOS);
    let mut found = BTreeSet::new();
    for index in 0..SHARDS {
        let end = run(&model, index).await;
        assert_eq!((end.exit, end.error.is_none()), (WorkerExit::Done, true));
        let lines = lines(&model, index);
        let keys: Vec<_> = lines.iter().map(|line| key_of(line).to_owned()).collect();
        let all = (0..PHOTOS).map(listed);
        assert!(all.filter(|key| keys.contains(key)).eq(keys.iter().cloned()), "{keys:?}");
        assert_eq!(end.tally.photos, keys.len() as u64);
        assert!(keys.into_iter().all(|key| found.insert(key)), "no photo is in two shards");
    }
    assert_eq!(found.len(), PHOTOS);
}

#[tokio::test(start_paused = true)]
async fn a_line_says_what_the_step_classify_says_or_how_staging_ended() {
    let model = staged(PHOTOS);
    let mut verdicts = BTreeSet::new();
    for index in 0..SHARDS {
        let end = run(&model, index).await;
        for line in lines(&model, index) {
            match line {
                ShardLine::Ended { outcome } => {
                    assert!(matches!(outcome.outcome, OutcomeKind::Taken | OutcomeKind::Failed));
                    assert_eq!(outcome.cause.as_deref(), Some("for the scene"));
                }
                ShardLine::Judged { photo, classified } => {
                    let bytes = model.get(photo.key.as_str()).unwrap().bytes;
                    let number = std::str::from_utf8(&bytes).unwrap().parse::<f64>();
                    let verdict = match number {
                        Ok(number) if number >= 0.8 => Verdict::Keep,
                        Ok(number) if number < 0.2 => Verdict::Discard,
                        _ => Verdict::Review,
                    };
                    assert_eq!(classified.judgement.verdict, verdict, "{}", photo.key);
                    assert_eq!(number.is_ok(), classified.thumbnail.is_some());
                    verdicts.insert(format!("{verdict:?}"));
                }
            }
        }
        let judged = end.tally.judged();
        assert_eq!(judged + end.tally.not_staged, end.tally.photos, "{:?}", end.tally);
    }
    assert!(verdicts.into_iter().eq(["Discard", "Keep", "Review"]));
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_is_done_is_not_done_again() {
    let model = staged(PHOTOS);
    run(&model, 0).await;
    let written = model.get(&file_key(0)).unwrap();
    model.keys("procesando/").iter().for_each(|key| model.remove(key));
    model.remove(crate::scene::MANIFEST);
    let end = run(&model, 0).await;
    assert_eq!((end.exit, end.tally.judged()), (WorkerExit::Done, 0));
    assert_eq!(model.get(&file_key(0)).unwrap(), written);
}

#[tokio::test(start_paused = true)]
async fn a_shard_without_a_photo_leaves_no_file() {
    let model = apoyo_bucket::model::S3Model::new();
    write_staged(&model, &[]);
    assert_eq!(run(&model, 1).await.exit, WorkerExit::Done);
    assert!(model.keys("ejecuciones/x/classified").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_photo_that_was_staged_twice_is_in_the_file_once() {
    let model = apoyo_bucket::model::S3Model::new();
    let twice = apoyo_photo::step::StageOutput::Staged { photo: photo(&model, 1) };
    write_staged(&model, &[twice.clone(), twice.clone(), twice]);
    for index in 0..SHARDS {
        run(&model, index).await;
    }
    assert_eq!(lines(&model, 0).len() + lines(&model, 1).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn progress_that_cannot_be_read_or_is_of_other_photos_only_costs_work() {
    let undisturbed = staged(PHOTOS);
    run(&undisturbed, 0).await;
    let own = file(&undisturbed, 0);
    let other = own.replace("procesando/", "otra/");
    let of_the_other_shard = {
        run(&undisturbed, 1).await;
        file(&undisturbed, 1)
    };
    for hostile in ["{", "[[[[", "\u{0}\u{ff}", "{}\n", &own[..own.len() / 2], &other, &of_the_other_shard] {
        let model = staged(PHOTOS);
        model.put("ejecuciones/x/progress/0-0.jsonl", hostile.as_bytes());
        let end = run(&model, 0).await;
        assert_eq!((end.exit, end.tally.resumed), (WorkerExit::Done, 0), "{hostile}");
        assert!(file(&model, 0) == own, "{hostile}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_progress_says_is_not_looked_at_again() {
    let undisturbed = staged(PHOTOS);
    run(&undisturbed, 0).await;
    let model = staged(PHOTOS);
    model.put("ejecuciones/x/progress/0-0.jsonl", file(&undisturbed, 0).as_bytes());
    model.keys("procesando/").iter().for_each(|key| model.remove(key));
    let end = run(&model, 0).await;
    assert_eq!((end.exit, end.tally.judged()), (WorkerExit::Done, 0));
    assert_eq!(file(&model, 0), file(&undisturbed, 0));
}
