use apoyo_bucket::{BucketError, ReadManifest, RecordWriter, Written};
use apoyo_photo::ManifestLine;

/// What a plan says of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    /// Lines.
    pub(crate) photos: u64,
    /// Sum of the photos' sizes.
    pub(crate) bytes: u64,
    /// Size of the largest.
    pub(crate) largest: u64,
}

impl Sums {
    fn and(self, line: &ManifestLine) -> Self {
        Self {
            photos: self.photos + 1,
            bytes: self.bytes.saturating_add(line.size),
            largest: self.largest.max(line.size),
        }
    }

    pub(crate) async fn of_existing(
        bucket: &impl ReadManifest,
        key: &str,
    ) -> Result<Option<Self>, BucketError> {
        let Some(mut lines) = bucket.manifest_lines(key).await? else { return Ok(None) };
        let mut sums = Self::default();
        while let Some(line) = lines.next().await? {
            sums = sums.and(&line);
        }
        Ok(Some(sums))
    }
}

/// A manifest on its way to the bucket; holds a part of it at most.
pub(crate) struct Manifest<W> {
    writer: W,
    sums: Sums,
}

impl<W: RecordWriter> Manifest<W> {
    pub(crate) fn new(writer: W) -> Self {
        Self { writer, sums: Sums::default() }
    }

    pub(crate) async fn add(&mut self, line: &ManifestLine) -> Result<(), BucketError> {
        let mut json = serde_json::to_vec(line).expect("a manifest line is JSON");
        json.push(b'\n');
        self.writer.write(&json).await?;
        self.sums = self.sums.and(line);
        Ok(())
    }

    pub(crate) async fn finish(self) -> Result<(Written, Sums), BucketError> {
        Ok((self.writer.finish().await?, self.sums))
    }
}
