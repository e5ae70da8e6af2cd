use apoyo_bucket::{Environment, InvalidEnvironment};
use apoyo_photo::Folders;

/// What the step is told where it is deployed.
#[derive(Debug, Clone)]
pub struct Config {
    /// Name of the photo bucket.
    pub bucket: String,
    /// Names of the folders.
    pub folders: Folders,
    /// Whether the lane `batch` may be asked for.
    pub batch_lane: BatchLane,
}

/// Whether the AWS Batch lane is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BatchLane {
    /// It is.
    Deployed,
    /// It is not.
    #[default]
    Absent,
}

impl BatchLane {
    /// The variable that holds it: `deployed` or `absent`.
    pub const VARIABLE: &'static str = "APOYO_BATCH_LANE";

    /// Reads the value of [`BatchLane::VARIABLE`]; absent where nothing is said.
    ///
    /// # Errors
    /// When it is neither `deployed` nor `absent`.
    pub fn read(value: Option<&str>) -> Result<Self, InvalidEnvironment> {
        match value {
            None | Some("absent") => Ok(Self::Absent),
            Some("deployed") => Ok(Self::Deployed),
            Some(other) => Err(InvalidEnvironment::Value {
                name: Self::VARIABLE,
                value: other.to_owned(),
                allowed: "deployed or absent",
            }),
        }
    }
}

impl Config {
    /// The configuration of a deployment.
    pub fn new(environment: Environment, batch_lane: BatchLane) -> Self {
        Self { bucket: environment.bucket, folders: environment.folders, batch_lane }
    }
}
