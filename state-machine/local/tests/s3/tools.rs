//! Other people's clients: the `aws` command and boto3.

use std::process::{Command, Output};

use crate::doors::{BUCKET, Door, loopback};

fn is_there(program: &str, args: &[&str]) -> bool {
    let found = Command::new(program).args(args).output().is_ok_and(|output| output.status.success());
    if !found {
        println!("skipped: {program} {} does not run here", args.join(" "));
    }
    found
}

fn prepare<'c>(command: &'c mut Command, door: &Door) -> &'c mut Command {
    command
        .env("AWS_ENDPOINT_URL", door.endpoint.as_ref().unwrap())
        .env("AWS_ACCESS_KEY_ID", "apoyo")
        .env("AWS_SECRET_ACCESS_KEY", "apoyo-secret")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env("PYTHONWARNINGS", "ignore")
}

async fn run(door: &Door, program: &str, args: &[&str]) -> Output {
    let mut command = Command::new(program);
    prepare(&mut command, door).args(args).current_dir(door.folder.path());
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

async fn aws(door: &Door, args: &[&str]) -> String {
    let output = run(door, "aws", args).await;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "aws {args:?}: {text} {}", String::from_utf8_lossy(&output.stderr));
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_command_works() {
    if !is_there("aws", &["--version"]) {
        return;
    }
    let door = loopback().await;
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("foto ñ+%.jpg");
    std::fs::write(&file, vec![7; 100_000]).unwrap();
    let file = file.to_str().unwrap();
    let uri = format!("s3://{BUCKET}/sin procesar/foto ñ+%.jpg");
    aws(&door, &["s3", "cp", file, &uri]).await;
    assert!(
        aws(&door, &["s3", "ls", "--recursive", &format!("s3://{BUCKET}/")]).await.contains("foto ñ+%.jpg")
    );
    assert!(aws(&door, &["s3", "ls", &format!("s3://{BUCKET}/")]).await.contains("PRE sin procesar/"));
    let back = outside.path().join("back").to_str().unwrap().to_owned();
    aws(&door, &["s3", "mv", &uri, &format!("s3://{BUCKET}/procesadas/x.jpg")]).await;
    aws(&door, &["s3", "cp", &format!("s3://{BUCKET}/procesadas/x.jpg"), &back]).await;
    assert_eq!(std::fs::read(&back).unwrap(), vec![7; 100_000]);
    let big = outside.path().join("big").to_str().unwrap().to_owned();
    std::fs::write(&big, vec![9; 20 << 20]).unwrap();
    aws(&door, &["s3", "cp", &big, &format!("s3://{BUCKET}/big")]).await;
    assert!(door.get("big").await.unwrap() == vec![9; 20 << 20]);
    let head = ["s3api", "head-object", "--bucket", BUCKET, "--key", "big", "--checksum-mode", "ENABLED"];
    assert!(aws(&door, &head).await.contains("ChecksumCRC64NVME"));
    let put = ["s3api", "put-object", "--bucket", BUCKET, "--key", "big", "--if-none-match", "*"];
    let refused = run(&door, "aws", &put).await;
    assert!(String::from_utf8_lossy(&refused.stderr).contains("PreconditionFailed"));
    let pages =
        ["s3api", "list-objects-v2", "--bucket", BUCKET, "--page-size", "1", "--query", "Contents[].Key"];
    assert!(aws(&door, &pages).await.contains("procesadas/x.jpg"));
    aws(&door, &["s3", "sync", outside.path().to_str().unwrap(), &format!("s3://{BUCKET}/synced/")]).await;
    aws(&door, &["s3", "rm", "--recursive", &format!("s3://{BUCKET}/")]).await;
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
    if !is_there("python3", &["-c", "import boto3"]) {
        return;
    }
    let door = loopback().await;
    let output = run(&door, "python3", &["-c", SCRIPT]).await;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("boto3 ok"), "{text} {}", String::from_utf8_lossy(&output.stderr));
}
