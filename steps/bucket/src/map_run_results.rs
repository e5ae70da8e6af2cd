use serde::Deserialize;

/// `manifest.json` of a Map Run: names the files that its `ResultWriter` left.
///
/// Source: <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MapRunResults {
    /// The files, by how the children in them ended.
    pub result_files: ResultFiles,
}

/// The files of a Map Run.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct ResultFiles {
    /// What children answered that succeeded.
    #[serde(default)]
    pub succeeded: Vec<ResultFile>,
    /// Children that failed.
    #[serde(default)]
    pub failed: Vec<ResultFile>,
}

/// One of the files.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResultFile {
    /// Its key.
    pub key: String,
    /// Its length in bytes, where the manifest says it.
    pub size: Option<u64>,
}
