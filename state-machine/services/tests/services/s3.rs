//! `aws-sdk:s3:` against the embedded S3.

use apoyo_engine::Engine;
use apoyo_local::s3::{EmbeddedS3, S3Options};
use apoyo_services::{Endpoint, Endpoints};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::scene::{self, failure, result};

struct S3 {
    engine: Engine,
    folder: TempDir,
}

fn s3() -> S3 {
    let folder = tempfile::tempdir().unwrap();
    let options =
        S3Options::new(folder.path()).credentials("k", "s").bucket("photos", folder.path().join("photos"));
    let s3 = EmbeddedS3::open(&options).unwrap();
    let endpoint = Endpoint::new("http://s3.apoyo.invalid", s3.connector(), scene::signer("k", "s")).unwrap();
    S3 { engine: scene::engine(Endpoints::none().service("s3", endpoint)), folder }
}

impl S3 {
    async fn gives(&self, action: &str, arguments: Value) -> Value {
        result(&self.engine, &format!("arn:aws:states:::aws-sdk:s3:{action}"), arguments).await
    }

    async fn fails(&self, action: &str, arguments: Value) -> (String, String) {
        failure(&self.engine, &format!("arn:aws:states:::aws-sdk:s3:{action}"), arguments).await
    }

    async fn put(&self, key: &str, body: Value) -> Value {
        self.gives("putObject", json!({"Bucket": "photos", "Key": key, "Body": body})).await
    }
}

