use std::time::SystemTime;

use aws_sdk_s3::primitives::DateTime;

use crate::doors::{BUCKET, Door, both, code};

const OTHER: &str = "\"0123456789abcdef0123456789abcdef\"";

fn put(door: &Door) -> aws_sdk_s3::operation::put_object::builders::PutObjectFluentBuilder {
    door.client.put_object().bucket(BUCKET).key("k").body(b"new".to_vec().into())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conditional_put_happens_only_where_its_condition_holds() {
    for door in both().await {
        assert_eq!(code(put(&door).if_match(OTHER).send().await), "404 NoSuchKey");
        put(&door).if_none_match("*").send().await.unwrap();
        assert_eq!(code(put(&door).if_none_match("*").send().await), "412 PreconditionFailed");
        assert_eq!(code(put(&door).if_match(OTHER).send().await), "412 PreconditionFailed");
        assert_eq!(code(put(&door).if_none_match(OTHER).send().await), "501 NotImplemented");
        let etag = door.put("k", b"now").await;
        put(&door).if_match(etag).send().await.unwrap();
        assert_eq!(door.get("k").await.unwrap(), b"new");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conditional_copy_looks_at_both_ends() {
    for door in both().await {
        let etag = door.put("s", b"source").await;
        let taken = door.put("taken", b"other").await;
        let copy =
            |key: &str| door.client.copy_object().bucket(BUCKET).key(key).copy_source(format!("{BUCKET}/s"));
        assert_eq!(code(copy("d").copy_source_if_match(OTHER).send().await), "412 PreconditionFailed");
        assert_eq!(code(copy("d").copy_source_if_none_match(&etag).send().await), "412 PreconditionFailed");
        assert_eq!(code(copy("taken").if_none_match("*").send().await), "412 PreconditionFailed");
        assert_eq!(code(copy("taken").if_match(OTHER).send().await), "412 PreconditionFailed");
        assert_eq!(code(copy("missing").if_match(OTHER).send().await), "404 NoSuchKey");
        assert_eq!(door.get("taken").await.unwrap(), b"other");
        assert_eq!(door.get("d").await, None);
        let (past, future) = (DateTime::from(SystemTime::UNIX_EPOCH), DateTime::from_secs(4_000_000_000));
        assert_eq!(
            code(copy("d").copy_source_if_unmodified_since(past).send().await),
            "412 PreconditionFailed"
        );
        assert_eq!(
            code(copy("d").copy_source_if_modified_since(future).send().await),
            "412 PreconditionFailed"
        );
        copy("d").copy_source_if_match(&etag).if_none_match("*").send().await.unwrap();
        copy("taken").if_match(taken).send().await.unwrap();
        assert_eq!(door.get("d").await.unwrap(), b"source");
        assert_eq!(door.get("taken").await.unwrap(), b"source");
        let missing = door.client.copy_object().bucket(BUCKET).key("d").copy_source(format!("{BUCKET}/no"));
        assert_eq!(code(missing.send().await), "404 NoSuchKey");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conditional_delete_leaves_a_newer_object() {
    for door in both().await {
        let delete = || door.client.delete_object().bucket(BUCKET).key("k");
        assert_eq!(code(delete().if_match(OTHER).send().await), "404 NoSuchKey");
        let old = door.put("k", b"one").await;
        door.put("k", b"two").await;
        assert_eq!(code(delete().if_match(old).send().await), "412 PreconditionFailed");
        assert_eq!(door.get("k").await.unwrap(), b"two");
        let etag = door.put("k", b"three").await;
        delete().if_match(etag).send().await.unwrap();
        assert_eq!(door.get("k").await, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conditional_read_follows_the_http_rules() {
    for door in both().await {
        let etag = door.put("k", b"photo").await;
        let get = || door.client.get_object().bucket(BUCKET).key("k");
        let head = || door.client.head_object().bucket(BUCKET).key("k");
        let (past, future) = (DateTime::from_secs(1_000_000_000), DateTime::from_secs(4_000_000_000));
        assert!(code(get().if_none_match(&etag).send().await).starts_with("304"));
        assert!(code(head().if_none_match(&etag).send().await).starts_with("304"));
        assert!(code(get().if_modified_since(future).send().await).starts_with("304"));
        assert_eq!(code(get().if_match(OTHER).send().await), "412 PreconditionFailed");
        assert!(code(head().if_match(OTHER).send().await).starts_with("412"));
        assert_eq!(code(get().if_unmodified_since(past).send().await), "412 PreconditionFailed");
        get().if_match(&etag).if_unmodified_since(past).send().await.unwrap();
        get().if_none_match(OTHER).if_modified_since(future).send().await.unwrap();
        head().if_match(&etag).send().await.unwrap();
    }
}
