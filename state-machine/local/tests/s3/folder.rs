//! A person and the S3 share the folder.

use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;

use apoyo_local::s3::{EmbeddedS3, Exposure, ImportError, Imported, OpenError, S3Options, ServeError};
use aws_sdk_s3::types::ChecksumMode;

use crate::doors::{BUCKET, code, memory, options};

#[tokio::test(flavor = "multi_thread")]
async fn files_dropped_in_are_objects_and_files_removed_are_gone() {
    let door = memory();
    std::fs::create_dir_all(door.folder.path().join("por revisar")).unwrap();
    std::fs::write(door.folder.path().join("por revisar/á.jpg"), b"by hand").unwrap();
    assert_eq!(door.keys().await, ["por revisar/á.jpg"]);
    assert_eq!(door.get("por revisar/á.jpg").await.unwrap(), b"by hand");
    std::fs::write(door.folder.path().join("por revisar/b.jpg"), b"second").unwrap();
    assert_eq!(door.keys().await, ["por revisar/b.jpg", "por revisar/á.jpg"]);
    std::fs::remove_file(door.folder.path().join("por revisar/á.jpg")).unwrap();
    assert_eq!(door.keys().await, ["por revisar/b.jpg"]);
    assert_eq!(door.get("por revisar/á.jpg").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_etag_without_a_put_is_no_md5_and_changes_with_the_file() {
    let door = memory();
    let file = door.folder.path().join("photo.jpg");
    std::fs::write(&file, b"123456789").unwrap();
    let head = || {
        let head = door.client.head_object().bucket(BUCKET).key("photo.jpg");
        head.checksum_mode(ChecksumMode::Enabled).send()
    };
    let first = head().await.unwrap();
    assert!(first.e_tag().unwrap().ends_with("-1\""), "{:?}", first.e_tag());
    assert_eq!(first.checksum_crc64_nvme(), Some("rosUhgp5mIg="));
    std::fs::write(&file, b"another photo").unwrap();
    let second = head().await.unwrap();
    assert_ne!(first.e_tag(), second.e_tag());
    assert_ne!(first.checksum_crc64_nvme(), second.checksum_crc64_nvme());
    let delete = door.client.delete_object().bucket(BUCKET).key("photo.jpg").if_match(first.e_tag().unwrap());
    assert_eq!(code(delete.send().await), "412 PreconditionFailed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_changed_by_hand_loses_what_was_said_of_its_old_bytes() {
    let door = memory();
    let put = door
        .client
        .put_object()
        .bucket(BUCKET)
        .key("k")
        .metadata("score", "0.9")
        .body(b"old".to_vec().into());
    let etag = put.send().await.unwrap().e_tag.unwrap();
    std::fs::write(door.folder.path().join("k"), b"edited by hand").unwrap();
    let head = door.client.head_object().bucket(BUCKET).key("k").send().await.unwrap();
    assert_ne!(head.e_tag(), Some(etag.as_str()));
    assert_eq!(head.content_length(), Some(14));
    assert!(head.metadata().is_none_or(std::collections::HashMap::is_empty));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_symbolic_link_leads_out() {
    let door = memory();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret"), b"secret").unwrap();
    symlink(outside.path(), door.folder.path().join("folder")).unwrap();
    symlink(outside.path().join("secret"), door.folder.path().join("file")).unwrap();
    assert!(door.keys().await.is_empty());
    assert_eq!(door.get("folder/secret").await, None);
    assert_eq!(door.get("file").await, None);
    let put =
        door.client.put_object().bucket(BUCKET).key("folder/new").body(b"x".to_vec().into()).send().await;
    assert_eq!(code(put), "403 AccessDenied");
    assert!(!outside.path().join("new").exists());
}

fn state(path: &Path) -> (Vec<u8>, u32, i64, i64) {
    let meta = std::fs::metadata(path).unwrap();
    (std::fs::read(path).unwrap(), meta.mode(), meta.mtime(), meta.mtime_nsec())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_file_is_linked_and_never_changed() {
    let door = memory();
    let user = tempfile::tempdir_in(door.folder.path().parent().unwrap()).unwrap();
    let file = user.path().join("DJI 0001.JPG");
    std::fs::write(&file, b"photo").unwrap();
    let before = state(&file);
    let import = |key: &'static str| door.s3.import_file(BUCKET, key, &file);
    assert_eq!(import("sin procesar/DJI 0001.JPG").await.unwrap(), Imported::Linked);
    assert_eq!(import("sin procesar/DJI 0001.JPG").await.unwrap(), Imported::AlreadyThere);
    door.put("taken", b"other").await;
    assert!(matches!(import("taken").await, Err(ImportError::KeyTaken { .. })));
    door.put("same", b"photo").await;
    assert_eq!(import("same").await.unwrap(), Imported::AlreadyThere);
    assert!(matches!(import("").await, Err(ImportError::Key { bytes: 0 })));
    let missing = door.s3.import_file(BUCKET, "x", user.path().join("no")).await;
    assert!(matches!(missing, Err(ImportError::Unreadable { .. })));
    let folder = door.s3.import_file(BUCKET, "x", user.path()).await;
    assert!(matches!(folder, Err(ImportError::NotAFile { .. })));
    // Whatever happens to the object, the user's file stays.
    door.put("sin procesar/DJI 0001.JPG", b"overwritten").await;
    door.client.delete_object().bucket(BUCKET).key("sin procesar/DJI 0001.JPG").send().await.unwrap();
    assert_eq!(state(&file), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_file_system_is_copied() {
    let other = Path::new("/dev/shm");
    let door = memory();
    let device = |path: &Path| std::fs::metadata(path).map(|meta| meta.dev()).ok();
    if device(other).is_none() || device(other) == device(door.folder.path()) {
        println!("skipped: /dev/shm is no other file system here");
        return;
    }
    let user = tempfile::tempdir_in(other).unwrap();
    let file = user.path().join("a.jpg");
    std::fs::write(&file, b"photo").unwrap();
    let before = state(&file);
    assert_eq!(door.s3.import_file(BUCKET, "a.jpg", &file).await.unwrap(), Imported::Copied);
    assert_eq!(door.s3.import_file(BUCKET, "a.jpg", &file).await.unwrap(), Imported::AlreadyThere);
    assert_eq!(door.get("a.jpg").await.unwrap(), b"photo");
    assert_eq!(state(&file), before);
    let elsewhere = EmbeddedS3::open(&S3Options::new(user.path()).bucket("b-b", door.folder.path()));
    assert!(matches!(elsewhere, Err(OpenError::OtherFileSystem { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_there_again_after_opening_anew() {
    let door = memory();
    let put = door.client.put_object().bucket(BUCKET).key("k").metadata("m", "1").body(b"x".to_vec().into());
    let etag = put.send().await.unwrap().e_tag;
    assert!(matches!(EmbeddedS3::open(&options(door.folder.path())), Err(OpenError::InUse { .. })));
    let folder = door.folder;
    drop((door.client, door.s3));
    std::fs::write(folder.path().join(".apoyo/staging/left-behind"), b"half").unwrap();
    let s3 = EmbeddedS3::open(&options(folder.path())).unwrap();
    let head = s3.client().head_object().bucket(BUCKET).key("k").send().await.unwrap();
    assert_eq!(head.e_tag, etag);
    assert_eq!(head.metadata.unwrap()["m"], "1");
    assert_eq!(std::fs::read_dir(folder.path().join(".apoyo/staging")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_root_that_cannot_be_is_refused_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, b"").unwrap();
    let error = EmbeddedS3::open(&S3Options::new(file.join("below"))).unwrap_err();
    assert!(error.to_string().contains("file/below"), "{error}");
    let error = EmbeddedS3::open(&S3Options::new(folder.path()).bucket("No!", folder.path())).unwrap_err();
    assert!(matches!(error, OpenError::BucketName { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_machines_are_let_in_only_when_told() {
    let door = memory();
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let refused = door.s3.serve(listener, Exposure::Loopback, std::future::ready(())).await;
    assert!(matches!(refused, Err(ServeError::NotLoopback { .. })));
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    door.s3.serve(listener, Exposure::Network, std::future::ready(())).await.unwrap();
}
