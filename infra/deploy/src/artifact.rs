use sha2::{Digest, Sha256};

/// Something that is uploaded before a stack is deployed, named after its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    key: String,
    bytes: Vec<u8>,
    sha256: [u8; 32],
}

impl Artifact {
    /// The zip of a step's function: `functions/<step>-<sha256>.zip`.
    pub fn function(step: &str, zip: Vec<u8>) -> Self {
        Self::named(&format!("functions/{step}-"), zip, ".zip")
    }

    /// The template of a stack: `templates/<stack>-<sha256>.yaml`.
    pub fn template(stack: &str, yaml: &str) -> Self {
        Self::named(&format!("{TEMPLATES}{stack}-"), yaml.as_bytes().to_vec(), ".yaml")
    }

    fn named(before: &str, bytes: Vec<u8>, after: &str) -> Self {
        let sha256: [u8; 32] = Sha256::digest(&bytes).into();
        Self { key: format!("{before}{}{after}", hex::encode(sha256)), bytes, sha256 }
    }

    /// Its key in the artifact bucket.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What it holds.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of what it holds, as S3 writes it.
    pub fn checksum(&self) -> String {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(self.sha256)
    }
}

/// Folder of the templates. CloudFormation keeps a copy of what it deploys, so they may go after a while.
pub(crate) const TEMPLATES: &str = "templates/";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_has_the_same_key() {
        let one = Artifact::function("list", b"abc".to_vec());
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(one.key(), format!("functions/list-{hash}.zip"));
        assert_eq!(one, Artifact::function("list", b"abc".to_vec()));
        assert_ne!(one.key(), Artifact::function("list", b"abd".to_vec()).key());
        assert_eq!(one.checksum(), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }
}
