//! The tables are what their generator writes.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The Python that has the botocore of the tables; says so where there is none.
fn python(version: &str) -> Option<PathBuf> {
    let own = std::env::var_os("APOYO_TOOLS").map(|folder| PathBuf::from(folder).join("python3"));
    let found = own.into_iter().chain([PathBuf::from("python3")]).find(|python| {
        let asked =
            Command::new(python).args(["-c", "import botocore; print(botocore.__version__)"]).output();
        asked.is_ok_and(|output| output.stdout.trim_ascii() == version.as_bytes())
    });
    if found.is_none() {
        eprintln!("SKIPPED: python3 has no botocore {version} (pip install botocore=={version})");
    }
    found
}

#[test]
fn the_tables_are_what_the_generator_writes() {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let table = |folder: &Path, name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let sqs: serde_json::Value = serde_json::from_str(&table(&models, "sqs.json")).unwrap();
    let Some(python) = python(sqs["botocore"].as_str().unwrap()) else { return };
    let fresh = tempfile::tempdir().unwrap();
    let written = Command::new(python).arg(models.join("generate")).arg(fresh.path()).output().unwrap();
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    let mut names: Vec<_> =
        std::fs::read_dir(fresh.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert!(names.len() >= 10, "{names:?}");
    for name in names.iter().filter_map(|name| name.to_str()) {
        assert!(table(fresh.path(), name) == table(&models, name), "{name} is stale: run models/generate");
    }
}
