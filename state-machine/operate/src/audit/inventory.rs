use std::collections::HashMap;

use apoyo_bucket::ListPhotos;
use apoyo_photo::{Folder, PhotoKey};

use super::Objects;
use crate::{OperateError, Site};

/// What lies in the bucket's folders, by key; folder markers left out.
#[derive(Debug, Default)]
pub(super) struct Inventory(HashMap<PhotoKey, Object>);

#[derive(Debug, Clone, Copy)]
struct Object {
    size: u64,
    /// Whether a report tells of it.
    explained: bool,
}

impl Inventory {
    /// Lists the five folders.
    pub(super) async fn read(site: &Site) -> Result<(Self, Objects), OperateError> {
        let mut inventory = Self::default();
        let mut objects = Objects::default();
        for folder in Folder::ALL {
            let mut next = None;
            loop {
                let page = site.bucket.page(site.folders.prefix(folder), next).await;
                let page = page.map_err(site.bucket_failed())?;
                for photo in page.photos {
                    let Ok(key) = photo.key.parse() else { continue };
                    objects.count(folder);
                    inventory.0.insert(key, Object { size: photo.size, explained: false });
                }
                match page.next {
                    Some(token) => next = Some(token),
                    None => break,
                }
            }
        }
        Ok((inventory, objects))
    }

    /// Size of what lies under a key.
    pub(super) fn size(&self, key: &PhotoKey) -> Option<u64> {
        self.0.get(key).map(|object| object.size)
    }

    /// A report tells of what lies under this key.
    pub(super) fn explain(&mut self, key: &PhotoKey) {
        if let Some(object) = self.0.get_mut(key) {
            object.explained = true;
        }
    }

    /// What no report tells of.
    pub(super) fn unexplained(&self) -> impl Iterator<Item = &PhotoKey> {
        self.0.iter().filter(|(_, object)| !object.explained).map(|(key, _)| key)
    }

    /// Every key with its size.
    pub(super) fn all(&self) -> impl Iterator<Item = (&PhotoKey, u64)> {
        self.0.iter().map(|(key, object)| (key, object.size))
    }
}
