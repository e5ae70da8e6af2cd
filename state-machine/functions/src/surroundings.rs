use std::path::PathBuf;
use std::sync::Arc;

use apoyo_engine::{Clock, Realm};

/// Where functions run: the cloud around them.
#[derive(Clone)]
pub struct Surroundings {
    /// Region and account.
    pub realm: Realm,
    /// Address of the cloud, as in `http://127.0.0.1:4566`: the functions' `AWS_ENDPOINT_URL`.
    pub endpoint: String,
    /// The keys that they sign with.
    pub keys: Keys,
    /// Folder of the cloud's own files. Logs are kept in `logs/<function>.log` of it, events that wait in `events/`.
    pub folder: PathBuf,
    /// Where time comes from: time limits, retries and when an idle process ends.
    pub clock: Arc<dyn Clock>,
}

/// Keys that requests to the cloud are signed with.
#[derive(Clone)]
pub struct Keys {
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
}
