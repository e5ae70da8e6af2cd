use std::fmt;

use apoyo_cfn::LogicalId;
use sha2::{Digest, Sha256};

/// Where a construct stands in the tree of constructs, as in `Classify/Role`; its logical id follows from this alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ConstructId(String);

impl ConstructId {
    /// A construct at the top.
    pub fn new(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// A construct inside this one.
    pub fn child(&self, name: &'static str) -> Self {
        Self(format!("{}/{name}", self.0))
    }

    /// A construct inside this one, one of many of a kind: named by what it is about, so that adding and removing others
    /// leaves its logical id alone.
    pub fn keyed(&self, name: &'static str, key: &str) -> Self {
        let hash = hex::encode(Sha256::digest(key.as_bytes()));
        Self(format!("{}/{name}{}", self.0, &hash[..8]))
    }

    /// The names of the path, one after the other: `ClassifyRole`.
    ///
    /// # Panics
    /// When a name on the path has other characters than ASCII letters and digits: a mistake in the calling source.
    pub fn logical_id(&self) -> LogicalId {
        self.0.replace('/', "").parse().expect("construct names in the source are ASCII letters and digits")
    }
}

impl fmt::Display for ConstructId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logical_id_is_the_path_without_its_slashes() {
        let id = ConstructId::new("Classify").child("Role");
        assert_eq!((id.to_string().as_str(), id.logical_id().as_str()), ("Classify/Role", "ClassifyRole"));
    }

    #[test]
    fn one_of_many_keeps_its_id_whatever_the_others_are() {
        let of = |key| ConstructId::new("Cluster").keyed("Watcher", key).logical_id();
        assert_eq!(of("arn:a"), of("arn:a"));
        assert_ne!(of("arn:a"), of("arn:b"));
        assert_eq!(of("arn:a").as_str().len(), "ClusterWatcher".len() + 8);
    }
}
