use rusqlite::{OptionalExtension, Row, params};

use super::upload::{Part, Upload, no_such_upload};
use crate::s3::index::{Index, from_millis, to_millis};
use crate::s3::store_error::StoreError;

const UPLOAD_COLUMNS: &str = "id, bucket, key, initiated_ms, attributes, algorithm, checksum_type";

impl Index {
    pub(super) fn put_upload(&self, upload: &Upload) -> Result<(), StoreError> {
        let attributes = serde_json::to_string(&upload.attributes)?;
        self.lock().execute(
            "INSERT INTO upload VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                upload.id,
                upload.bucket,
                upload.key,
                to_millis(upload.initiated),
                attributes,
                upload.algorithm,
                upload.checksum_type
            ],
        )?;
        Ok(())
    }

    pub(super) fn upload(&self, id: &str) -> Result<Option<Upload>, StoreError> {
        let connection = self.lock();
        let mut select =
            connection.prepare_cached(&format!("SELECT {UPLOAD_COLUMNS} FROM upload WHERE id = ?1"))?;
        let row = select.query_row([id], read_upload).optional()?;
        row.map(with_attributes).transpose()
    }

    /// The bucket's uploads by key, then id.
    pub(crate) fn uploads(&self, bucket: &str) -> Result<Vec<Upload>, StoreError> {
        let connection = self.lock();
        let mut select = connection.prepare_cached(&format!(
            "SELECT {UPLOAD_COLUMNS} FROM upload WHERE bucket = ?1 ORDER BY key, id"
        ))?;
        let rows = select.query_map([bucket], read_upload)?.collect::<rusqlite::Result<Vec<_>>>()?;
        rows.into_iter().map(with_attributes).collect()
    }

    /// Writes a part's row; gives the file of the part of this number before.
    pub(super) fn put_part(&self, upload: &str, part: &Part) -> Result<Option<String>, StoreError> {
        let checksums = serde_json::to_string(&part.checksums)?;
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let is_open = "SELECT 1 FROM upload WHERE id = ?1";
        if transaction.query_row(is_open, [upload], |_| Ok(())).optional()?.is_none() {
            return Err(no_such_upload(upload));
        }
        let before = "SELECT file FROM part WHERE upload = ?1 AND number = ?2";
        let before =
            transaction.query_row(before, params![upload, part.number], |row| row.get(0)).optional()?;
        transaction.execute(
            "INSERT OR REPLACE INTO part VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                upload,
                part.number,
                part.file,
                part.size.cast_signed(),
                part.md5,
                checksums,
                to_millis(part.last_modified)
            ],
        )?;
        transaction.commit()?;
        Ok(before)
    }

    /// The upload's parts by number.
    pub(crate) fn parts(&self, upload: &str) -> Result<Vec<Part>, StoreError> {
        let connection = self.lock();
        let mut select = connection.prepare_cached(
            "SELECT number, file, size, md5, checksums, last_modified_ms FROM part WHERE upload = ?1 ORDER BY number",
        )?;
        let rows = select.query_map([upload], |row| {
            let part = Part {
                number: row.get(0)?,
                file: row.get(1)?,
                size: row.get::<_, i64>(2)?.cast_unsigned(),
                md5: row.get(3)?,
                checksums: crate::s3::content::Checksums::default(),
                last_modified: from_millis(row.get(5)?),
            };
            Ok((part, row.get::<_, String>(4)?))
        })?;
        let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        rows.into_iter()
            .map(|(part, sums)| Ok(Part { checksums: serde_json::from_str(&sums)?, ..part }))
            .collect()
    }

    pub(super) fn delete_upload(&self, id: &str) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute("DELETE FROM part WHERE upload = ?1", [id])?;
        transaction.execute("DELETE FROM upload WHERE id = ?1", [id])?;
        transaction.commit()?;
        Ok(())
    }
}

fn read_upload(row: &Row<'_>) -> rusqlite::Result<(Upload, String)> {
    let upload = Upload {
        id: row.get(0)?,
        bucket: row.get(1)?,
        key: row.get(2)?,
        initiated: from_millis(row.get(3)?),
        attributes: crate::s3::attributes::Attributes::default(),
        algorithm: row.get(5)?,
        checksum_type: row.get(6)?,
    };
    Ok((upload, row.get(4)?))
}

fn with_attributes((upload, attributes): (Upload, String)) -> Result<Upload, StoreError> {
    Ok(Upload { attributes: serde_json::from_str(&attributes)?, ..upload })
}
