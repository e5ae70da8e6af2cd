//! A user's own model directory: what is wrong with it is said by file and field.

#![expect(clippy::unwrap_used, reason = "what fails to unwrap fails the test")]

use std::path::{Path, PathBuf};

use apoyo_photo::Reason;
use apoyo_vision::{Classifier, ModelError, ModelInfo};

const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/weights");

/// A copy of the shipped model in a directory of its own.
fn copy(name: &str) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&dir).unwrap();
    for file in ["config.json", "backbone.safetensors", "head.safetensors"] {
        std::fs::copy(Path::new(WEIGHTS).join(file), dir.join(file)).unwrap();
    }
    dir
}

fn refusal(dir: &Path) -> String {
    Classifier::load(dir).expect_err("the model is broken").to_string()
}

/// The config with one text replaced, written without the digests so that the weights may be anything.
fn with_config(dir: &Path, from: &str, to: &str) {
    let path = dir.join("config.json");
    let config = std::fs::read_to_string(&path).unwrap();
    assert!(config.contains(from), "{from}");
    std::fs::write(path, config.replace(from, to)).unwrap();
}

#[test]
fn the_shipped_model_and_its_copy_are_the_same() {
    let (shipped, copied) = (Classifier::shipped().unwrap(), Classifier::load(&copy("same")).unwrap());
    assert_eq!(shipped.model(), copied.model());
    assert_eq!(*shipped.model(), ModelInfo::shipped().unwrap(), "without the network as with it");
    assert!(shipped.model().thresholds.discard_below() < shipped.model().thresholds.keep_above());
}

#[test]
fn a_missing_directory_is_named() {
    let refused = Classifier::load(Path::new("/no/such/model")).unwrap_err();
    assert!(matches!(refused, ModelError::Read { .. }));
    assert!(refused.to_string().contains("/no/such/model/config.json"));
}

#[test]
fn weights_cut_at_any_place_are_refused() {
    let dir = copy("cut");
    let whole = std::fs::read(dir.join("head.safetensors")).unwrap();
    with_config(&dir, "\"digests\"", "\"digests_\"");
    assert!(refusal(&dir).contains("unknown field `digests_`"));
    for length in [0, 1, 7, 8, 60, whole.len() - 1] {
        let dir = copy("cut");
        std::fs::write(dir.join("head.safetensors"), &whole[..length]).unwrap();
        assert!(refusal(&dir).contains("head.safetensors"), "{length}");
    }
}

#[test]
fn other_weights_than_the_configs_are_refused() {
    let dir = copy("other");
    let path = dir.join("backbone.safetensors");
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(path, bytes).unwrap();
    assert!(refusal(&dir).contains("config.json was written with"));
}

#[test]
fn a_bad_config_is_refused_by_field_value_and_allowed_values() {
    let table = [
        (
            "efficientnet-lite0\"",
            "resnet50\"",
            "field architecture: unknown variant `resnet50`, expected `efficientnet-lite0`",
        ),
        ("expanded11", "block99", "is no tap: block0 to block15"),
        ("\"maxPixels\": 65536", "\"maxPixels\": 1", "input.maxPixels is 1, 9216 to 1048576 are allowed"),
        ("\"deviation\": 128.0", "\"deviation\": 0.0", "input.deviation is 0"),
        ("\"pylon\"\n", "\"crane\"\n", "classes[1] is \"crane\""),
        ("expanded11", "block10", "head.safetensors, tensor weight: its shape is [672]"),
    ];
    for (from, to, message) in table {
        let dir = copy("config");
        with_config(&dir, from, to);
        let refused = refusal(&dir);
        assert!(refused.contains(message), "{to}: {refused}");
    }
}

#[test]
fn what_is_no_photo_is_a_reason_to_review() {
    let classifier = Classifier::shipped().unwrap();
    for garbage in [&b""[..], b"x", b"\xff\xd8\xff\xe0 not a photo", &[0; 4096]] {
        let reason = classifier.look(garbage).unwrap().unwrap_err();
        assert!(!matches!(reason, Reason::Uncertain), "{reason}");
    }
}
