use std::path::Path;

use apoyo_package::{Checkout, ContentHash};

/// What `container/build` leaves: the worker and the certificates that its image holds.
const CONTEXT: &str = "target/image";

/// What the image's tag is the hash of, in this order, below a checkout.
const CONTENT: [&str; 3] =
    ["target/image/worker", "target/image/ca-certificates.crt", "container/Dockerfile"];

/// Tag of the image that `container/build` built last in the checkout around this folder; `None` where there is none.
pub(super) fn last_built_tag(here: &Path) -> Option<String> {
    let checkout = Checkout::around(here).ok()?;
    let tag = tag(checkout.folder())?;
    eprintln!("image tag {tag}, of what container/build left in {CONTEXT}");
    Some(tag)
}

/// As `container/build` computes it: `sha256sum` of each, and `sha256sum` of these lines.
fn tag(checkout: &Path) -> Option<String> {
    let line = |file| {
        let content = std::fs::read(checkout.join(file)).ok()?;
        Some(format!("{}  -\n", ContentHash::of(&content)))
    };
    let lines: String = CONTENT.into_iter().map(line).collect::<Option<_>>()?;
    Some(ContentHash::of(lines.as_bytes()).short())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn the_tag_is_that_of_container_build() {
        let checkout = tempfile::tempdir().unwrap();
        for file in CONTENT {
            let path = checkout.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file).unwrap();
        }
        // The lines of container/build, with its three files.
        let script =
            format!("for f in {}; do sha256sum <$f; done | sha256sum | cut -c1-16", CONTENT.join(" "));
        let told = Command::new("sh").args(["-c", &script]).current_dir(checkout.path()).output().unwrap();
        assert_eq!(tag(checkout.path()).unwrap(), String::from_utf8(told.stdout).unwrap().trim());
    }

    #[test]
    fn without_an_image_there_is_no_tag() {
        assert_eq!(tag(tempfile::tempdir().unwrap().path()), None);
    }
}
