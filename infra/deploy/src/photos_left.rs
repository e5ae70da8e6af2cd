use apoyo_bucket::{Bucket, Environment, ListPhotos};
use apoyo_photo::{ErrorName, Folder, Folders};
use serde::Serialize;
use serde_json::Value;

use crate::{Cloud, DeployError};

/// The photos that a bucket holds, as far as they were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhotosLeft {
    /// The bucket.
    pub bucket: String,
    /// One for each folder that has some.
    pub folders: Vec<FolderLeft>,
}

/// The photos of one folder, as far as they were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FolderLeft {
    /// The folder's name, ending in `/`.
    pub folder: String,
    /// How many photos were counted.
    pub photos: u64,
    /// Whether there are more than were counted.
    pub more: bool,
    /// The first ones, by key.
    pub first: Vec<String>,
}

/// Folders whose objects are photos: everywhere but among the records.
const WITH_PHOTOS: [Folder; 5] =
    [Folder::Waiting, Folder::InWork, Folder::Kept, Folder::Review, Folder::Trash];

/// Pages of 1,000 that are counted of a folder: a person who is refused does not wait for the count of a million.
const MOST_PAGES: u32 = 10;

/// Keys that are named.
const NAMED: usize = 3;

impl PhotosLeft {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty()
    }

    /// How many there are; at least so many where a folder has more than were counted.
    pub fn photos(&self) -> u64 {
        self.folders.iter().map(|folder| folder.photos).sum()
    }

    /// Whether there are more than were counted.
    pub fn more(&self) -> bool {
        self.folders.iter().any(|folder| folder.more)
    }
}

impl FolderLeft {
    fn add(&mut self, key: String) {
        // A folder that was made in the console is an object of its own name.
        if key.ends_with('/') {
            return;
        }
        self.photos += 1;
        if self.first.len() < NAMED {
            self.first.push(key);
        }
    }
}

/// The folders' names as the deployed functions are told them, whatever a configuration file says today.
pub(crate) fn folders(template: &Value) -> Option<Folders> {
    let functions = template["Resources"].as_object()?.values();
    let mut told =
        functions.filter_map(|resource| resource["Properties"]["Environment"]["Variables"].as_object());
    let told = told.find(|variables| variables.contains_key("APOYO_FOLDER_WAITING"))?;
    let variable = |name: &str| match name {
        // In a template the name is a reference to the bucket.
        "APOYO_BUCKET" => Some("bucket".to_owned()),
        _ => told.get(name)?.as_str().map(ToOwned::to_owned),
    };
    Environment::from_variables(variable).ok().map(|environment| environment.folders)
}

impl Cloud {
    /// Looks for photos in a bucket; one that is gone has none.
    pub(crate) async fn photos_left(
        &self,
        bucket: &str,
        folders: &Folders,
    ) -> Result<PhotosLeft, DeployError> {
        let mut left = PhotosLeft { bucket: bucket.to_owned(), folders: Vec::new() };
        let bucket = Bucket::new(self.s3.clone(), bucket);
        for folder in WITH_PHOTOS {
            match count(&bucket, folders.prefix(folder)).await {
                Ok(counted) => left.folders.extend(Some(counted).filter(|counted| counted.photos > 0)),
                Err(DeployError::Bucket(error)) if error.name() == ErrorName::NotFound => break,
                Err(error) => return Err(error),
            }
        }
        Ok(left)
    }
}

async fn count(bucket: &impl ListPhotos, prefix: &str) -> Result<FolderLeft, DeployError> {
    let mut counted = FolderLeft { folder: prefix.to_owned(), photos: 0, more: false, first: Vec::new() };
    let mut next = None;
    for _ in 0..MOST_PAGES {
        let page = bucket.page(prefix, next).await?;
        page.photos.into_iter().for_each(|listed| counted.add(listed.key));
        next = page.next;
        if next.is_none() {
            return Ok(counted);
        }
    }
    Ok(FolderLeft { more: true, ..counted })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_folders_are_those_that_the_deployed_functions_were_told() {
        let variables = json!({"APOYO_BUCKET": {"Ref": "Photos"}, "APOYO_FOLDER_WAITING": "new/"});
        let template = json!({"Resources": {
            "Photos": {"Type": "AWS::S3::Bucket", "Properties": {}},
            "List": {"Type": "AWS::Lambda::Function", "Properties": {"Environment": {"Variables": variables}}},
        }});
        let folders = folders(&template).unwrap();
        assert_eq!(folders.prefix(Folder::Waiting), "new/");
        assert_eq!(folders.prefix(Folder::Kept), Folders::default().prefix(Folder::Kept));
    }

    #[test]
    fn a_template_without_functions_tells_no_folders() {
        assert_eq!(folders(&json!({"Resources": {}})), None);
    }

    #[test]
    fn a_folder_made_in_the_console_is_no_photo() {
        let mut counted = FolderLeft { folder: "a/".into(), photos: 0, more: false, first: vec![] };
        for key in ["a/", "a/b.jpg", "a/c.jpg", "a/d.jpg", "a/e.jpg"] {
            counted.add(key.to_owned());
        }
        assert_eq!((counted.photos, counted.first.len()), (4, NAMED));
    }
}
