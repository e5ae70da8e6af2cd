//! One page of a bucket's keys.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::bucket::Bucket;
use super::content::Identity;
use super::key_walk::{Bound, FoundKey, KeyWalk};
use super::object::look;
use super::store::Store;
use super::store_error::StoreError;

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PageStart {
    /// At the first key.
    First,
    /// After this key.
    AfterKey(String),
    /// After all keys with this prefix, a common prefix of the page before.
    AfterPrefix(String),
}

impl PageStart {
    /// The token that a client hands back for the next page.
    pub(crate) fn token(&self) -> Option<String> {
        let text = match self {
            Self::First => return None,
            Self::AfterKey(key) => format!("k{key}"),
            Self::AfterPrefix(prefix) => format!("p{prefix}"),
        };
        Some(URL_SAFE_NO_PAD.encode(text))
    }

    /// Reads a token of ours; `None` for any other text.
    pub(crate) fn from_token(token: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        if let Some(key) = text.strip_prefix('k') {
            return Some(Self::AfterKey(key.to_owned()));
        }
        text.strip_prefix('p').map(|prefix| Self::AfterPrefix(prefix.to_owned()))
    }

    fn bound(&self) -> Bound<'_> {
        match self {
            Self::First => Bound::Open,
            Self::AfterKey(key) => Bound::After(key),
            Self::AfterPrefix(prefix) => Bound::AfterPrefix(prefix),
        }
    }
}

/// What a page is asked for.
#[derive(Debug, Clone)]
pub(crate) struct PageRequest {
    pub(crate) prefix: String,
    /// Not empty.
    pub(crate) delimiter: Option<String>,
    pub(crate) start: PageStart,
    /// Most keys and common prefixes together, 0 to 1,000.
    pub(crate) max_keys: usize,
}

/// One key of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListedObject {
    pub(crate) key: String,
    pub(crate) size: u64,
    pub(crate) etag: String,
    pub(crate) last_modified: SystemTime,
}

/// The keys of one page, in UTF-8 byte order.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) objects: Vec<ListedObject>,
    pub(crate) common_prefixes: Vec<String>,
    /// Where the next page begins, if there is one.
    pub(crate) next: Option<PageStart>,
}

impl Store {
    /// Lists one page.
    pub(crate) fn list(&self, bucket: &Bucket, request: &PageRequest) -> Result<Page, StoreError> {
        let mut walk = KeyWalk::new(&bucket.root, &self.directories);
        let mut page = Page { objects: Vec::new(), common_prefixes: Vec::new(), next: None };
        let mut at = request.start.clone();
        if request.max_keys == 0 {
            return Ok(page);
        }
        let failed = || StoreError::io("list", &bucket.root);
        while let Some(found) = walk.next(at.bound(), &request.prefix).map_err(failed())? {
            if page.objects.len() + page.common_prefixes.len() == request.max_keys {
                page.next = Some(at);
                break;
            }
            if let Some(common) = common_prefix(&found.key, request) {
                page.common_prefixes.push(common.to_owned());
                at = PageStart::AfterPrefix(common.to_owned());
            } else {
                at = PageStart::AfterKey(found.key.clone());
                page.objects.extend(self.listed(bucket, found)?);
            }
        }
        Ok(page)
    }

    /// `None` if the file went away since its folder was read.
    fn listed(&self, bucket: &Bucket, found: FoundKey) -> Result<Option<ListedObject>, StoreError> {
        let Some(meta) = look(&found.path)?.filter(std::fs::Metadata::is_file) else { return Ok(None) };
        let identity = Identity::of(&meta);
        let last_modified = self.index.last_modified(&bucket.name, &found.key, &identity)?;
        let etag = self.content(&identity)?.etag;
        let last_modified = last_modified.unwrap_or_else(|| identity.modified());
        Ok(Some(ListedObject { key: found.key, size: identity.size, etag, last_modified }))
    }
}

/// The key's part up to the first delimiter after the prefix.
fn common_prefix<'k>(key: &'k str, request: &PageRequest) -> Option<&'k str> {
    let delimiter = request.delimiter.as_deref()?;
    let at = key[request.prefix.len()..].find(delimiter)?;
    Some(&key[..request.prefix.len() + at + delimiter.len()])
}
