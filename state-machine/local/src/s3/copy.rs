use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::attributes::Attributes;
use super::bucket::Bucket;
use super::condition::{ReadCondition, Unmet};
use super::content::{Checksums, Content};
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
    Kept(Option<std::collections::BTreeMap<String, String>>),
    /// These, with the source's tags where `keep_tags`.
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
        self.place(target, &staged, (&content, &row))?;
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

    /// A copy of the bytes; `None` if the file changed while it was read.
    fn copy_bytes(&self, source: &Object) -> Result<Option<StagedFile>, StoreError> {
        let (staged, _) = copy_file(&source.path, &self.staging)?;
        let now = fs::symlink_metadata(&source.path).map_err(StoreError::io("look at", &source.path))?;
        Ok((super::content::Identity::of(&now) == source.identity).then_some(staged))
    }
}

/// Copies a file into the staging folder, giving its digests.
pub(crate) fn copy_file(
    path: &Path,
    staging: &Path,
) -> Result<(StagedFile, super::content::Digests), StoreError> {
    let mut from = File::open(path).map_err(StoreError::io("read", path))?;
    let mut writer = StagedWriter::create(staging, &Checksums::default())?;
    let mut buffer = vec![0; COPY_BYTES];
    loop {
        match from.read(&mut buffer).map_err(StoreError::io("read", path))? {
            0 => return writer.finish(),
            n => writer.write(&buffer[..n])?,
        }
    }
}
