use std::borrow::Cow;
use std::path::Path;

use super::ModelError;
use super::config::Config;
use super::digest::sha256;

pub(crate) const CONFIG: &str = "config.json";
pub(crate) const BACKBONE: &str = "backbone.safetensors";
pub(crate) const HEAD: &str = "head.safetensors";

/// The bytes of a model's files.
#[derive(Debug, Clone)]
pub(crate) struct ModelFiles {
    pub config: Cow<'static, [u8]>,
    pub backbone: Cow<'static, [u8]>,
    pub head: Cow<'static, [u8]>,
}

/// The files that are part of the binary.
const SHIPPED_CONFIG: &[u8] = include_bytes!("../../weights/config.json");
const SHIPPED_BACKBONE: &[u8] = include_bytes!("../../weights/backbone.safetensors");
const SHIPPED_HEAD: &[u8] = include_bytes!("../../weights/head.safetensors");

impl ModelFiles {
    /// Bytes of the shipped weights; a constant, so that who asks only for it does not carry them.
    pub(crate) const SHIPPED_WEIGHT_BYTES: u64 = (SHIPPED_BACKBONE.len() + SHIPPED_HEAD.len()) as u64;

    /// The model that is part of the binary: a Lambda downloads nothing at cold start.
    pub(crate) const fn shipped() -> Self {
        Self {
            config: Cow::Borrowed(SHIPPED_CONFIG),
            backbone: Cow::Borrowed(SHIPPED_BACKBONE),
            head: Cow::Borrowed(SHIPPED_HEAD),
        }
    }

    /// The shipped model's config, for who needs no more of it.
    pub(crate) const fn shipped_config() -> &'static [u8] {
        SHIPPED_CONFIG
    }

    /// The model in a directory.
    ///
    /// # Errors
    /// When one of its three files cannot be read.
    pub(crate) fn read(dir: &Path) -> Result<Self, ModelError> {
        let file = |name: &str| {
            let path = dir.join(name);
            std::fs::read(&path).map(Cow::Owned).map_err(|source| ModelError::Read { path, source })
        };
        Ok(Self { config: file(CONFIG)?, backbone: file(BACKBONE)?, head: file(HEAD)? })
    }

    /// Bytes of the weights.
    pub(crate) fn weight_bytes(&self) -> u64 {
        (self.backbone.len() + self.head.len()) as u64
    }

    /// The config, once the weights are known to be those that it was written with.
    ///
    /// # Errors
    /// When the config is not valid, or another file was put beside it.
    pub(crate) fn checked_config(&self) -> Result<Config, ModelError> {
        let config = Config::read(&self.config)?;
        for (file, bytes) in [(BACKBONE, &self.backbone), (HEAD, &self.head)] {
            let found = sha256(bytes);
            match config.digests.get(file) {
                Some(expected) if *expected != found => {
                    return Err(ModelError::OtherFile { file, found, expected: expected.clone() });
                }
                _ => {}
            }
        }
        Ok(config)
    }
}
