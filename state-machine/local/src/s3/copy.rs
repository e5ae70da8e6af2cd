use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::Path;

use super::attributes::Attributes;
use super::bucket::Bucket;
use super::condition::{ReadCondition, Unmet};
use super::content::{Checksums, Content, Digests, Identity};
use super::created::CreatedBy;
use super::index::KeyRow;
use super::object::Object;
use super::place::{Target, links_refused};
use super::staged_file::{StagedFile, StagedWriter};
use super::store::Store;
use super::store_error::StoreError;

/// Bytes read at once where a copy cannot be a link.
const COPY_BYTES: usize = 1 << 20;
/// How often a copy starts again because its source was replaced under it.
const ATTEMPTS: usize = 100;

/// Where a copy comes from, and when it may.
#[derive(Debug)]
pub(crate) struct CopyFrom<'a> {
    pub(crate) bucket: &'a Bucket,
    pub(crate) key: &'a str,
    pub(crate) condition: &'a ReadCondition,
}

/// What the new object is told beside its bytes.
#[derive(Debug)]
pub(crate) enum CopiedAttributes {
    /// The source's, with these tags where given.
    Kept(Option<BTreeMap<String, String>>),
    /// These; the tags are the source's or given too.
    Replaced { attributes: Box<Attributes>, tags: Tags },
}

/// Whose tags a copy has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tags {
    Kept,
    Replaced,
}

impl Store {
    /// Makes the target a copy of the source: a second name of the same file where the file system allows it.
    pub(crate) fn copy(
        &self,
        from: &CopyFrom<'_>,
        target: &Target<'_>,
        told: CopiedAttributes,
    ) -> Result<Object, StoreError> {
        let (staged, source) = self.stage_copy(from)?;
        target.check(self)?;
        let attributes = match told {
            CopiedAttributes::Kept(None) => source.attributes.clone(),
            CopiedAttributes::Kept(Some(tags)) => Attributes { tags, ..source.attributes.clone() },
            CopiedAttributes::Replaced { attributes, tags: Tags::Replaced } => *attributes,
            CopiedAttributes::Replaced { attributes, tags: Tags::Kept } => {
                Attributes { tags: source.attributes.tags.clone(), ..*attributes }
            }
        };
        let content = Content { etag: source.etag.clone(), checksums: source.checksums.clone() };
        let row = KeyRow { last_modified: self.clock.now(), attributes };
        self.place(target, &staged, (&content, &row), Some(CreatedBy::Copy))?;
        Ok(Object { last_modified: row.last_modified, attributes: row.attributes, ..source })
    }

    /// The source's bytes under a staged name, and the source as it was then.
    fn stage_copy(&self, from: &CopyFrom<'_>) -> Result<(StagedFile, Object), StoreError> {
        for _ in 0..ATTEMPTS {
            let source = self.object(from.bucket, from.key)?;
            from.condition.check(&source.etag, source.last_modified).map_err(|unmet| match unmet {
                Unmet::Failed(name) | Unmet::NotModified(name) => StoreError::precondition_failed(&format!(
                    "x-amz-copy-source-{}",
                    name.to_ascii_lowercase()
                )),
            })?;
            let staged = StagedFile::unborn(&self.staging);
            match fs::hard_link(&source.path, staged.path()) {
                Ok(()) if staged.identity()? == source.identity => return Ok((staged, source)),
                Ok(()) => {}
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) if links_refused(&e) => {
                    if let Some(staged) = self.copy_bytes(&source)? {
                        return Ok((staged, source));
                    }
                }
                Err(source_error) => {
                    return Err(StoreError::Io { action: "link", path: source.path, source: source_error });
                }
            }
        }
        Err(StoreError::Unsettled { key: from.key.to_owned() })
    }

    /// A range of the source's bytes as a staged file, with its digests and size.
    pub(crate) fn stage_range(
        &self,
        from: &CopyFrom<'_>,
        range: Option<&s3s::dto::Range>,
        algorithm: Option<&str>,
    ) -> Result<(StagedFile, Digests, u64), StoreError> {
        let (linked, source) = self.stage_copy(from)?;
        let size = source.identity.size;
        let bytes = range.map_or(Ok(0..size), |range| range.check(size)).map_err(|_| {
            StoreError::refused(s3s::S3ErrorCode::InvalidRange, format!("the source has {size} bytes"))
        })?;
        let mut wanted = Checksums::default();
        if let Some(algorithm) = algorithm {
            wanted.set(algorithm, String::new());
        }
        let failed = || StoreError::io("read", &source.path);
        let mut file = File::open(linked.path()).map_err(failed())?;
        file.seek(io::SeekFrom::Start(bytes.start)).map_err(failed())?;
        let mut part = file.take(bytes.end - bytes.start);
        let (staged, digests) = copy_reader((&mut part, &source.path), &self.staging, &wanted)?;
        Ok((staged, digests, bytes.end - bytes.start))
    }

    /// A copy of the bytes; `None` if the file changed while it was read.
    fn copy_bytes(&self, source: &Object) -> Result<Option<StagedFile>, StoreError> {
        let (staged, _) = copy_file(&source.path, &self.staging)?;
        let now = fs::symlink_metadata(&source.path).map_err(StoreError::io("look at", &source.path))?;
        Ok((Identity::of(&now) == source.identity).then_some(staged))
    }
}

/// Copies a file into the staging folder, giving its digests.
pub(crate) fn copy_file(path: &Path, staging: &Path) -> Result<(StagedFile, Digests), StoreError> {
    let mut file = File::open(path).map_err(StoreError::io("read", path))?;
    copy_reader((&mut file, path), staging, &Checksums::default())
}

fn copy_reader(
    (from, path): (&mut dyn Read, &Path),
    staging: &Path,
    wanted: &Checksums,
) -> Result<(StagedFile, Digests), StoreError> {
    let mut writer = StagedWriter::create(staging, wanted)?;
    let mut buffer = vec![0; COPY_BYTES];
    loop {
        match from.read(&mut buffer).map_err(StoreError::io("read", path))? {
            0 => return writer.finish(),
            n => writer.write(&buffer[..n])?,
        }
    }
}
