use std::fmt;

use apoyo_cfn::LogicalId;

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
}
