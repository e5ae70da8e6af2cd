//! What an execution says of its photos, held against the bucket at the moment when it says it.

use std::collections::BTreeMap;

use apoyo_photo::{Folder, Folders, Mark, PhotoKey};
use serde_json::Value;

use crate::conservation::{Broken, Conservation, shown};
use crate::s3::{Object, Store};

/// Terms of the equation, beside `listed`.
const TERMS: [&str; 5] = ["kept", "review", "trash", "taken", "failed"];

/// Holds `report.json` of an execution against its manifest and the bucket.
pub(crate) fn check(known: &Conservation, (key, folders): (&str, &Folders), store: &Store) -> Broken {
    let prefix = key.trim_end_matches("report.json");
    let wrong = |what: String| Err(format!("{key}: {what}"));
    let report = json(store.objects().get(key));
    let lines = lines(store.objects().get(&format!("{prefix}manifest.jsonl")));
    let total = |term: &str| report["totals"][term].as_u64().unwrap_or_default();
    let listed = lines.len() as u64;
    let sum: u64 = TERMS.into_iter().map(total).sum();
    if total("listed") != listed || sum != listed {
        return wrong(format!("{listed} photos are listed, the totals are {}", report["totals"]));
    }
    let execution = prefix.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    for photo in report["photos"].as_array().into_iter().flatten() {
        let Some((listed, etag)) = photo["key"].as_str().and_then(|key| lines.get_key_value(key)) else {
            return wrong(format!("{photo} is not in the manifest"));
        };
        let Some(bytes) = known.contents.get(&(listed.clone(), etag.clone())) else {
            return wrong(format!("{listed} never had {etag}"));
        };
        let is_true = match (photo["outcome"].as_str(), photo["to"].as_str()) {
            (Some("kept" | "review" | "trash"), Some(to)) => {
                store.objects().get(to).is_some_and(|object| object.bytes == *bytes)
            }
            (Some("taken"), None) => !is_settled_by(folders, (execution, listed), store),
            _ => true,
        };
        if !is_true {
            return wrong(format!("of {} it says {photo}, which is not so", shown(bytes)));
        }
    }
    Ok(())
}

/// Whether a photo came to its end under the claim of this execution.
fn is_settled_by(folders: &Folders, (execution, listed): (&str, &str), store: &Store) -> bool {
    store.objects().iter().any(|(key, object)| {
        let folder = key.parse::<PhotoKey>().ok().and_then(|key| Some(folders.locate(&key)?.0));
        let mark = |mark| object.mark(mark);
        matches!(folder, Some(Folder::Kept | Folder::Review | Folder::Trash))
            && mark(Mark::Execution).as_deref() == Some(execution)
            && mark(Mark::Listed).or(mark(Mark::From)).as_deref() == Some(listed)
    })
}

fn json(record: Option<&Object>) -> Value {
    record.and_then(|record| serde_json::from_slice(&record.bytes).ok()).unwrap_or_default()
}

/// The manifest's keys, each with its `ETag`.
fn lines(manifest: Option<&Object>) -> BTreeMap<String, String> {
    let text = manifest.map(|record| String::from_utf8_lossy(&record.bytes).into_owned()).unwrap_or_default();
    let parsed = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    parsed
        .filter_map(|line| Some((line["key"].as_str()?.to_owned(), line["etag"].as_str()?.to_owned())))
        .collect()
}
