use aws_sdk_s3::types::{ChecksumMode, Delete, MetadataDirective, ObjectIdentifier};

use crate::doors::{BUCKET, both, code};

fn hostile_keys() -> Vec<String> {
    let mut keys: Vec<String> = [
        "plain.jpg",
        "sin procesar/vuelo 1/DJI 0001.JPG",
        "acentos/ñandú/águila.jpg",
        "percent/100%/a%2Fb%20c.jpg",
        "plus/a+b+c.jpg",
        "../outside.jpg",
        "a/../../b.jpg",
        "./dot.jpg",
        "a//b.jpg",
        "/leading.jpg",
        "trailing/",
        "both",
        "both/below.jpg",
        "both/below.jpg/deeper.jpg",
        ".apoyo/index.sqlite",
        "%~looks-escaped",
        "quotes'\"&<>?#[]{}|^`\\:;,@!$()=*~.jpg",
        "emoji/📷.jpg",
        "case/A.jpg",
        "case/a.jpg",
    ]
    .map(str::to_owned)
    .to_vec();
    keys.push("x".repeat(1024));
    keys.push(format!("{}/{}", "ñ".repeat(300), "y".repeat(400)));
    keys
}

#[tokio::test(flavor = "multi_thread")]
async fn every_legal_key_comes_back_with_its_own_bytes() {
    for door in both().await {
        let keys = hostile_keys();
        for key in &keys {
            door.put(key, key.as_bytes()).await;
        }
        for key in &keys {
            assert_eq!(door.get(key).await.unwrap(), key.as_bytes(), "{key}");
        }
        let mut sorted = keys.clone();
        sorted.sort();
        assert_eq!(door.keys().await, sorted);
        let outside = door.folder.path().parent().unwrap();
        assert!(!outside.join("outside.jpg").exists());
        for key in &keys {
            let copied = format!("copied/{key}");
            if copied.len() <= 1024 {
                let source = format!("{BUCKET}/{}", percent(key));
                let copy = door.client.copy_object().bucket(BUCKET).key(&copied).copy_source(source);
                copy.send().await.unwrap();
                assert_eq!(door.get(&copied).await.unwrap(), key.as_bytes());
            }
            door.client.delete_object().bucket(BUCKET).key(key).send().await.unwrap();
            assert_eq!(door.get(key).await, None, "{key}");
        }
    }
}

