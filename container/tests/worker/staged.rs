//! Staged files that are cut, damaged, or meant to do harm.

use apoyo_bucket::RecordLines;
use apoyo_photo::WorkerExit;

use crate::scene::{FILES, MANIFEST, file, run, staged, write_files};

/// Runs a worker over damaged files; says how it failed.
async fn refusal(damage: impl FnOnce(&apoyo_bucket::model::S3Model)) -> String {
    let model = staged(20);
    damage(&model);
    let end = run(&model, 0).await;
    assert_eq!(end.exit, WorkerExit::Failed, "{:?}", end.error);
    assert!(
        model.keys("ejecuciones/x/classified").is_empty()
            && model.keys("ejecuciones/x/thumbnails").is_empty()
    );
    end.error.unwrap().to_string()
}

/// The two files' texts, the second one changed.
fn changed(model: &apoyo_bucket::model::S3Model, change: impl FnOnce(String) -> String) {
    let text = |key: &str| String::from_utf8(model.get(key).unwrap().bytes.to_vec()).unwrap();
    write_files(model, &[text(FILES[0]), change(text(FILES[1]))]);
}

#[tokio::test(start_paused = true)]
async fn a_line_that_is_none_is_refused_by_file_and_line_before_any_photo_is_read() {
    let deep = "[".repeat(100_000);
    let hostile = ["{", "null", "[]", "{\"claim\": \"stolen\"}", "{\"claim\": \"staged\"}", "\u{0}", &deep];
    for line in hostile {
        let refused = refusal(|model| {
            changed(model, |text| {
                let mut lines: Vec<_> = text.lines().collect();
                lines[3] = line;
                lines.join("\n")
            });
        });
        let refused = refused.await;
        assert!(refused.starts_with(&format!("\"{}\" line 4: ", FILES[1])), "{refused}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_no_photo_has_is_refused_by_file_line_and_rule() {
    let refused =
        refusal(|model| changed(model, |text| text.replacen("sin procesar/línea 4/10.jpg", "", 1))).await;
    assert!(refused.contains("line 1: photo key is empty"), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn a_line_without_an_end_is_refused_before_it_fills_the_memory() {
    let endless = "x".repeat(RecordLines::MAX_LINE_BYTES + 1);
    let refused = refusal(|model| changed(model, |_| endless)).await;
    assert!(refused.contains("line 1: it is longer than 262144 bytes"), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn a_file_cut_anywhere_is_refused() {
    let whole = staged(20).get(FILES[1]).unwrap().bytes;
    let last_line = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for length in [0, 1, last_line, last_line + 10, whole.len() - 2, whole.len() - 1] {
        let refused = refusal(|model| {
            model.put(FILES[1], &whole[..length]);
        });
        let refused = refused.await;
        assert!(
            refused.contains(FILES[1]) && (refused.contains("line") || refused.contains("bytes")),
            "{refused}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_not_there_is_refused_by_name() {
    for key in [MANIFEST, FILES[0], FILES[1]] {
        let refused = refusal(|model| model.remove(key)).await;
        assert!(refused.contains(key) && refused.contains("is not in the bucket"), "{refused}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_manifest_that_is_none_is_refused_by_name() {
    for text in ["", "{", "[]", "{}", r#"{"ResultFiles": {"SUCCEEDED": [{"Size": 3}]}}"#] {
        let refused = refusal(|model| {
            model.put(MANIFEST, text.as_bytes());
        });
        let refused = refused.await;
        assert!(refused.starts_with(&format!("{MANIFEST:?}: ")), "{refused}");
    }
}

#[tokio::test(start_paused = true)]
async fn empty_lines_and_a_last_line_without_its_end_are_read() {
    let model = staged(20);
    run(&model, 0).await;
    let wanted = file(&model, 0);
    let model = staged(20);
    changed(&model, |text| text.trim_end().replace('\n', "\n\n  \n"));
    assert_eq!(run(&model, 0).await.exit, WorkerExit::Done);
    assert_eq!(file(&model, 0), wanted);
}
