use apoyo_photo::Folder;
use serde_json::{Value, json};

use super::PhotoBucketProps;
use crate::Days;

/// Uploads that stopped half-way for this long are given up: no camera card takes two days.
const ABORT_UPLOADS_AFTER: Days = Days(2);

/// The rules by which S3 itself destroys bytes; nothing else does, without a person.
pub(super) fn rules(props: &PhotoBucketProps) -> Vec<Value> {
    let abort = json!({
        "Id": "AbortIncompleteUploads", "Status": "Enabled",
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": ABORT_UPLOADS_AFTER.0},
    });
    let trash = (props.trash > Days(0)).then(|| {
        json!({
            "Id": "ExpireTrash", "Status": "Enabled", "Prefix": props.folders.prefix(Folder::Trash),
            "ExpirationInDays": props.trash.0,
        })
    });
    let versions = (props.versions > Days(0)).then(|| {
        json!({
            "Id": "ExpireVersions", "Status": "Enabled", "ExpiredObjectDeleteMarker": true,
            "NoncurrentVersionExpiration": {"NoncurrentDays": props.versions.0},
        })
    });
    [Some(abort), trash, versions].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Encryption;
    use apoyo_photo::Folders;

    fn ids(trash: u16, versions: u16) -> Vec<Value> {
        let (trash, versions) = (Days(trash), Days(versions));
        let folders = Folders::default();
        let props = PhotoBucketProps { name: None, folders, trash, versions, encryption: Encryption::S3 };
        rules(&props)
    }

    #[test]
    fn only_trash_and_old_versions_expire() {
        let rules = ids(30, 7);
        let expiring: Vec<_> = rules.iter().filter(|rule| rule.get("ExpirationInDays").is_some()).collect();
        assert_eq!(expiring.len(), 1);
        assert_eq!(expiring[0]["Prefix"], json!("descartadas/"));
        assert_eq!(rules.len(), 3);
    }

    #[test]
    fn without_retention_no_rule_touches_a_photo() {
        let rules = ids(0, 0);
        assert_eq!(rules.len(), 1);
        assert!(rules[0].get("AbortIncompleteMultipartUpload").is_some());
    }
}
