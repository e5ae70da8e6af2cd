use std::collections::BTreeSet;

use apoyo_photo::{Folder, Folders, PhotoKey, StartInput};

use crate::ListError;

/// Which photos an execution is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// All whose keys begin with this.
    Below(String),
    /// These, in the order of their keys' bytes, which is also the order of a listing.
    Keys(BTreeSet<PhotoKey>),
}

impl Asked {
    pub(crate) fn read(folders: &Folders, start: &StartInput) -> Result<Self, ListError> {
        let waiting = folders.prefix(Folder::Waiting);
        let below = below(waiting, start.folder.as_deref().unwrap_or_default())?;
        let Some(keys) = &start.keys else { return Ok(Self::Below(below)) };
        match keys.iter().find(|key| !key.as_str().starts_with(waiting)) {
            Some(key) => Err(ListError::Outside { key: key.clone(), waiting: waiting.to_owned() }),
            None => {
                Ok(Self::Keys(keys.iter().filter(|key| key.as_str().starts_with(&below)).cloned().collect()))
            }
        }
    }

    /// Whether it is all that waits.
    pub(crate) fn is_whole(&self, folders: &Folders) -> bool {
        matches!(self, Self::Below(prefix) if prefix == folders.prefix(Folder::Waiting))
    }

    /// Whether a photo that waits, or waited, under this key is asked for.
    pub(crate) fn includes(&self, key: &str) -> bool {
        match self {
            Self::Below(prefix) => key.starts_with(prefix),
            Self::Keys(keys) => keys.iter().any(|asked| asked.as_str() == key),
        }
    }
}

fn below(waiting: &str, folder: &str) -> Result<String, ListError> {
    match folder.trim_end_matches('/') {
        "" if folder.is_empty() => Ok(waiting.to_owned()),
        "" => Err(ListError::Folder { folder: folder.to_owned() }),
        path if path.starts_with('/') => Err(ListError::Folder { folder: folder.to_owned() }),
        path => Ok(format!("{waiting}{path}/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn asked(input: &serde_json::Value) -> Result<Asked, ListError> {
        Asked::read(&Folders::default(), &StartInput::read(input).unwrap())
    }

    #[test]
    fn a_folder_is_taken_with_or_without_its_slash() {
        for folder in ["línea 4", "línea 4/"] {
            let found = asked(&json!({"folder": folder})).unwrap();
            assert_eq!(found, Asked::Below("sin procesar/línea 4/".into()));
        }
        assert!(asked(&json!({"folder": "/etc"})).is_err());
    }

    #[test]
    fn only_the_waiting_folder_itself_is_all_that_waits() {
        let table = [(json!({}), true), (json!({"folder": "línea 4"}), false), (json!({"keys": []}), false)];
        for (input, whole) in table {
            assert_eq!(asked(&input).unwrap().is_whole(&Folders::default()), whole, "{input}");
        }
    }

    #[test]
    fn a_key_outside_the_waiting_folder_is_refused_by_name() {
        let refused = asked(&json!({"keys": ["procesadas/a.jpg"]})).unwrap_err().to_string();
        assert!(refused.contains("procesadas/a.jpg") && refused.contains("\"sin procesar/\""), "{refused}");
    }
}
