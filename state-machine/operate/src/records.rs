use apoyo_bucket::{ManifestLines, ReadManifest, names_for, without_suffix};
use apoyo_photo::{ExecutionName, Folder, Folders, InvalidPhotoKey, ManifestLine, PhotoKey};
use apoyo_report::{ReportReader, ReportedPhoto};

use crate::{OperateError, Site};

/// Manifest and report of an execution, read side by side: both have one photo a line, in the same order.
#[derive(Debug)]
pub(crate) struct Records {
    manifest: ManifestLines,
    report: Option<ReportReader>,
    /// The photo of the report that no line has met yet.
    next: Option<ReportedPhoto>,
}

/// A photo that an execution listed, and what its report says of it; nothing where there is no report, or the report
/// leaves it out.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) line: ManifestLine,
    pub(crate) reported: Option<ReportedPhoto>,
}

impl Site {
    /// The records of an execution; `None` where it has no manifest.
    pub(crate) async fn records(&self, execution: &ExecutionName) -> Result<Option<Records>, OperateError> {
        let key = self.manifest_key(execution);
        let opened = self.bucket.manifest_lines(&key).await.map_err(self.bucket_failed())?;
        let Some(manifest) = opened else { return Ok(None) };
        let mut report = ReportReader::open(&self.bucket, &self.report_key(execution)).await?;
        let next = match &mut report {
            Some(report) => report.next().await?,
            None => None,
        };
        Ok(Some(Records { manifest, report, next }))
    }
}

impl Records {
    /// Whether there is a report.
    pub(crate) fn has_report(&self) -> bool {
        self.report.is_some()
    }

    /// The next photo; `None` after the last.
    pub(crate) async fn next(&mut self, site: &Site) -> Result<Option<Entry>, OperateError> {
        let Some(line) = self.manifest.next().await.map_err(site.bucket_failed())? else { return Ok(None) };
        if self.next.as_ref().is_none_or(|photo| *photo.key() != line.key) {
            return Ok(Some(Entry { line, reported: None }));
        }
        let reported = self.next.take();
        if let Some(report) = &mut self.report {
            self.next = report.next().await?;
        }
        Ok(Some(Entry { line, reported }))
    }

    /// After the last photo: what the report says of them all, and whether it has told of photos that no line of the
    /// manifest names.
    pub(crate) async fn finish(self) -> Result<Option<(apoyo_report::ReportSummary, bool)>, OperateError> {
        let left = self.next.is_some();
        match self.report {
            Some(report) => Ok(Some((report.summary().await?, left))),
            None => Ok(None),
        }
    }
}

/// Where a listed photo waited: under its listed key, or, for a leftover, where its marks say, else under the same sub-path.
pub(crate) fn origin(
    folders: &Folders,
    listed: &PhotoKey,
    from: Option<&str>,
) -> Result<PhotoKey, InvalidPhotoKey> {
    let waits = |key: &PhotoKey| matches!(folders.locate(key), Some((Folder::Waiting, _)));
    if waits(listed) {
        return Ok(listed.clone());
    }
    if let Some(from) = from.and_then(|from| from.parse().ok()).filter(waits) {
        return Ok(from);
    }
    folders.key_in(Folder::Waiting, &sub_path(folders, listed))
}

/// The names that a photo tries on its way back: where it waited, then beside that. They rest on what the photo is and not
/// on its content, so that whoever looks for it when it has gone finds the same ones.
pub(crate) fn names_back(
    folders: &Folders,
    execution: &ExecutionName,
    (listed, from): (&PhotoKey, Option<&str>),
) -> Result<Vec<PhotoKey>, InvalidPhotoKey> {
    let origin = origin(folders, listed, from)?;
    let photo = format!("{execution}/{listed}");
    names_for(folders, Folder::Waiting, &sub_path(folders, &origin), &photo)
}

/// The path that a photo keeps wherever it goes.
pub(crate) fn sub_path(folders: &Folders, listed: &PhotoKey) -> String {
    match folders.locate(listed) {
        Some((Folder::Waiting, path)) => path.to_owned(),
        Some((_, path)) => without_suffix(path),
        None => listed.as_str().to_owned(),
    }
}
