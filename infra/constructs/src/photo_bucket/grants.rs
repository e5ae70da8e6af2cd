//! What a role may be let do with the bucket. Each grant is one need of a step; the actions behind it stand here only.
//!
//! Nobody is granted `s3:DeleteObjectVersion`, or a delete that does not say which content it means.

use apoyo_cfn::{GetAtt, Statement, bucket_arn};
use apoyo_photo::Folder;
use serde_json::Value;

use super::{Encryption, PhotoBucket};
use crate::Role;

/// What a role does with the folder of manifests, results and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordFolder {
    /// Reads records.
    Read,
    /// Writes records; reading back what it wrote is part of writing safely.
    Write,
}

impl PhotoBucket {
    /// Lets a role see which photos lie in these folders, and be told that a photo is *not* there: S3 answers 404 in
    /// place of 403 only to who may list the bucket. That question carries no prefix, hence `IfExists`.
    ///
    /// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>, "Permissions".
    pub fn grant_list(&self, role: &mut Role, folders: &[Folder]) {
        let prefixes = folders.iter().map(|folder| self.folders.prefix(*folder));
        let prefixes: Vec<Value> = prefixes.chain([self.folders.executions_prefix()]).map(pattern).collect();
        role.grant(
            Statement::allow("ListFolders", &["s3:ListBucket"], [Value::from(GetAtt(&self.id, "Arn"))]).when(
                "StringLikeIfExists",
                "s3:prefix",
                prefixes,
            ),
        );
    }

    /// Lets a role read photos that wait.
    pub fn grant_read_waiting(&self, role: &mut Role) {
        self.grant_read(role, Folder::Waiting);
    }

    /// Lets a role read photos that an execution has claimed.
    pub fn grant_read_in_work(&self, role: &mut Role) {
        self.grant_read(role, Folder::InWork);
    }

    /// Lets a role read photos of one folder.
    pub fn grant_read(&self, role: &mut Role, folder: Folder) {
        let sid = format!("Read{folder:?}");
        role.grant(Statement::allow(&sid, &["s3:GetObject"], [self.photos(folder)]));
        self.grant_key(role);
    }

    /// Lets a role move photos from these folders to others by the safe move: HEAD, copy, HEAD, delete with
    /// `If-Match`. Tags travel with a copy, and S3 asks for the right to them where a photo has any.
    pub fn grant_move(&self, role: &mut Role, from: &[Folder], to: &[Folder]) {
        for folder in from.iter().chain(to) {
            self.grant_read(role, *folder);
        }
        let at = |folders: &[Folder]| folders.iter().map(|folder| self.photos(*folder)).collect::<Vec<_>>();
        role.grant(Statement::allow("ReadTags", &["s3:GetObjectTagging"], at(from)));
        role.grant(Statement::allow("WriteCopies", &["s3:PutObject", "s3:PutObjectTagging"], at(to)));
        self.grant_remove(role, from);
        self.grant_list(role, &[from, to].concat());
    }

    /// Lets a role delete photos of these folders when it says which content it means: without an `If-Match` header
    /// the condition key is absent.
    ///
    /// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-delete-enforce.html>, which also says
    /// that such a delete needs `s3:GetObject`.
    pub fn grant_remove(&self, role: &mut Role, folders: &[Folder]) {
        let photos: Vec<Value> = folders.iter().map(|folder| self.photos(*folder)).collect();
        role.grant(Statement::allow("RemoveKnownContent", &["s3:DeleteObject"], photos).when(
            "Null",
            "s3:if-match",
            "false",
        ));
    }

    /// Lets a role read or write manifests, results, thumbnails and reports.
    pub fn grant_records(&self, role: &mut Role, access: RecordFolder) {
        let records = || [bucket_arn(&self.id, &format!("{}*", self.folders.executions_prefix()))];
        role.grant(Statement::allow("ReadRecords", &["s3:GetObject"], records()));
        if access == RecordFolder::Write {
            let actions = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];
            role.grant(Statement::allow("WriteRecords", &actions, records()));
        }
        self.grant_key(role);
    }

    /// Lets a role see which records there are, as the `ItemReader` of a Distributed Map does that reads all files of a
    /// folder.
    ///
    /// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html>.
    pub fn grant_list_records(&self, role: &mut Role) {
        let bucket = [Value::from(GetAtt(&self.id, "Arn"))];
        let prefix = pattern(self.folders.executions_prefix());
        role.grant(Statement::allow("ListRecords", &["s3:ListBucket"], bucket).when(
            "StringLike",
            "s3:prefix",
            [prefix].to_vec(),
        ));
    }

    /// What the bucket's encryption asks of everyone who reads or writes.
    fn grant_key(&self, role: &mut Role) {
        if let Encryption::Kms { key_arn } = &self.encryption {
            let actions = ["kms:Decrypt", "kms:GenerateDataKey"];
            role.grant(Statement::allow("UsePhotoKey", &actions, [key_arn.as_str()]));
        }
    }

    fn photos(&self, folder: Folder) -> Value {
        bucket_arn(&self.id, &format!("{}*", self.folders.prefix(folder))).into()
    }
}

fn pattern(prefix: &str) -> Value {
    format!("{prefix}*").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConstructId, Days, PhotoBucketProps, RoleProps, Service, Stack};
    use apoyo_photo::Folders;
    use serde_json::json;

    fn granted(encryption: Encryption, grant: impl Fn(&PhotoBucket, &mut Role)) -> Vec<Value> {
        let mut stack = Stack::new("test");
        let folders = Folders::default();
        let props = PhotoBucketProps { name: None, folders, trash: Days(30), versions: Days(7), encryption };
        let photos = PhotoBucket::define(&mut stack, &ConstructId::new("Photos"), &props);
        let props = RoleProps { service: Service::Lambda, description: "trial".into() };
        let mut role = Role::define(&mut stack, &ConstructId::new("Role"), &props);
        grant(&photos, &mut role);
        let statements = role.statements().iter().map(|statement| json!(statement)).collect();
        role.attach(&mut stack);
        stack.finish().unwrap();
        statements
    }

    #[test]
    fn a_move_deletes_only_at_its_source_and_only_known_content() {
        let statements = granted(Encryption::S3, |photos, role| {
            photos.grant_move(role, &[Folder::InWork], &[Folder::Kept]);
        });
        let deletes: Vec<_> =
            statements.iter().filter(|s| s["Action"].to_string().contains("Delete")).collect();
        assert_eq!(deletes.len(), 1);
        assert_eq!(deletes[0]["Resource"], json!([{"Fn::Sub": "${Photos.Arn}/procesando/*"}]));
        assert_eq!(deletes[0]["Condition"], json!({"Null": {"s3:if-match": "false"}}));
    }

    #[test]
    fn reading_waiting_photos_is_one_action_on_one_folder() {
        let statements = granted(Encryption::S3, PhotoBucket::grant_read_waiting);
        assert_eq!(
            statements,
            [json!({"Sid": "ReadWaiting", "Effect": "Allow", "Action": ["s3:GetObject"],
                "Resource": [{"Fn::Sub": "${Photos.Arn}/sin procesar/*"}]})]
        );
    }

    #[test]
    fn whoever_reads_photos_may_use_their_key() {
        let key_arn = "arn:aws:kms:eu-west-1:123456789012:key/k".to_owned();
        let statements = granted(Encryption::Kms { key_arn }, PhotoBucket::grant_read_in_work);
        assert_eq!(statements[1]["Action"], json!(["kms:Decrypt", "kms:GenerateDataKey"]));
    }
}
