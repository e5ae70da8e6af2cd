//! A deployed stack, and what IAM says to calls on it.

use apoyo_photo::{Folder, Folders};
use apoyo_stack::{Config, synth};

use crate::iam::{Call, Decision, Deployed, decide};

/// A deployed stack, and the words that calls on its bucket are made of.
pub(crate) struct Trial {
    pub(crate) deployed: Deployed,
    pub(crate) folders: Folders,
}

impl Trial {
    pub(crate) fn of(config: &Config) -> Self {
        Self {
            deployed: Deployed::read(synth(config).unwrap().yaml()),
            folders: config.bucket.folders.clone(),
        }
    }

    pub(crate) fn at(&self, folder: Folder) -> String {
        self.key(&format!("{}línea 4/DJI 1.jpg", self.folders.prefix(folder)))
    }

    pub(crate) fn record(&self, name: &str) -> String {
        self.key(&format!("{}2026-11-21/{name}", self.folders.executions_prefix()))
    }

    pub(crate) fn key(&self, key: &str) -> String {
        format!("{}/{key}", self.deployed.arn("Photos"))
    }

    pub(crate) fn list(&self, prefix: &str) -> Call<'static> {
        Call::new("s3:ListBucket", self.deployed.arn("Photos")).with("s3:prefix", prefix)
    }

    /// HEAD or GET of a photo; S3 says 404, and not 403, only to who may list.
    pub(crate) fn head(&self, folder: Folder) -> Vec<Call<'static>> {
        vec![Call::new("s3:GetObject", self.at(folder)), self.missing()]
    }

    pub(crate) fn missing(&self) -> Call<'static> {
        Call::new("s3:ListBucket", self.deployed.arn("Photos"))
    }

    pub(crate) fn remove(&self, folder: Folder) -> Vec<Call<'static>> {
        vec![
            Call::new("s3:DeleteObject", self.at(folder)).with("s3:if-match", "\"etag\""),
            Call::new("s3:GetObject", self.at(folder)),
        ]
    }

    pub(crate) fn safe_move(&self, from: Folder, to: Folder) -> Vec<Call<'static>> {
        let copy = ["s3:GetObject", "s3:GetObjectTagging"].map(|action| Call::new(action, self.at(from)));
        let put = ["s3:PutObject", "s3:PutObjectTagging"]
            .map(|action| Call::new(action, self.at(to)).with("s3:if-none-match", "*"));
        [self.head(from), copy.into(), put.into(), self.head(to), self.remove(from)].concat()
    }

    pub(crate) fn read_record(&self, name: &str) -> Vec<Call<'static>> {
        vec![Call::new("s3:GetObject", self.record(name)), self.missing()]
    }

    pub(crate) fn write_record(&self, name: &str) -> Vec<Call<'static>> {
        vec![
            Call::new("s3:PutObject", self.record(name)),
            Call::new("s3:AbortMultipartUpload", self.record(name)),
        ]
    }

    pub(crate) fn decide(&self, role: &str, call: &Call<'_>) -> Decision {
        let own = self.deployed.role_statements(role);
        let bucket = self.deployed.resource_statements("PhotosPolicy");
        decide(&[own, bucket].concat(), call)
    }

    pub(crate) fn allows(&self, role: &str, calls: &[Call<'_>]) {
        for call in calls {
            assert_eq!(self.decide(role, call), Decision::Allowed, "{role} must be allowed {call:?}");
        }
    }

    pub(crate) fn refuses(&self, role: &str, calls: &[Call<'_>]) {
        for call in calls {
            assert_ne!(self.decide(role, call), Decision::Allowed, "{role} must not be allowed {call:?}");
        }
    }

    pub(crate) fn refuses_on(&self, role: &str, action: &'static str, folders: &[Folder]) {
        for folder in folders {
            self.refuses(role, &[Call::new(action, self.at(*folder)).with("s3:if-match", "\"etag\"")]);
        }
    }
}
