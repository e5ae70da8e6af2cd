use serde::{Deserialize, Serialize};

use crate::folder_names::Names;
use crate::{ExecutionName, InvalidPhotoKey, PhotoKey};

/// Where a photo can be; each is a key prefix whose name is configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Folder {
    /// Uploaded, not yet taken by an execution.
    Waiting,
    /// Claimed by an execution.
    InWork,
    /// Shows a pylon.
    Kept,
    /// A person must look.
    Review,
    /// Shows no pylon; the retention rule destroys it later.
    Trash,
}

impl Folder {
    /// Every place a photo can be.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::InWork, Self::Kept, Self::Review, Self::Trash];
}

/// The names of the folders, each ending in `/`; none is a prefix of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "Names", into = "Names")]
pub struct Folders(Names);

/// Why a set of folder names cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFolders {
    /// A name that is empty, starts with `/` or does not end in `/`.
    #[error(
        "folder name {name:?} must not start with \"/\" and must end in \"/\" after at least one character"
    )]
    NotAPrefix {
        /// The name found.
        name: String,
    },
    /// One folder would contain the other.
    #[error("folder {inner:?} lies inside folder {outer:?}, folders must be apart")]
    Nested {
        /// The containing name.
        outer: String,
        /// The contained name.
        inner: String,
    },
}

impl Default for Folders {
    /// The names of DESIGN section 2: `sin procesar/`, `procesando/`, `procesadas/`, `por revisar/`, `descartadas/`,
    /// `ejecuciones/`.
    fn default() -> Self {
        Self(Names::default())
    }
}

impl Folders {
    /// The names that environment variables hold; a default for each that is not set.
    ///
    /// # Errors
    /// When the names contradict their rules.
    pub fn of_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, InvalidFolders> {
        let mut names = Names::default();
        for (name, place) in names.by_variable() {
            if let Some(value) = variable(name) {
                *place = value;
            }
        }
        names.try_into()
    }

    /// The environment variables that hold these names, each with its value: what [`Folders::of_variables`] reads.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, String)> {
        let mut names = self.0.clone();
        names.by_variable().map(|(name, place)| (name, std::mem::take(place))).into_iter()
    }

    /// The key prefix of a folder, ending in `/`.
    pub fn prefix(&self, folder: Folder) -> &str {
        match folder {
            Folder::Waiting => &self.0.waiting,
            Folder::InWork => &self.0.in_work,
            Folder::Kept => &self.0.kept,
            Folder::Review => &self.0.review,
            Folder::Trash => &self.0.trash,
        }
    }

    /// The key prefix under which every execution leaves its manifest, results and reports.
    pub fn executions_prefix(&self) -> &str {
        &self.0.executions
    }

    /// The key prefix of one execution, ending in `/`.
    pub fn execution_prefix(&self, execution: &ExecutionName) -> String {
        format!("{}{execution}/", self.0.executions)
    }

    /// The folder that a key lies in, and the rest of the key; `None` for a key outside all of them.
    pub fn locate<'k>(&self, key: &'k PhotoKey) -> Option<(Folder, &'k str)> {
        Folder::ALL
            .into_iter()
            .find_map(|folder| Some((folder, key.as_str().strip_prefix(self.prefix(folder))?)))
    }

    /// The key of the photo with this sub-path in a folder.
    ///
    /// # Errors
    /// When the folder's name makes the key longer than S3 allows.
    pub fn key_in(&self, folder: Folder, sub_path: &str) -> Result<PhotoKey, InvalidPhotoKey> {
        format!("{}{sub_path}", self.prefix(folder)).parse()
    }
}

impl TryFrom<Names> for Folders {
    type Error = InvalidFolders;

    fn try_from(names: Names) -> Result<Self, Self::Error> {
        let all =
            [&names.waiting, &names.in_work, &names.kept, &names.review, &names.trash, &names.executions];
        if let Some(name) = all.iter().find(|name| !is_prefix(name)) {
            return Err(InvalidFolders::NotAPrefix { name: (*name).clone() });
        }
        for (at, outer) in all.iter().enumerate() {
            if let Some((_, inner)) = all
                .iter()
                .enumerate()
                .find(|(other, inner)| *other != at && inner.starts_with(outer.as_str()))
            {
                return Err(InvalidFolders::Nested { outer: (*outer).clone(), inner: (*inner).clone() });
            }
        }
        Ok(Self(names))
    }
}

impl From<Folders> for Names {
    fn from(folders: Folders) -> Self {
        folders.0
    }
}

fn is_prefix(name: &str) -> bool {
    name.len() > 1 && name.ends_with('/') && !name.starts_with('/')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_key_is_located_by_its_folder() {
        let folders = Folders::default();
        let key: PhotoKey = "sin procesar/línea 4/DJI 1.jpg".parse().unwrap();
        assert_eq!(folders.locate(&key), Some((Folder::Waiting, "línea 4/DJI 1.jpg")));
        assert_eq!(folders.locate(&"ejecuciones/x/report.html".parse().unwrap()), None);
    }

    #[test]
    fn folders_inside_each_other_are_refused() {
        let nested =
            serde_json::from_str::<Folders>(r#"{"kept": "out/", "trash": "out/trash/"}"#).unwrap_err();
        assert!(nested.to_string().contains(r#"folder "out/trash/" lies inside folder "out/""#), "{nested}");
        let same = serde_json::from_str::<Folders>(r#"{"kept": "out/", "trash": "out/"}"#);
        assert!(same.is_err());
    }

    #[test]
    fn variables_hold_what_is_read_of_them() {
        let folders: Folders =
            serde_json::from_str(r#"{"waiting": "entrada/", "executions": "runs/"}"#).unwrap();
        let variables: BTreeMap<&str, String> = folders.variables().collect();
        assert_eq!(variables["APOYO_FOLDER_WAITING"], "entrada/");
        assert_eq!(Folders::of_variables(|name| variables.get(name).cloned()), Ok(folders));
    }

    #[test]
    fn a_name_without_its_slash_is_refused() {
        let refused = serde_json::from_str::<Folders>(r#"{"kept": "kept"}"#).unwrap_err();
        assert!(refused.to_string().contains("must end in"), "{refused}");
    }
}
