use apoyo_bucket::{HeadPhoto, MoveEnd, WhenSame};
use apoyo_photo::{ErrorName, Mark};

use crate::conservation::assert_at_rest;
use crate::scene::{BYTES, SOURCE, Upload, claim, model, moved_to, run};

const TARGET: &str = "procesando/línea 4+5/a b%.jpg";

#[tokio::test]
async fn the_copy_carries_marks_and_keeps_type_and_metadata() {
    let model = model(Upload::Plain);
    run(&model, &claim(&model, "x")).await.unwrap();
    let head = model.plain_bucket().head(&TARGET.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(head.marks.get(Mark::From), Some(SOURCE));
    assert_eq!(head.marks.get(Mark::Execution), Some("x"));
    assert_eq!(head.metadata["camera"], "M3E");
    assert_eq!(head.system.content_type.as_deref(), Some("image/jpeg"));
}

#[tokio::test]
async fn moving_twice_says_the_same_twice() {
    let model = model(Upload::Plain);
    let wanted = claim(&model, "x");
    assert_eq!(run(&model, &wanted).await.unwrap(), run(&model, &wanted).await.unwrap());
    assert_at_rest(&model, "after two moves");
}

#[tokio::test]
async fn another_photo_of_the_same_name_leaves_both() {
    let model = model(Upload::Plain);
    model.put(TARGET, b"another photo");
    let end = run(&model, &claim(&model, "x")).await.unwrap();
    let to = moved_to(&end).unwrap();
    assert!(to.starts_with("procesando/línea 4+5/a b%~") && to.rsplit('.').next() == Some("jpg"), "{to}");
    assert_eq!(model.get(TARGET).unwrap().bytes.as_ref(), b"another photo");
    assert_at_rest(&model, "beside another photo");
}

#[tokio::test]
async fn the_same_bytes_at_the_target_are_merged_only_where_that_is_wanted() {
    let merged = model(Upload::Plain);
    merged.put(TARGET, BYTES);
    let mut wanted = claim(&merged, "x");
    wanted.same = WhenSame::Merge;
    assert_eq!(moved_to(&run(&merged, &wanted).await.unwrap()), Some(TARGET));
    assert_eq!(moved_to(&run(&merged, &wanted).await.unwrap()), Some(TARGET), "and again");
    assert_at_rest(&merged, "after a merge");
}

#[tokio::test]
async fn a_photo_without_checksum_is_never_merged_with_one_that_cannot_be_compared() {
    let model = model(Upload::OldInParts);
    model.put(TARGET, BYTES);
    let mut wanted = claim(&model, "x");
    wanted.same = WhenSame::Merge;
    let end = run(&model, &wanted).await.unwrap();
    assert!(moved_to(&end).unwrap().contains('~'), "{end:?}");
    assert_eq!(model.places_of(BYTES).len(), 2);
}

#[tokio::test]
async fn a_photo_replaced_or_gone_is_left_alone() {
    let model = model(Upload::Plain);
    let wanted = claim(&model, "x");
    model.put(SOURCE, b"a newer upload");
    assert_eq!(run(&model, &wanted).await.unwrap(), MoveEnd::Replaced);
    assert_eq!(model.get(SOURCE).unwrap().bytes.as_ref(), b"a newer upload");
    model.remove(SOURCE);
    assert_eq!(run(&model, &wanted).await.unwrap(), MoveEnd::Gone);
}

#[tokio::test]
async fn a_newer_upload_under_the_source_survives_the_end_of_the_move() {
    let model = model(Upload::Plain);
    let wanted = claim(&model, "x");
    run(&model, &wanted).await.unwrap();
    model.put(SOURCE, b"a newer upload");
    let end = run(&model, &wanted).await.unwrap();
    assert_eq!(moved_to(&end), Some(TARGET), "the earlier claim is found again");
    assert_eq!(model.get(SOURCE).unwrap().bytes.as_ref(), b"a newer upload");
}

/// A copy of ours with other bytes: only damage makes one. The source must outlive it, and the next try must get by.
#[tokio::test]
async fn a_damaged_copy_is_never_taken_for_the_photo() {
    let model = model(Upload::Plain);
    let wanted = claim(&model, "x");
    let etag = wanted.etag.clone();
    run(&model, &wanted).await.unwrap();
    model.alter(TARGET, |object| object.crc64nvme = Some("AAAAAAAAAAA=".into()));
    let back = model.put(SOURCE, BYTES);
    assert_eq!(back.etag, etag);
    let end = run(&model, &wanted).await.unwrap();
    assert!(moved_to(&end).unwrap().contains('~'), "{end:?}");
}

#[tokio::test]
async fn when_every_name_is_taken_the_photo_stays() {
    let model = model(Upload::Plain);
    let wanted = claim(&model, "x");
    for (at, target) in wanted.targets.iter().enumerate() {
        model.put(target.as_str(), format!("other {at}").as_bytes());
    }
    let error = run(&model, &wanted).await.unwrap_err();
    assert_eq!(error.name(), ErrorName::Internal);
    assert_at_rest(&model, "with no name left");
}

/// A copy that was cut short stays where it is, under the claim, and the photo takes another name.
#[tokio::test]
async fn a_cut_copy_of_an_earlier_try_is_not_taken_for_the_photo_once_its_source_has_gone() {
    let model = model(Upload::Plain);
    let wanted = claim(&model, "x");
    model.put(TARGET, &BYTES[..7]);
    model.alter(TARGET, |object| {
        object.headers.insert("x-amz-meta-apoyo-execution".into(), "x".into());
        let from = SOURCE.replace('%', "%25").replace('í', "%C3%AD").replace(' ', "%20");
        object.headers.insert("x-amz-meta-apoyo-from".into(), from);
    });
    let first = run(&model, &wanted).await.unwrap();
    assert_ne!(moved_to(&first), Some(TARGET));
    assert_eq!(
        run(&model, &wanted).await.unwrap(),
        first,
        "the source has gone, and the cut copy is met first"
    );
    assert_at_rest(&model, "beside a cut copy");
}