fn percent(key: &str) -> String {
    percent_encoding::utf8_percent_encode(key, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ordinary_key_is_a_file_a_person_can_open() {
    for door in both().await {
        door.put("procesadas/vuelo 1/foto+á%.jpg", b"bytes").await;
        let file = door.folder.path().join("procesadas/vuelo 1/foto+á%.jpg");
        assert_eq!(std::fs::read(file).unwrap(), b"bytes");
        door.client
            .delete_object()
            .bucket(BUCKET)
            .key("procesadas/vuelo 1/foto+á%.jpg")
            .send()
            .await
            .unwrap();
        assert!(!door.folder.path().join("procesadas").exists(), "S3 has no empty folders");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_gives_these_bytes_and_an_impossible_one_416() {
    for door in both().await {
        let body: Vec<u8> = (0..=255).cycle().take(9_000_000).collect();
        door.put("big", &body).await;
        let get = |range: &str| door.client.get_object().bucket(BUCKET).key("big").range(range).send();
        for (range, expected) in [
            ("bytes=0-0", &body[..1]),
            ("bytes=8388600-8388620", &body[8_388_600..=8_388_620]),
            ("bytes=8999990-", &body[8_999_990..]),
            ("bytes=-5", &body[8_999_995..]),
            ("bytes=5-99999999", &body[5..]),
        ] {
            let got = get(range).await.unwrap();
            assert!(got.content_range().unwrap().ends_with("/9000000"));
            assert_eq!(got.body.collect().await.unwrap().to_vec(), expected, "{range}");
        }
        assert_eq!(code(get("bytes=9000000-").await), "416 InvalidRange");
        assert_eq!(door.get("big").await.unwrap(), body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_shares_the_bytes_and_has_its_own_metadata() {
    for door in both().await {
        let put = door.client.put_object().bucket(BUCKET).key("a b").body(b"photo".to_vec().into());
        let put = put.metadata("execution", "one").content_type("image/jpeg").send().await.unwrap();
        let copy = |key: &str| {
            door.client.copy_object().bucket(BUCKET).key(key).copy_source(format!("{BUCKET}/a%20b"))
        };
        copy("kept").send().await.unwrap();
        let replace =
            copy("replaced").metadata_directive(MetadataDirective::Replace).metadata("execution", "two");
        let copied = replace.send().await.unwrap().copy_object_result.unwrap();
        assert_eq!(copied.e_tag, put.e_tag);
        let head = |key: &str| door.client.head_object().bucket(BUCKET).key(key).send();
        let (first, kept, replaced) =
            (head("a b").await.unwrap(), head("kept").await.unwrap(), head("replaced").await.unwrap());
        assert_eq!(first.metadata().unwrap()["execution"], "one");
        assert_eq!(kept.metadata().unwrap()["execution"], "one");
        assert_eq!(kept.content_type(), Some("image/jpeg"));
        assert_eq!(replaced.metadata().unwrap()["execution"], "two");
        assert_eq!(replaced.content_type(), Some("binary/octet-stream"));
        let to_itself = copy("a b").send().await;
        assert_eq!(code(to_itself), "400 InvalidRequest");
        copy("a b")
            .metadata_directive(MetadataDirective::Replace)
            .metadata("execution", "three")
            .send()
            .await
            .unwrap();
        assert_eq!(head("a b").await.unwrap().metadata().unwrap()["execution"], "three");
        assert_eq!(head("kept").await.unwrap().metadata().unwrap()["execution"], "one");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_checksum_leaves_the_object_as_it_was() {
    for door in both().await {
        door.put("photo", b"before").await;
        let put = || door.client.put_object().bucket(BUCKET).key("photo").body(b"after".to_vec().into());
        assert_eq!(code(put().content_md5("AAAAAAAAAAAAAAAAAAAAAA==").send().await), "400 BadDigest");
        assert_eq!(code(put().content_md5("nonsense").send().await), "400 InvalidDigest");
        assert_eq!(code(put().checksum_crc32("AAAAAA==").send().await), "400 BadDigest");
        let sha256 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        assert_eq!(code(put().checksum_sha256(sha256).send().await), "400 BadDigest");
        assert_eq!(code(put().checksum_sha512("AAAA").send().await), "501 NotImplemented");
        assert_eq!(door.get("photo").await.unwrap(), b"before");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn checksums_are_of_the_whole_object_and_match_the_published_ones() {
    for door in both().await {
        // The check values of the CRC catalogue for "123456789", in base64.
        let put =
            |key: &str| door.client.put_object().bucket(BUCKET).key(key).body(b"123456789".to_vec().into());
        put("plain").send().await.unwrap();
        put("crc32").checksum_crc32("y/Q5Jg==").send().await.unwrap();
        put("crc32c").checksum_crc32_c("4waSgw==").send().await.unwrap();
        put("crc64nvme").checksum_crc64_nvme("rosUhgp5mIg=").send().await.unwrap();
        let head = |key: &str| {
            door.client.head_object().bucket(BUCKET).key(key).checksum_mode(ChecksumMode::Enabled).send()
        };
        assert_eq!(head("crc32").await.unwrap().checksum_crc32(), Some("y/Q5Jg=="));
        assert_eq!(head("crc32c").await.unwrap().checksum_crc32_c(), Some("4waSgw=="));
        for key in ["plain", "crc32", "crc64nvme"] {
            assert_eq!(head(key).await.unwrap().checksum_crc64_nvme(), Some("rosUhgp5mIg="), "{key}");
        }
        let without = door.client.head_object().bucket(BUCKET).key("crc32").send().await.unwrap();
        assert_eq!(without.checksum_crc64_nvme(), None);
        assert_eq!(without.e_tag(), Some("\"25f9e794323b453885f5181f1b624d0b\""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_a_404_and_deleting_it_is_not() {
    for door in both().await {
        let client = &door.client;
        assert_eq!(code(client.get_object().bucket(BUCKET).key("no").send().await), "404 NoSuchKey");
        let head = client.head_object().bucket(BUCKET).key("no").send().await;
        assert!(head.unwrap_err().into_service_error().is_not_found());
        assert_eq!(code(client.get_object().bucket("nowhere").key("no").send().await), "404 NoSuchBucket");
        client.delete_object().bucket(BUCKET).key("no").send().await.unwrap();
        let identify = |key: &str| ObjectIdentifier::builder().key(key).build().unwrap();
        door.put("yes", b"").await;
        let delete = Delete::builder().objects(identify("yes")).objects(identify("no")).build().unwrap();
        let deleted = client.delete_objects().bucket(BUCKET).delete(delete).send().await.unwrap();
        assert_eq!(deleted.deleted().len(), 2);
        assert!(door.keys().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn buckets_are_made_listed_and_removed_when_empty() {
    for door in both().await {
        let client = &door.client;
        client.create_bucket().bucket("second").send().await.unwrap();
        let again = client.create_bucket().bucket("second").send().await;
        assert_eq!(code(again), "409 BucketAlreadyOwnedByYou");
        let names = |listed: aws_sdk_s3::operation::list_buckets::ListBucketsOutput| -> Vec<String> {
            listed.buckets().iter().filter_map(|bucket| bucket.name().map(str::to_owned)).collect()
        };
        assert_eq!(names(client.list_buckets().send().await.unwrap()), [BUCKET, "second"]);
        client.put_object().bucket("second").key("a/b").body(b"x".to_vec().into()).send().await.unwrap();
        assert_eq!(code(client.delete_bucket().bucket("second").send().await), "409 BucketNotEmpty");
        client.delete_object().bucket("second").key("a/b").send().await.unwrap();
        client.delete_bucket().bucket("second").send().await.unwrap();
        assert_eq!(code(client.list_objects_v2().bucket("second").send().await), "404 NoSuchBucket");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_kept_with_the_object() {
    for door in both().await {
        let put = door.client.put_object().bucket(BUCKET).key("t").tagging("verdict=keep&por=m%C3%A1quina");
        put.body(b"".to_vec().into()).send().await.unwrap();
        let tags = door.client.get_object_tagging().bucket(BUCKET).key("t").send().await.unwrap();
        let pairs: Vec<_> = tags.tag_set().iter().map(|tag| (tag.key(), tag.value())).collect();
        assert_eq!(pairs, [("por", "máquina"), ("verdict", "keep")]);
    }
}
