use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::path::PathBuf;

use serde::Deserialize;

/// What cargo says of one thing that it built, as far as it matters here.
///
/// Source: <https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages>.
#[derive(Debug, Deserialize)]
struct Artifact {
    target: ArtifactTarget,
    executable: Option<PathBuf>,
}

/// Of which source it was built.
#[derive(Debug, Deserialize)]
struct ArtifactTarget {
    name: String,
}

/// The executables that cargo reports, by the name of their target; reads to the end. Lines of other kinds say nothing of
/// executables and are passed over.
///
/// # Errors
/// When the lines cannot be read.
pub(crate) fn executables(lines: impl BufRead) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    for line in lines.lines() {
        if let Ok(Artifact { target, executable: Some(path) }) = serde_json::from_str(&line?) {
            found.insert(target.name, path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn executables_are_found_among_libraries_and_other_messages() {
        let lines = concat!(
            r#"{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"serde"},"executable":null}"#,
            "\n",
            r#"{"reason":"build-script-executed","package_id":"ring"}"#,
            "\nWARNING of some wrapper\n",
            r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"apoyo-keep"},"executable":"/t/apoyo-keep"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        let found = executables(lines.as_bytes()).unwrap();
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [("apoyo-keep".into(), Path::new("/t/apoyo-keep").into())]
        );
    }
}
