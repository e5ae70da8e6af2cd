//! The stacks whose templates are committed under `golden/`.

use std::path::{Path, PathBuf};

use apoyo_stack::Config;

/// A configuration and where its template is committed.
pub(crate) struct Stack {
    pub(crate) config: Config,
    pub(crate) template: PathBuf,
}

/// The default stack, and one for each `golden/*.apoyo.yaml`.
pub(crate) fn all() -> Vec<Stack> {
    let golden = folder().join("golden");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&golden).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let named = files.iter().filter_map(|file| {
        let name = file.file_name()?.to_str()?.strip_suffix(".apoyo.yaml")?;
        let config = Config::read(&std::fs::read_to_string(file).unwrap()).unwrap();
        Some(Stack { config, template: golden.join(format!("{name}.template.yaml")) })
    });
    let default = Stack { config: Config::default(), template: golden.join("default.template.yaml") };
    [default].into_iter().chain(named).collect()
}

/// The folder of this crate.
pub(crate) fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
