use apoyo_photo::{Folders, InvalidFolders};

/// What a step's Lambda is told by environment variables.
///
/// | variable | meaning | default |
/// |---|---|---|
/// | `APOYO_BUCKET` | name of the photo bucket | none: must be set |
/// | `APOYO_FOLDER_WAITING` | folder of photos that wait, ends in `/` | `sin procesar/` |
/// | `APOYO_FOLDER_IN_WORK` | folder of claimed photos | `procesando/` |
/// | `APOYO_FOLDER_KEPT` | folder of kept photos | `procesadas/` |
/// | `APOYO_FOLDER_REVIEW` | folder of photos for a person | `por revisar/` |
/// | `APOYO_FOLDER_TRASH` | folder of discarded photos | `descartadas/` |
/// | `APOYO_FOLDER_EXECUTIONS` | folder of manifests and reports | `ejecuciones/` |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Name of the photo bucket.
    pub bucket: String,
    /// Names of the folders.
    pub folders: Folders,
}

/// What is wrong with an environment variable.
#[derive(Debug, thiserror::Error)]
pub enum InvalidEnvironment {
    /// It is not set, or empty.
    #[error("environment variable {name} is not set, it must hold {meaning}")]
    Missing {
        /// Its name.
        name: &'static str,
        /// What it is for.
        meaning: &'static str,
    },
    /// The names of the folders contradict their rules.
    #[error("environment variables APOYO_FOLDER_*: {0}")]
    Folders(#[from] InvalidFolders),
    /// A value of the wrong kind.
    #[error("environment variable {name} is {value:?}, allowed is {allowed}")]
    Value {
        /// Its name.
        name: &'static str,
        /// The value found.
        value: String,
        /// What is allowed.
        allowed: &'static str,
    },
}

impl Environment {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// When a variable is missing or its value is not allowed.
    pub fn read() -> Result<Self, InvalidEnvironment> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// Reads an environment of which the caller knows the variables.
    ///
    /// # Errors
    /// When a variable is missing or its value is not allowed.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, InvalidEnvironment> {
        let bucket =
            variable("APOYO_BUCKET").filter(|name| !name.is_empty()).ok_or(InvalidEnvironment::Missing {
                name: "APOYO_BUCKET",
                meaning: "the name of the photo bucket",
            })?;
        let folders = Folders::of_variables(variable)?;
        Ok(Self { bucket, folders })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_alone_is_enough() {
        let read = Environment::from_variables(|name| (name == "APOYO_BUCKET").then(|| "fotos".to_owned()));
        assert_eq!(read.unwrap(), Environment { bucket: "fotos".into(), folders: Folders::default() });
    }

    #[test]
    fn a_missing_bucket_and_a_bad_folder_are_named() {
        let none = Environment::from_variables(|_| None).unwrap_err();
        assert!(none.to_string().contains("APOYO_BUCKET is not set"), "{none}");
        let bad = Environment::from_variables(|name| match name {
            "APOYO_BUCKET" => Some("fotos".into()),
            "APOYO_FOLDER_TRASH" => Some("descartadas".into()),
            _ => None,
        });
        assert!(bad.unwrap_err().to_string().contains(r#""descartadas" must not"#));
    }
}
