//! Figures, not promises: `cargo test --release -p apoyo-local --test s3 measure -- --ignored --nocapture`.

use std::time::Instant;

use aws_sdk_s3::types::MetadataDirective;

use crate::doors::{BUCKET, Door, memory};

#[expect(clippy::disallowed_methods, reason = "a measurement reads the real clock")]
fn now() -> Instant {
    Instant::now()
}

async fn list_all(door: &Door) -> usize {
    door.keys().await.len()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn listing_10_000_and_100_000_keys() {
    for count in [10_000, 100_000] {
        let door = memory();
        let folder = door.folder.path().join("sin procesar");
        std::fs::create_dir(&folder).unwrap();
        (0..count).for_each(|i| std::fs::write(folder.join(format!("DJI_{i:06}.JPG")), b"").unwrap());
        std::thread::yield_now();
        for attempt in 1..=2 {
            let start = now();
            assert_eq!(list_all(&door).await, count);
            println!("list {count} keys in pages of 1000, time {attempt}: {:?}", start.elapsed());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn head_copy_delete_and_get_of_a_photo() {
    const CALLS: u32 = 2_000;
    let door = memory();
    let photo: Vec<u8> = (0..7_000_000_u32).map(|i| i.to_le_bytes()[0] ^ i.to_le_bytes()[1]).collect();
    door.put("photo", &photo).await;
    let start = now();
    for _ in 0..CALLS {
        door.client.head_object().bucket(BUCKET).key("photo").send().await.unwrap();
    }
    println!("HEAD: {:?}", start.elapsed() / CALLS);
    let start = now();
    for i in 0..CALLS {
        let copy = door.client.copy_object().bucket(BUCKET).key(format!("copy/{i}")).if_none_match("*");
        let copy = copy.metadata_directive(MetadataDirective::Replace).metadata("execution", "e");
        copy.copy_source(format!("{BUCKET}/photo")).send().await.unwrap();
    }
    println!("COPY of 7 MB: {:?}", start.elapsed() / CALLS);
    let start = now();
    for i in 0..CALLS {
        door.client.delete_object().bucket(BUCKET).key(format!("copy/{i}")).send().await.unwrap();
    }
    println!("DELETE: {:?}", start.elapsed() / CALLS);
    let start = now();
    for _ in 0..200 {
        let got = door.client.get_object().bucket(BUCKET).key("photo").send().await.unwrap();
        assert_eq!(got.body.collect().await.unwrap().into_bytes().len(), photo.len());
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("GET of 7 MB: {:.0} MB/s", 200.0 * 7.0 / seconds);
    let start = now();
    for i in 0..20 {
        door.put(&format!("put/{i}"), &photo).await;
    }
    println!("PUT of 7 MB: {:.0} MB/s", 20.0 * 7.0 / start.elapsed().as_secs_f64());
}
