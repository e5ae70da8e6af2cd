use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use apoyo_cfn::ValidTemplate;
use apoyo_stack::{Config, StackName, synth};

use super::arguments::StackArguments;

/// The configuration that is read where none is named.
const DEFAULT: &str = "apoyo.yaml";

/// What comes after the app's name in that of its pipeline.
const PIPELINE: &str = "-pipeline";

/// The stack that a command is about.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) name: StackName,
    pub(super) template: ValidTemplate,
    pub(super) config: Config,
    /// As it was named, for commands that are told to a person.
    pub(super) file: Option<PathBuf>,
    /// Whether it is the app's own stack, which has functions, a photo bucket and perhaps the lane `batch`.
    pub(super) is_app: bool,
}

impl Subject {
    /// Reads the configuration and builds the template.
    pub(super) fn read(wanted: &StackArguments) -> anyhow::Result<Self> {
        let config = read(wanted.config.as_deref())?;
        let file = wanted.config.clone();
        if !wanted.pipeline {
            let (name, template) = (config.name.clone(), synth(&config)?);
            return Ok(Self { name, template, config, file, is_app: true });
        }
        let name = format!("{}{PIPELINE}", config.name.as_str());
        let name = StackName::try_from(name).map_err(anyhow::Error::msg)?;
        let template = apoyo_stack::pipeline(&config)?;
        Ok(Self { name, template, config, file, is_app: false })
    }

    /// The flags by which the same stack is named again, for commands that are told to a person.
    pub(super) fn flags(&self) -> String {
        let file = self.file.as_deref().map(|file| format!(" --config {}", file.display()));
        let pipeline = if self.is_app { "" } else { " --pipeline" };
        format!("{}{pipeline}", file.unwrap_or_default())
    }
}

/// The configuration in a file; in `apoyo.yaml`, if there is one, where none is named.
pub(crate) fn read(named: Option<&Path>) -> anyhow::Result<Config> {
    let file = named.unwrap_or(Path::new(DEFAULT));
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => {
            eprintln!("no {DEFAULT} here: every field has its default");
            return Ok(Config::default());
        }
        Err(error) => bail!("failed to read {}: {error}", file.display()),
    };
    Config::read(&text).with_context(|| file.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_field_is_named_with_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("my.yaml");
        std::fs::write(&file, "bucket: {trashDays: 9999}").unwrap();
        let refused = format!("{:#}", read(Some(&file)).unwrap_err());
        assert!(refused.contains("my.yaml: field bucket.trashDays: 9999 is not allowed"), "{refused}");
    }

    #[test]
    fn a_named_file_must_be_there() {
        let refused = read(Some(Path::new("/nowhere/apoyo.yaml"))).unwrap_err().to_string();
        assert!(refused.contains("failed to read /nowhere/apoyo.yaml"), "{refused}");
    }
}