#[tokio::test]
async fn an_object_is_put_read_and_looked_at() {
    let s3 = s3();
    let key = "sin procesar/año & +%.json";
    let put = s3
        .gives(
            "putObject",
            json!({"Bucket": "photos", "Key": key, "Body": {"a": [1, "ñ"]},
            "ContentType": "application/json", "Metadata": {"owner": "apoyo"}}),
        )
        .await;
    assert!(put["ETag"].as_str().unwrap().starts_with('"'), "{put}");
    assert!(put.get("SdkHttpMetadata").is_none(), "{put}");
    let got = s3.gives("getObject", json!({"Bucket": "photos", "Key": key})).await;
    assert_eq!(got["Body"], r#"{"a":[1,"ñ"]}"#);
    assert_eq!(got["ContentLength"], 14);
    assert_eq!(got["ContentType"], "application/json");
    assert_eq!(got["Metadata"], json!({"owner": "apoyo"}));
    assert_eq!(got["ETag"], put["ETag"]);
    assert!(got["LastModified"].as_str().unwrap().ends_with('Z'), "{got}");
    let head = s3.gives("headObject", json!({"Bucket": "photos", "Key": key})).await;
    assert_eq!((&head["ETag"], head.get("Body")), (&put["ETag"], None));
    let part = s3.gives("getObject", json!({"Bucket": "photos", "Key": key, "Range": "bytes=1-3"})).await;
    assert_eq!((&part["Body"], &part["ContentRange"]), (&json!("\"a\""), &json!("bytes 1-3/14")));
}

#[tokio::test]
async fn objects_are_listed_in_pages_and_by_folders() {
    let s3 = s3();
    for key in ["a/1", "a/2", "b&b/1", "c"] {
        s3.put(key, json!("x")).await;
    }
    let page = s3.gives("listObjectsV2", json!({"Bucket": "photos", "MaxKeys": 2})).await;
    assert_eq!((&page["KeyCount"], &page["IsTruncated"]), (&json!(2), &json!(true)));
    assert_eq!(page["Contents"][0]["Key"], "a/1");
    assert_eq!(page["Contents"][0]["Size"], 1);
    let after = json!({"Bucket": "photos", "ContinuationToken": page["NextContinuationToken"]});
    let rest = s3.gives("listObjectsV2", after).await;
    assert_eq!(rest["Contents"].as_array().unwrap().len(), 2);
    let folders = s3.gives("listObjectsV2", json!({"Bucket": "photos", "Delimiter": "/"})).await;
    assert_eq!(folders["CommonPrefixes"], json!([{"Prefix": "a/"}, {"Prefix": "b&b/"}]));
    let older = s3.gives("listObjects", json!({"Bucket": "photos", "Prefix": "c"})).await;
    assert_eq!(older["Contents"][0]["Key"], "c");
    let none = s3.gives("listObjectsV2", json!({"Bucket": "photos", "Prefix": "none"})).await;
    assert_eq!((none.get("Contents"), &none["KeyCount"]), (None, &json!(0)));
}

#[tokio::test]
async fn objects_are_copied_tagged_and_deleted() {
    let s3 = s3();
    s3.put("a b", json!("x")).await;
    let copied = s3
        .gives("copyObject", json!({"Bucket": "photos", "Key": "copy", "CopySource": "photos/a%20b"}))
        .await;
    assert!(copied["CopyObjectResult"]["ETag"].is_string(), "{copied}");
    let attributes = json!({"Bucket": "photos", "Key": "copy", "ObjectAttributes": ["ETag", "ObjectSize"]});
    let attributes = s3.gives("getObjectAttributes", attributes).await;
    assert_eq!(attributes["ObjectSize"], 1, "{attributes}");
    let tags = s3.gives("getObjectTagging", json!({"Bucket": "photos", "Key": "copy"})).await;
    assert_eq!(tags["TagSet"], json!([]));
    let delete = json!({"Bucket": "photos", "Delete": {"Objects": [{"Key": "copy"}, {"Key": "a b"}]}});
    let deleted = s3.gives("deleteObjects", delete).await;
    let keys: Vec<&Value> = deleted["Deleted"].as_array().unwrap().iter().map(|it| &it["Key"]).collect();
    assert_eq!(keys, ["copy", "a b"]);
    s3.gives("deleteObject", json!({"Bucket": "photos", "Key": "gone"})).await;
}

#[tokio::test]
async fn an_object_comes_in_parts() {
    let s3 = s3();
    let place = json!({"Bucket": "photos", "Key": "parts"});
    let with = |more: Value| {
        let mut arguments = place.clone();
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        arguments
    };
    let upload = s3.gives("createMultipartUpload", place.clone()).await["UploadId"].clone();
    let part =
        s3.gives("uploadPart", with(json!({"UploadId": upload, "PartNumber": 1, "Body": "one"}))).await;
    let parts = json!({"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]});
    let whole = json!({"UploadId": upload, "MultipartUpload": parts});
    let completed = s3.gives("completeMultipartUpload", with(whole)).await;
    assert_eq!(completed["Key"], "parts");
    assert_eq!(s3.gives("getObject", place).await["Body"], "one");
}

#[tokio::test]
async fn buckets_come_and_go() {
    let s3 = s3();
    s3.gives("createBucket", json!({"Bucket": "second"})).await;
    s3.gives("headBucket", json!({"Bucket": "second"})).await;
    let buckets = s3.gives("listBuckets", json!({})).await;
    let names: Vec<&Value> = buckets["Buckets"].as_array().unwrap().iter().map(|it| &it["Name"]).collect();
    assert_eq!(names, ["photos", "second"]);
    s3.gives("deleteBucket", json!({"Bucket": "second"})).await;
    assert_eq!(s3.fails("headBucket", json!({"Bucket": "second"})).await.0, "S3.NoSuchBucketException");
}

#[tokio::test]
async fn what_s3_refuses_fails_under_the_name_that_a_catcher_knows() {
    let s3 = s3();
    let place = json!({"Bucket": "photos", "Key": "none"});
    let (error, cause) = s3.fails("getObject", place.clone()).await;
    assert_eq!(error, "S3.NoSuchKeyException");
    assert!(cause.contains(" (Service: S3, Status Code: 404, Request ID: "), "{cause}");
    let (error, cause) = s3.fails("headObject", place).await;
    assert_eq!(error, "S3.NoSuchKeyException");
    assert!(cause.starts_with("null (Service: S3, Status Code: 404, "), "{cause}");
    let no_bucket = json!({"Bucket": "no-bucket", "Key": "k", "Body": "x"});
    assert_eq!(s3.fails("putObject", no_bucket).await.0, "S3.NoSuchBucketException");
    s3.put("k", json!("x")).await;
    let twice = json!({"Bucket": "photos", "Key": "k", "Body": "y", "IfNoneMatch": "*"});
    assert_eq!(s3.fails("putObject", twice).await.0, "S3.S3Exception");
}

#[tokio::test]
async fn a_body_over_the_limit_of_results_fails_as_any_other_and_is_not_kept() {
    let s3 = s3();
    for bytes in [300 * 1024, 5 << 20] {
        std::fs::write(s3.folder.path().join("photos/large"), "x".repeat(bytes)).unwrap();
        let (error, cause) = s3.fails("getObject", json!({"Bucket": "photos", "Key": "large"})).await;
        assert_eq!(error, "States.DataLimitExceeded", "{bytes}");
        assert!(cause.contains("'aws-sdk:s3' returned a result with a size exceeding"), "{cause}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_text_comes_in_base64() {
    let s3 = s3();
    std::fs::write(s3.folder.path().join("photos/binary"), [0xff, 0xd8, 0xff]).unwrap();
    assert_eq!(s3.gives("getObject", json!({"Bucket": "photos", "Key": "binary"})).await["Body"], "/9j/");
}

#[tokio::test]
async fn a_key_that_would_be_another_operation_is_refused() {
    let s3 = s3();
    let (error, cause) = s3.fails("deleteObject", json!({"Bucket": "photos", "Key": ""})).await;
    assert_eq!(error, "States.Runtime");
    assert!(cause.contains("The value of the field 'Key' has an invalid format"), "{cause}");
    let (error, _) =
        s3.fails("putObject", json!({"Bucket": "photos", "Key": "k", "ContentType": "a\nb: c"})).await;
    assert_eq!(error, "States.Runtime");
}
