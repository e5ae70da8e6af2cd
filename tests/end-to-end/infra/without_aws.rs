//! What can be said without AWS is said without it, and at once.

use std::path::Path;

use crate::command::infra;
use crate::packages;

#[test]
fn the_template_is_the_committed_one_whoever_asks() {
    let folder = tempfile::tempdir().unwrap();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/stack/golden/default.template.yaml");
    let synth = infra(folder.path(), None, &["synth"]).with_code(0);
    assert!(synth.stdout == std::fs::read_to_string(golden).unwrap(), "not the committed template");
    let written = infra(folder.path(), None, &["synth", "--out", "made"]).with_code(0);
    assert_eq!(written.stdout, "made/apoyo.template.yaml\n");
    let file = std::fs::read_to_string(folder.path().join("made/apoyo.template.yaml")).unwrap();
    assert!(file == synth.stdout);
}

#[test]
fn a_cluster_has_manifests_and_another_stack_has_none() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("apoyo.yaml"), "batch: {compute: eks}\neks: {endpoint: private}")
        .unwrap();
    let manifests = infra(folder.path(), None, &["synth", "--kubernetes"]).with_code(0).stdout;
    assert!(manifests.contains("kind: Namespace"), "{manifests}");
    std::fs::write(folder.path().join("apoyo.yaml"), "batch: {compute: fargate}").unwrap();
    let refused = infra(folder.path(), None, &["synth", "--kubernetes"]).with_code(1);
    assert_eq!(refused.stderr, "apoyo: this stack has no Kubernetes cluster: batch.compute must be eks\n");
}

#[test]
fn a_wrong_configuration_is_refused_by_field() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("apoyo.yaml"), "uploads: {windowSeconds: 301}").unwrap();
    let refused = infra(folder.path(), None, &["synth"]).with_code(1).stderr;
    let wanted = "apoyo: apoyo.yaml: field uploads.windowSeconds: 301 is not allowed, 0 to 300 are";
    assert!(refused.starts_with(wanted), "{refused}");
}

#[test]
fn where_nobody_can_be_asked_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["deploy", "destroy"] {
        let refused = infra(folder.path(), None, &[command]).with_code(2).stderr;
        assert!(refused.starts_with("apoyo: there is no terminal to ask on: give --yes"), "{refused}");
    }
}

#[test]
fn a_missing_zip_is_named_with_the_command_that_makes_it() {
    let folder = tempfile::tempdir().unwrap();
    packages::write(&folder.path().join("zips"), b"");
    std::fs::remove_file(folder.path().join("zips/keep.zip")).unwrap();
    let refused = infra(folder.path(), None, &["deploy", "--yes", "--packages", "zips"]).with_code(1).stderr;
    assert!(
        refused.contains("zips/keep.zip") && refused.contains("apoyo infra package --out DIR"),
        "{refused}"
    );
}

#[test]
fn without_credentials_or_region_it_says_what_to_set() {
    let folder = tempfile::tempdir().unwrap();
    let no_region = infra(folder.path(), None, &["outputs"]).with_code(1).stderr;
    assert!(no_region.contains("no region is chosen: set AWS_REGION"), "{no_region}");
    std::fs::create_dir(folder.path().join(".aws")).unwrap();
    std::fs::write(folder.path().join(".aws/config"), "[default]\nregion = eu-west-1\n").unwrap();
    let no_credentials = infra(folder.path(), None, &["outputs"]).with_code(1).stderr;
    assert!(no_credentials.contains("no credentials for AWS"), "{no_credentials}");
    assert!(no_credentials.contains("AWS_ACCESS_KEY_ID"), "{no_credentials}");
}
