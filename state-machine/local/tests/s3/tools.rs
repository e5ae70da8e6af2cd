//! Other people's clients: the `aws` command and boto3.

use std::path::{Path, PathBuf};
use std::process::Output;

use apoyo_clients::{client, output, python, told};

use crate::doors::{BUCKET, Door, loopback};

async fn run(door: &Door, program: &Path, args: &[&str]) -> Output {
    let mut command = client(door.endpoint.as_ref().unwrap(), program, args);
    command.current_dir(door.folder.path());
    output(command).await
}

/// The `aws` command at a door.
struct Aws<'d>(&'d Door, PathBuf);

impl Aws<'_> {
    async fn run(&self, args: &[&str]) -> String {
        let (succeeded, printed, complaints) = told(&run(self.0, &self.1, args).await);
        assert!(succeeded, "aws {args:?}: {printed} {complaints}");
        printed
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_command_works() {
    let Some(program) = apoyo_clients::aws() else { return };
    let door = loopback().await;
    let aws = Aws(&door, program);
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("foto ñ+%.jpg");
    std::fs::write(&file, vec![7; 100_000]).unwrap();
    let file = file.to_str().unwrap();
    let uri = format!("s3://{BUCKET}/sin procesar/foto ñ+%.jpg");
    aws.run(&["s3", "cp", file, &uri]).await;
    assert!(aws.run(&["s3", "ls", "--recursive", &format!("s3://{BUCKET}/")]).await.contains("foto ñ+%.jpg"));
    assert!(aws.run(&["s3", "ls", &format!("s3://{BUCKET}/")]).await.contains("PRE sin procesar/"));
    let back = outside.path().join("back").to_str().unwrap().to_owned();
    aws.run(&["s3", "mv", &uri, &format!("s3://{BUCKET}/procesadas/x.jpg")]).await;
    aws.run(&["s3", "cp", &format!("s3://{BUCKET}/procesadas/x.jpg"), &back]).await;
    assert_eq!(std::fs::read(&back).unwrap(), vec![7; 100_000]);
    let big = outside.path().join("big").to_str().unwrap().to_owned();
    std::fs::write(&big, vec![9; 20 << 20]).unwrap();
    aws.run(&["s3", "cp", &big, &format!("s3://{BUCKET}/big")]).await;
    assert!(door.get("big").await.unwrap() == vec![9; 20 << 20]);
    let head = ["s3api", "head-object", "--bucket", BUCKET, "--key", "big", "--checksum-mode", "ENABLED"];
    assert!(aws.run(&head).await.contains("ChecksumCRC64NVME"));
    let put = ["s3api", "put-object", "--bucket", BUCKET, "--key", "big", "--if-none-match", "*"];
    let refused = run(&door, &aws.1, &put).await;
    assert!(String::from_utf8_lossy(&refused.stderr).contains("PreconditionFailed"));
    let pages =
        ["s3api", "list-objects-v2", "--bucket", BUCKET, "--page-size", "1", "--query", "Contents[].Key"];
    assert!(aws.run(&pages).await.contains("procesadas/x.jpg"));
    aws.run(&["s3", "sync", outside.path().to_str().unwrap(), &format!("s3://{BUCKET}/synced/")]).await;
    aws.run(&["s3", "rm", "--recursive", &format!("s3://{BUCKET}/")]).await;
    assert!(door.keys().await.is_empty());
}

const SCRIPT: &str = r#"
import boto3, os, urllib.request
from botocore.exceptions import ClientError
s3 = boto3.client("s3")
B = "apoyo"

def refused(call, **kw):
    try:
        call(Bucket=B, **kw)
    except ClientError as e:
        return str(e.response["ResponseMetadata"]["HTTPStatusCode"]) + " " + e.response["Error"]["Code"]
    raise AssertionError("not refused")

keys = ["a b.jpg", "ñ/á.jpg", "100%.jpg", "a+b.jpg", "x" * 1000, "a/../b.jpg", "%41", "q?a=b&c#d"]
for key in keys:
    s3.put_object(Bucket=B, Key=key, Body=key.encode())
for key in keys:
    assert s3.get_object(Bucket=B, Key=key)["Body"].read() == key.encode(), key
pages = s3.get_paginator("list_objects_v2").paginate(Bucket=B, PaginationConfig={"PageSize": 3})
assert [o["Key"] for p in pages for o in p["Contents"]] == sorted(keys, key=lambda k: k.encode())
pages = s3.get_paginator("list_objects").paginate(Bucket=B, PaginationConfig={"PageSize": 2})
assert [o["Key"] for p in pages for o in p["Contents"]] == sorted(keys, key=lambda k: k.encode())
assert s3.get_object(Bucket=B, Key="a b.jpg", Range="bytes=2-3")["Body"].read() == b"b."
etag = s3.head_object(Bucket=B, Key="a b.jpg")["ETag"]
source = {"Bucket": B, "Key": "ñ/á.jpg"}
s3.copy_object(Bucket=B, Key="copy", CopySource=source, IfNoneMatch="*")
assert refused(s3.copy_object, Key="copy", CopySource=source, IfNoneMatch="*") == "412 PreconditionFailed"
assert refused(s3.copy_object, Key="c", CopySource=source, CopySourceIfMatch=etag) == "412 PreconditionFailed"
assert refused(s3.delete_object, Key="copy", IfMatch=etag) == "412 PreconditionFailed"
assert refused(s3.put_object, Key="copy", Body=b"", IfMatch=etag) == "412 PreconditionFailed"
s3.delete_object(Bucket=B, Key="a b.jpg", IfMatch=etag)
assert refused(s3.get_object, Key="a b.jpg") == "404 NoSuchKey"
from botocore.config import Config
v4 = boto3.client("s3", config=Config(signature_version="s3v4"))
url = v4.generate_presigned_url("put_object", Params={"Bucket": B, "Key": "pre ñ+%"})
assert urllib.request.urlopen(urllib.request.Request(url, data=b"signed", method="PUT")).status == 200
for client in [v4, s3]:
    url = client.generate_presigned_url("get_object", Params={"Bucket": B, "Key": "pre ñ+%"})
    assert urllib.request.urlopen(url).read() == b"signed"
for algorithm in ["CRC32", "SHA1", "SHA256"]:
    s3.put_object(Bucket=B, Key="sum", Body=b"x" * 100000, ChecksumAlgorithm=algorithm)
with open("/tmp/apoyo-boto3-%d" % os.getpid(), "w+b") as f:
    f.write(os.urandom(18 << 20)); f.seek(0); body = f.read(); f.seek(0)
    os.unlink(f.name)
    s3.upload_fileobj(f, B, "big")
got = s3.get_object(Bucket=B, Key="big", ChecksumMode="ENABLED")
assert got["Body"].read() == body and got["ETag"].endswith('-3"'), got["ETag"]
gone = s3.delete_objects(Bucket=B, Delete={"Objects": [{"Key": k} for k in keys]})
assert len(gone["Deleted"]) == len(keys)
print("boto3 ok")
"#;

#[tokio::test(flavor = "multi_thread")]
async fn boto3_works() {
    let Some(python) = python() else { return };
    let door = loopback().await;
    let (_, printed, complaints) = told(&run(&door, &python, &["-c", SCRIPT]).await);
    assert!(printed.contains("boto3 ok"), "{printed} {complaints}");
}
