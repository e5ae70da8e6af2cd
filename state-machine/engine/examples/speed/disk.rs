use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use apoyo_engine::{ByteStream, ListedObject, ObjectError, ObjectStore};
use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt, stream};

/// Objects in files of a folder that goes with it, so that what is measured is the engine's memory and not theirs.
pub(crate) struct Disk {
    folder: PathBuf,
}

const CHUNK_BYTES: usize = 64 * 1024;

impl Disk {
    pub(crate) fn new() -> std::io::Result<Self> {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let name = format!("apoyo-speed-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Writes so many lines of JSON.
    pub(crate) fn write_lines(&self, bucket: &str, key: &str, lines: usize) -> std::io::Result<()> {
        let mut file = std::io::BufWriter::new(File::create(self.path(bucket, key))?);
        for number in 0..lines {
            writeln!(file, "{{\"key\":\"photo-{number}\"}}")?;
        }
        file.flush()
    }

    fn path(&self, bucket: &str, key: &str) -> PathBuf {
        self.folder.join(format!("{bucket}-{key}").replace('/', "-"))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // What is left in the folder of temporary files is the system's to clear.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[async_trait]
impl ObjectStore for Disk {
    async fn get(&self, bucket: &str, key: &str) -> Result<ByteStream, ObjectError> {
        let failed = |error: std::io::Error| ObjectError {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            reason: error.to_string(),
        };
        let mut file = File::open(self.path(bucket, key)).map_err(failed)?;
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        let chunks = std::iter::from_fn(move || {
            let mut chunk = vec![0; CHUNK_BYTES];
            match file.read(&mut chunk) {
                Ok(0) => None,
                Ok(length) => {
                    chunk.truncate(length);
                    Some(Ok(Bytes::from(chunk)))
                }
                Err(error) => Some(Err(ObjectError {
                    bucket: bucket.clone(),
                    key: key.clone(),
                    reason: error.to_string(),
                })),
            }
        });
        Ok(stream::iter(chunks).boxed())
    }

    async fn put(&self, bucket: &str, key: &str, body: Bytes) -> Result<(), ObjectError> {
        std::fs::write(self.path(bucket, key), body).map_err(|error| ObjectError {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            reason: error.to_string(),
        })
    }

    async fn list(
        &self,
        _bucket: &str,
        _prefix: &str,
        _after: Option<&str>,
    ) -> Result<Vec<ListedObject>, ObjectError> {
        Ok(Vec::new())
    }
}
