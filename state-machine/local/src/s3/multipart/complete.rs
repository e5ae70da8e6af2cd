use std::fs::File;
use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use s3s::S3ErrorCode;
use s3s::crypto::{Checksum as _, Md5};

use super::upload::{Part, Upload, UploadName, no_such_upload};
use crate::s3::condition::WriteCondition;
use crate::s3::content::{Checksums, Content, Digester};
use crate::s3::created::CreatedBy;
use crate::s3::index::KeyRow;
use crate::s3::place::Target;
use crate::s3::staged_file::{StagedFile, StagedWriter};
use crate::s3::store::Store;
use crate::s3::store_error::StoreError;

/// S3's smallest part, but for the last one.
const MIN_PART_BYTES: u64 = 5 << 20;
const READ_BYTES: usize = 1 << 20;

/// A part as the client names it.
#[derive(Debug, Clone)]
pub(crate) struct NamedPart {
    pub(crate) number: i32,
    pub(crate) etag: Option<String>,
    pub(crate) checksums: Checksums,
}

/// What a client says the whole is.
#[derive(Debug)]
pub(crate) struct Completion {
    pub(crate) parts: Vec<NamedPart>,
    pub(crate) checksums: Checksums,
    pub(crate) size: Option<u64>,
    pub(crate) condition: WriteCondition,
}

impl Store {
    /// Puts the named parts together as the upload's object.
    pub(crate) fn complete_upload(
        &self,
        name: &UploadName,
        asked: &Completion,
    ) -> Result<Content, StoreError> {
        let upload = self.upload(name)?;
        let bucket = self.bucket(&name.bucket)?;
        let target = Target { bucket: &bucket, key: &name.key, condition: &asked.condition };
        target.check(self)?;
        let parts = chosen_parts(&self.index.parts(&name.id)?, &asked.parts)?;
        verify_size(&parts, asked.size)?;
        let (staged, mut content) = self.put_together(&upload, &parts, &asked.checksums)?;
        content.etag = etag(&parts);
        let row = KeyRow { last_modified: self.clock.now(), attributes: upload.attributes };
        self.place(&target, &staged, (&content, &row), Some(CreatedBy::MultipartUpload))?;
        self.forget_upload(&name.id)?;
        Ok(content)
    }

    fn put_together(
        &self,
        upload: &Upload,
        parts: &[Part],
        expected: &Checksums,
    ) -> Result<(StagedFile, Content), StoreError> {
        let mut wanted = expected.clone();
        if let Some(algorithm) = upload.algorithm.as_deref().filter(|name| wanted.get(name).is_none()) {
            wanted.set(algorithm, String::new());
        }
        let mut writer = StagedWriter::create(&self.staging, &wanted)?;
        for part in parts {
            self.append(&upload.id, part, &mut writer)?;
        }
        let (staged, digests) =
            writer.finish_verified(|digests| verify(&digests.checksums, parts, expected))?;
        Ok((staged, Content { etag: String::new(), checksums: digests.checksums }))
    }

    fn append(&self, id: &str, part: &Part, writer: &mut StagedWriter) -> Result<(), StoreError> {
        let path = self.part_path(id, part);
        let mut file = match File::open(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(no_such_upload(id)),
            file => file.map_err(StoreError::io("read", &path))?,
        };
        let mut buffer = vec![0; READ_BYTES];
        loop {
            match file.read(&mut buffer).map_err(StoreError::io("read", &path))? {
                0 => return Ok(()),
                n => writer.write(&buffer[..n])?,
            }
        }
    }
}

fn chosen_parts(present: &[Part], named: &[NamedPart]) -> Result<Vec<Part>, StoreError> {
    if named.is_empty() {
        return Err(StoreError::refused(S3ErrorCode::MalformedXML, "at least one part must be named"));
    }
    if !named.is_sorted_by(|a, b| a.number < b.number) {
        let text = "the parts must be named in ascending order";
        return Err(StoreError::refused(S3ErrorCode::InvalidPartOrder, text));
    }
    let mut chosen = Vec::with_capacity(named.len());
    for name in named {
        let part = present.iter().find(|part| part.number == name.number).filter(|part| fits(part, name));
        chosen.push(part.cloned().ok_or_else(|| invalid_part(name))?);
    }
    let small = chosen.iter().rev().skip(1).find(|part| part.size < MIN_PART_BYTES);
    match small {
        None => Ok(chosen),
        Some(part) => {
            let text = format!(
                "part {} has {} bytes, at least {MIN_PART_BYTES} are allowed",
                part.number, part.size
            );
            Err(StoreError::refused(S3ErrorCode::EntityTooSmall, text))
        }
    }
}

fn fits(part: &Part, name: &NamedPart) -> bool {
    let same_sum = |(algorithm, value): (&str, Option<&str>)| {
        let known = part.checksums.get(algorithm);
        value.is_none() || known.is_none() || value == known
    };
    name.etag.as_ref().is_some_and(|etag| *etag == part.md5)
        && name.checksums.by_algorithm().into_iter().all(same_sum)
}

fn invalid_part(name: &NamedPart) -> StoreError {
    let text = format!("part {} was not uploaded, or its ETag or checksum differs", name.number);
    StoreError::refused(S3ErrorCode::InvalidPart, text)
}

fn verify_size(parts: &[Part], expected: Option<u64>) -> Result<(), StoreError> {
    let size: u64 = parts.iter().map(|part| part.size).sum();
    match expected {
        Some(expected) if expected != size => {
            let text = format!("the parts have {size} bytes, x-amz-mp-object-size says {expected}");
            Err(StoreError::refused(S3ErrorCode::InvalidRequest, text))
        }
        _ => Ok(()),
    }
}

/// A client gives the checksum of the whole, or one of the parts' checksums (`...-N`).
fn verify(computed: &Checksums, parts: &[Part], expected: &Checksums) -> Result<(), StoreError> {
    for (algorithm, value) in expected.by_algorithm() {
        let Some(value) = value else { continue };
        let of_parts = || composite(algorithm, parts).as_deref() == Some(value);
        if computed.get(algorithm) != Some(value) && !of_parts() {
            let text = format!("{algorithm} of the whole is not {value}");
            return Err(StoreError::refused(S3ErrorCode::BadDigest, text));
        }
    }
    Ok(())
}

fn composite(algorithm: &str, parts: &[Part]) -> Option<String> {
    let mut wanted = Checksums::default();
    wanted.set(algorithm, String::new());
    let mut digester = Digester::new(&wanted);
    for part in parts {
        digester.update(&STANDARD.decode(part.checksums.get(algorithm)?).ok()?);
    }
    let sums = digester.finish().checksums;
    Some(format!("{}-{}", sums.get(algorithm)?, parts.len()))
}

fn etag(parts: &[Part]) -> String {
    let mut md5 = Md5::new();
    for part in parts {
        md5.update(&hex::decode(&part.md5).expect("we wrote it as hex"));
    }
    format!("{}-{}", hex::encode(md5.finalize()), parts.len())
}
