use aws_sdk_s3::types::{ChecksumMode, CompletedMultipartUpload, CompletedPart};

use crate::doors::{BUCKET, Door, both, code};

const PART: usize = 5 << 20;

async fn begin(door: &Door, key: &str) -> String {
    let begun = door.client.create_multipart_upload().bucket(BUCKET).key(key).metadata("m", "1").send().await;
    begun.unwrap().upload_id.unwrap()
}

async fn part(door: &Door, (key, id): (&str, &str), number: i32, body: Vec<u8>) -> CompletedPart {
    let part = door.client.upload_part().bucket(BUCKET).key(key).upload_id(id).part_number(number);
    let etag = part.body(body.into()).send().await.unwrap().e_tag.unwrap();
    CompletedPart::builder().part_number(number).e_tag(etag).build()
}

fn complete(
    door: &Door,
    (key, id): (&str, &str),
    parts: Vec<CompletedPart>,
) -> aws_sdk_s3::operation::complete_multipart_upload::builders::CompleteMultipartUploadFluentBuilder {
    let parts = CompletedMultipartUpload::builder().set_parts(Some(parts)).build();
    door.client.complete_multipart_upload().bucket(BUCKET).key(key).upload_id(id).multipart_upload(parts)
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_become_one_object_with_a_multipart_etag() {
    for door in both().await {
        door.put("source", &[3; 100]).await;
        let id = begin(&door, "big").await;
        let at = ("big", id.as_str());
        let first = part(&door, at, 1, vec![1; PART]).await;
        part(&door, at, 2, vec![9; 10]).await;
        let second = part(&door, at, 2, vec![2; PART]).await;
        let copied = door.client.upload_part_copy().bucket(BUCKET).key("big").upload_id(&id).part_number(3);
        let copied =
            copied.copy_source(format!("{BUCKET}/source")).copy_source_range("bytes=10-19").send().await;
        let etag = copied.unwrap().copy_part_result.unwrap().e_tag.unwrap();
        let third = CompletedPart::builder().part_number(3).e_tag(etag).build();
        assert_eq!(door.keys().await, ["source"], "parts are no objects");
        let parts = door
            .client
            .list_parts()
            .bucket(BUCKET)
            .key("big")
            .upload_id(&id)
            .max_parts(2)
            .send()
            .await
            .unwrap();
        assert_eq!((parts.parts().len(), parts.is_truncated()), (2, Some(true)));
        let uploads = door.client.list_multipart_uploads().bucket(BUCKET).send().await.unwrap();
        assert_eq!(uploads.uploads()[0].upload_id(), Some(id.as_str()));
        let done = complete(&door, at, vec![first, second, third]).send().await.unwrap();
        assert!(done.e_tag().unwrap().ends_with("-3\""));
        let body = [vec![1; PART], vec![2; PART], vec![3; 10]].concat();
        assert_eq!(door.get("big").await.unwrap(), body);
        let head = door.client.head_object().bucket(BUCKET).key("big").checksum_mode(ChecksumMode::Enabled);
        let head = head.send().await.unwrap();
        assert_eq!(head.metadata().unwrap()["m"], "1");
        assert_eq!(head.checksum_crc64_nvme(), done.checksum_crc64_nvme());
        assert_eq!(code(complete(&door, at, vec![]).send().await), "404 NoSuchUpload");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_list_of_parts_leaves_the_upload_open() {
    for door in both().await {
        let id = begin(&door, "k").await;
        let at = ("k", id.as_str());
        let first = part(&door, at, 1, vec![1; 10]).await;
        let second = part(&door, at, 2, vec![2; 10]).await;
        let both = vec![first.clone(), second.clone()];
        let missing = CompletedPart::builder().part_number(7).e_tag("\"x\"").build();
        let changed = CompletedPart::builder().part_number(1).e_tag("\"0123\"").build();
        assert_eq!(
            code(complete(&door, at, vec![second, first.clone()]).send().await),
            "400 InvalidPartOrder"
        );
        assert_eq!(code(complete(&door, at, vec![missing]).send().await), "400 InvalidPart");
        assert_eq!(code(complete(&door, at, vec![changed]).send().await), "400 InvalidPart");
        assert_eq!(code(complete(&door, at, both).send().await), "400 EntityTooSmall");
        door.put("k", b"there").await;
        let unique = complete(&door, at, vec![first.clone()]).if_none_match("*");
        assert_eq!(code(unique.send().await), "412 PreconditionFailed");
        complete(&door, at, vec![first]).send().await.unwrap();
        assert_eq!(door.get("k").await.unwrap(), [1; 10]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_aborted_upload_leaves_nothing() {
    for door in both().await {
        let id = begin(&door, "k").await;
        part(&door, ("k", &id), 1, vec![1; 10]).await;
        door.client.abort_multipart_upload().bucket(BUCKET).key("k").upload_id(&id).send().await.unwrap();
        let again = door.client.abort_multipart_upload().bucket(BUCKET).key("k").upload_id(&id).send().await;
        assert_eq!(code(again), "404 NoSuchUpload");
        assert_eq!(std::fs::read_dir(door.folder.path().join(".apoyo/multipart")).unwrap().count(), 0);
        assert_eq!(door.get("k").await, None);
    }
}
